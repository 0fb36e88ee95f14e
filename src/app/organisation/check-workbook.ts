import type { Known, Organisation } from '../../store/organisation/rows.ts';
import { checkCalendar } from './check/calendar.ts';
import type { Table } from './check/cells.ts';
import { checkGroups, checkPairings, checkRoster } from './check/links.ts';
import { checkPeople } from './check/people.ts';
import { checkPlaces } from './check/places.ts';
import { findTables } from './check/tables.ts';
import { checkUnits } from './check/units.ts';
import { type SheetName, sheetNames, type Workbook, type WorkbookError } from './workbook.ts';

export type CheckedWorkbook = {
  /** To be saved only when there are no errors. */
  organisation: Organisation;
  /** Every mistake of the workbook, by sheet and row. */
  errors: WorkbookError[];
  /** Sheets and columns that nobody knows. */
  ignored: string[];
};

const nothingKnown: Known = { units: new Map(), people: new Set() };

/**
 * Reads a whole workbook and finds all its mistakes at once, in words for the office that keeps it. Pure. `known` is what the database
 * has already and keeps: a second workbook may refer to it.
 */
export const checkWorkbook = (workbook: Workbook, known: Known = nothingKnown): CheckedWorkbook => {
  const errors: WorkbookError[] = [];
  const { tables, ignored } = findTables(workbook, errors);
  const table = (sheet: SheetName): Table => tables.get(sheet) ?? { sheet, missing: new Set(), rows: [], errors };
  const units = checkUnits(table('单位'), known);
  const people = checkPeople(table('人员'), units.isUnit, known);
  const references = { isUnit: units.isUnit, presenceOf: people.presenceOf };
  const given = <Rows>(sheet: SheetName, check: (from: Table) => Rows): Rows | null => {
    const from = tables.get(sheet);
    return from === undefined ? null : check(from);
  };
  const organisation: Organisation = {
    units: units.units,
    aliases: units.aliases,
    people: people.people,
    roles: people.roles,
    accounts: people.accounts,
    places: given('责任区域', (from) => checkPlaces(from, references, people.roles)),
    pairings: given('包联', (from) => checkPairings(from, references)),
    groups: given('群', (from) => checkGroups(from, references)),
    calendar: given('日历', checkCalendar),
    roster: given('值班', (from) => checkRoster(from, references)),
  };
  return { organisation, errors: inOrder(errors), ignored };
};

/** By sheet and row; a cell that was looked at twice says its mistake once. */
const inOrder = (errors: readonly WorkbookError[]): WorkbookError[] => {
  const rank = (sheet: string): number => (sheetNames as readonly string[]).indexOf(sheet);
  const distinct = new Map(errors.map((error) => [[error.sheet, error.row, error.column, error.message].join('\n'), error]));
  return [...distinct.values()].sort((a, b) => rank(a.sheet) - rank(b.sheet) || a.row - b.row);
};

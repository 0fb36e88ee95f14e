import { addDays, type LocalDay } from '../../domain/calendar/local-time.ts';
import type { PhotoUse } from '../../domain/evidence/photo-use.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { toJson } from '../../store/hazard-json.ts';
import { columnsOf } from '../../store/hazards.ts';
import { chainFault, type HistoryEntry } from '../../store/history-chain.ts';
import { coveringDay, isSealedAccount, type Seal, sealOf } from '../../store/history-seal.ts';
import { refsIn } from '../../store/history-words.ts';
import { differenceOf } from './difference.ts';
import { type Finding, finding } from './finding.ts';
import { replay, stateAsJson } from './replay.ts';
import { photoUseFault } from './verify-photo-uses.ts';

/** A row of the table `hazard`, by the names of its columns; `state` as JSON. */
export type HazardRow = { number: string; version: number; reporter_account: string | null; state: unknown } & Record<string, unknown>;

/** All that the database has of one item. `row` null: it is gone. `texts`: by id. `uses`: its photos. */
export type ItemRecord = {
  number: string;
  row: HazardRow | null;
  entries: readonly HistoryEntry[];
  texts: ReadonlyMap<string, string>;
  uses: readonly PhotoUse[];
};

/** What is known beyond the item: the day of each anchor by its hash, and the latest day before which the retention rule has removed words. */
export type Beyond = { anchors: ReadonlyMap<string, LocalDay>; purgedBefore: LocalDay | null };

/** Columns of `hazard` that are checked by themselves. All others of `columnsOf` repeat what the state says. */
const OWN_CHECK: ReadonlySet<string> = new Set(['number', 'version', 'reporter_account', 'state']);

const isPurged = ({ at }: HistoryEntry, seal: Seal, { purgedBefore }: Beyond): boolean =>
  purgedBefore !== null && coveringDay(at, { ...seal, late: undefined }) < purgedBefore;

const sealFault = (entry: HistoryEntry, { anchors }: Beyond): string | null => {
  const seal = sealOf(entry.data);
  const day = seal.anchor === undefined ? undefined : anchors.get(seal.anchor);
  // An anchor that is not there is a fault of the anchors; see lostAnchorsIn.
  if (seal.anchor !== undefined && day === undefined) return null;
  if (seal.late !== undefined && (day === undefined || seal.late !== addDays(day, 1))) return 'names a day that cannot cover it';
  return day !== undefined && day >= coveringDay(entry.at, seal) ? 'is of a day that had been anchored before' : null;
};

const textFault = ({ number, entries, texts }: ItemRecord, beyond: Beyond): Finding | null => {
  const referred = new Set<string>();
  for (const entry of entries) {
    for (const { textId } of refsIn(entry.data)) {
      referred.add(textId);
      if (!texts.has(textId) && !isPurged(entry, sealOf(entry.data), beyond))
        return finding(`${number} entry ${entry.seq}`, `words are gone, and no purge has removed them (text ${textId})`);
    }
  }
  const orphan = [...texts.keys()].find((id) => !referred.has(id));
  return orphan === undefined ? null : finding(number, `has words that its history does not refer to (text ${orphan})`);
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const sameColumn = (expected: unknown, actual: unknown): boolean =>
  expected instanceof Date ? actual instanceof Date && actual.getTime() === expected.getTime() : actual === expected;

const columnFault = (row: HazardRow, state: KnownHazard): string | null => {
  for (const [name, expected] of Object.entries(columnsOf(state))) {
    const column = snakeCase(name);
    if (!OWN_CHECK.has(column) && !sameColumn(expected, row[column])) return `the column ${column} is not what its history leads to`;
  }
  return null;
};

const versionFault = ({ version }: HazardRow, entries: readonly HistoryEntry[], last: Seal): string | null => {
  if (last.version !== undefined)
    return version === last.version ? null : `has version ${version}, but its last entry was written for version ${last.version}`;
  return version >= 1 && version <= entries.length ? null : `has version ${version} after ${entries.length} entries`;
};

const accountFault = ({ reporter_account: account }: HazardRow, first: HistoryEntry, beyond: Beyond): string | null => {
  const seal = sealOf(first.data);
  // Entries of the first release say nothing of it.
  if (seal.version === undefined) return null;
  if (!seal.account) return account === null ? null : 'the column reporter_account has an account that its history does not know';
  if (account === null) return isPurged(first, seal, beyond) ? null : 'the column reporter_account is empty, and no purge has emptied it';
  return isSealedAccount(seal.account, account) ? null : 'the column reporter_account was altered';
};

/** Null where the history, though whole by its hashes, is none that the domain could have written. */
const tryReplay = (...history: Parameters<typeof replay>): KnownHazard | null => {
  try {
    return replay(...history);
  } catch {
    return null;
  }
};

const rowFault = (
  row: HazardRow,
  { entries, texts }: ItemRecord,
  first: HistoryEntry,
  last: HistoryEntry,
  beyond: Beyond,
): string | null => {
  const state = tryReplay(entries, texts);
  if (!state) return 'its history leads to no item';
  const seal = sealOf(last.data);
  // Events of an older release lack what its state lacks; once this release has saved the item, the row has it all.
  const expected = stateAsJson(toJson(state) as object, { older: true });
  const path = differenceOf(expected, stateAsJson(row.state as object, { older: seal.version === undefined }));
  if (path !== null) return `the state is not what its history leads to (at ${path === '' ? 'its top' : path})`;
  return columnFault(row, state) ?? versionFault(row, entries, seal) ?? accountFault(row, first, beyond);
};

/** The first thing of an item that is not as it was written; null when all is. Pure: no database, no clock. */
export const itemFinding = (item: ItemRecord, beyond: Beyond): Finding | null => {
  const { number, row, entries, texts } = item;
  const [first] = entries;
  const last = entries.at(-1);
  if (!row) return finding(number, `the item is gone; ${entries.length} entries of its history are left`);
  if (!first || !last) return finding(number, 'the history of the item is gone');
  const fault = chainFault(number, entries, texts);
  if (fault) return finding(`${number} entry ${fault.seq}`, fault.problem);
  for (const entry of entries) {
    const problem = sealFault(entry, beyond);
    if (problem !== null) return finding(`${number} entry ${entry.seq}`, problem);
  }
  const words = textFault(item, beyond);
  if (words) return words;
  const problem = typeof row.state === 'object' && row.state !== null ? rowFault(row, item, first, last, beyond) : 'the state is no object';
  const found = problem ?? photoUseFault(entries, item.uses);
  return found === null ? null : finding(number, found);
};

/** The anchors (their hashes) that entries were written after, and that are not there; with the number and seq of the first such entry. */
export const lostAnchorsIn = ({ number, entries }: ItemRecord, { anchors }: Beyond): [string, string][] =>
  entries.flatMap(({ data, seq }): [string, string][] => {
    const { anchor } = sealOf(data);
    return anchor === undefined || anchors.has(anchor) ? [] : [[anchor, `${number} entry ${seq}`]];
  });

/** Every photo that an item's state or history shows, by hash. */
export const photosIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'hash' in value && typeof value.hash === 'string' ? [value.hash] : [];
  return [...own, ...Object.values(value).flatMap(photosIn)];
};

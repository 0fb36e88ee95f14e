import type { Db } from '../../store/database.ts';
import { type PersonItem, listPeople as peopleFrom, type UnitItem, listUnits as unitsFrom } from '../../store/organisation.ts';
import { type Answer, answered, type Page } from './answer.ts';
import type { FiltersOf } from './filters.ts';
import { resolveScope } from './scope.ts';

export type { PersonItem, UnitItem } from '../../store/organisation.ts';

/** People by 工号, phones left out. `person` is a 工号 or an exact name. */
export const listPeople = async (db: Db, filters: FiltersOf<'people'>): Promise<Answer<Page<PersonItem>>> => {
  const scope = await resolveScope(db, { unit: filters.unit });
  return scope.ok ? answered(await peopleFrom(db, filters)) : scope;
};

/** Living units by code. */
export const listUnits = async (db: Db, filters: FiltersOf<'units'>): Promise<Answer<Page<UnitItem>>> => {
  const scope = await resolveScope(db, { unit: filters.unit });
  return scope.ok ? answered(await unitsFrom(db, filters)) : scope;
};

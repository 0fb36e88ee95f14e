/** The organisation as others ask for it: units of both trees, people, places, groups, calendar. Each query is one round trip. */
export { allDeputiesOf, type Deputyship, deputiesOf, principalsOf } from './organisation/absences.ts';
export { aliasesOf, foldName, nameCandidates } from './organisation/aliases.ts';
export { calendarData } from './organisation/calendar.ts';
export { type ListOptions, listPeople, listUnits, type Page, type PersonItem, type UnitItem } from './organisation/lists.ts';
export {
  groupsOf,
  onDuty,
  pairedLeaders,
  peopleById,
  peopleNamed,
  peopleOf,
  personByAccount,
  personById,
  placesOf,
  roleHolders,
  rolesOf,
} from './organisation/people.ts';
export * from './organisation/records.ts';
export { rootOf, standingOf } from './organisation/standing.ts';
export { type Ancestry, ancestry, belowUnit, descendants, type NamedUnit, unitByCode, unitsNamedIn } from './organisation/units.ts';

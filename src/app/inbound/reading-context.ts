import { searchable } from '../../conversation/reading/normalise.ts';
import type { KnownPlace, KnownUnit, ReadingContext } from '../../conversation/reading/reading.ts';
import { mayBeMeasure } from '../../conversation/reading/rules/measures.ts';
import { type Asked, emptySession, reportJustNow, type Session } from '../../conversation/session.ts';
import { lastDigitsIn } from '../../conversation/turns/which-item.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import { visibilityOf } from '../../domain/organisation/visibility.ts';
import type { Db } from '../../store/database.ts';
import { loadHazard } from '../../store/hazards.ts';
import { concernsOf, type ItemLineRow, openAmong, openSerious } from '../../store/item-lines.ts';
import {
  type PersonRecord,
  type PersonRoleRecord,
  type PlaceRecord,
  placesOf,
  rolesOf,
  rootOf,
  standingOf,
  unitsNamedIn,
} from '../../store/organisation.ts';
import { askedToSecure } from '../../store/to-secure.ts';
import type { CityView } from '../hazards/city-view.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { vacationAfter } from './vacation.ts';

const SCHOOL_KINDS = ['学校', '幼儿园'];

/** A 中心校 with pupils is a school too: its teachers, who supervise nobody, mean it when they name none. */
const isSchoolOf = ({ unit, role }: PersonRoleRecord): boolean =>
  SCHOOL_KINDS.includes(unit.kind) || (unit.kind === '中心校' && role === '成员');

/** The school whose staff the person is, when that is beyond doubt: officers of a 中心校, bureau or town speak of many. */
export const ownSchool = (roles: readonly PersonRoleRecord[]): KnownUnit | null => {
  const schools = [...new Map(roles.filter(isSchoolOf).map((role) => [role.unit.code, role.unit])).values()];
  const only = schools.length === 1 ? schools[0] : undefined;
  const elsewhere = roles.some((role) => role.unit.code !== only?.code && !SCHOOL_KINDS.includes(role.unit.kind));
  return only && !elsewhere ? { id: only.code, name: only.name, aliases: [] } : null;
};

const knownPlace = ({ id, area, venue, spot }: PlaceRecord): KnownPlace => ({
  id: String(id),
  area,
  venue: venue || null,
  spot: spot || null,
});

/** What the reader needs to know of an open question. */
const ASKED: Partial<Record<Asked['kind'], NonNullable<ReadingContext['asked']>>> = {
  place: 'place',
  unit: 'unit',
  'check-school': 'unit',
  'after-photo': 'photo',
  'repeated-photo': 'photo',
  reason: 'reason',
  'level-reason': 'reason',
  transfer: 'reason',
  // Until when, and why: a further day replaces the first.
  extension: 'until',
  away: 'until',
};

/** Everything about a sender that understanding his words may need. */
export type Knowledge = {
  roles: PersonRoleRecord[];
  concerns: ItemLineRow[];
  /** Open items of his view beyond his concerns that the words may mean. */
  alsoMeant: ItemLineRow[];
  /** He was asked to make these safe. */
  toSecure: ItemLineRow[];
  places: PlaceRecord[];
  context: ReadingContext;
};

/** Numbers of the last months that end with these four digits. */
const numbersEnding = (digits: string, now: Date): string[] => {
  const [year, month] = localDay(now).split('-').map(Number);
  const months = Array.from({ length: 14 }, (_, back) => (year ?? 0) * 12 + (month ?? 1) - 1 - back);
  return months.flatMap((each) => {
    const head = `H${String(Math.floor(each / 12) % 100).padStart(2, '0')}${String((each % 12) + 1).padStart(2, '0')}`;
    return ['', 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tens) => `${head}${tens}${digits}`);
  });
};

const FIVE_PARTS = /(?:责任|措施|资金|时限|预案)(?:人|是|[:：])|五落实/u;

const LEADS = /^(own|upper|bureau):(?!成员)/u;

/** A leader of a unit sees its items, those in confidence only where he is one of the few. */
const isSeen = async (db: Db, personId: string, item: ItemLineRow, city: CityView): Promise<boolean> => {
  if (!item.sensitive) return [...(await standingOf(db, personId, item.unitCode))].some((relation) => LEADS.test(relation));
  const state = (await loadHazard(db, item.number))?.state;
  return state !== undefined && visibilityOf(await standingTo(db, personId, state, city), state) === 'full';
};

/**
 * A leader may mean any open item of his units: by its last digits, or, when he speaks of the 五落实, the 重大 ones of his own. What he may
 * not see is not found.
 */
const alsoMeantBy = async (
  db: Db,
  personId: string,
  text: string,
  { roles, concerns }: Pick<Knowledge, 'roles' | 'concerns'>,
  city: CityView,
): Promise<ItemLineRow[]> => {
  const led = roles.filter((role) => role.role !== '成员').map((role) => role.unit.code);
  if (led.length === 0) return [];
  const digits = lastDigitsIn(text);
  const named = digits !== null && !concerns.some((item) => item.number.endsWith(digits));
  const found = [
    ...(named ? await openAmong(db, numbersEnding(digits, city.now), 5) : []),
    ...(FIVE_PARTS.test(text) ? await openSerious(db, led, 10) : []),
  ];
  const seen: ItemLineRow[] = [];
  for (const item of found) if (await isSeen(db, personId, item, city)) seen.push(item);
  return seen;
};

/** Looked up only for words that may tell of it: nearly no message does. */
const toSecureBy = async (db: Db, personId: string, text: string, now: Date): Promise<ItemLineRow[]> => {
  if (!mayBeMeasure(text)) return [];
  const numbers = await askedToSecure(db, personId, now);
  return numbers.length === 0 ? [] : openAmong(db, numbers, numbers.length);
};

const contextOf = (
  session: Session,
  { now, calendar }: CityView,
  found: Pick<Knowledge, 'roles' | 'concerns' | 'places' | 'toSecure'> & { units: KnownUnit[] },
): ReadingContext => {
  const count = (...whys: ItemLineRow['why'][]) => found.concerns.filter((item) => whys.includes(item.why)).length;
  return {
    now,
    ownUnit: ownSchool(found.roles),
    units: found.units,
    places: found.places.map(knownPlace),
    people: [],
    pendingDecisions: new Set(
      found.concerns.filter((item) => ['decision', 'grading', 'extension', 'escalation'].includes(item.why)).map((item) => item.number),
    ).size,
    openTasks: count('task'),
    escalatedToHim: count('escalation'),
    mustSecure: found.toSecure.length > 0,
    justAssigned: found.concerns.some((item) => item.why === 'task' && item.status === 'assigned'),
    recentReport: reportJustNow(session, now) !== null,
    listShown: session.shown?.refs.length ?? 0,
    asked: session.asked ? (ASKED[session.asked.kind] ?? null) : null,
    vacation: vacationAfter(calendar, localDay(now)),
  };
};

/** Gathers it: a handful of indexed queries, none a row. `person` null: somebody unbound. `text` empty: no words were said. */
export const knowledgeFor = async (
  db: Db,
  person: PersonRecord | null,
  text: string,
  session: Session,
  city: CityView,
): Promise<Knowledge> => {
  const { now } = city;
  const roles = person ? await rolesOf(db, person.id) : [];
  const concerns = person ? await concernsOf(db, person.id, await city.principals(person.id)) : [];
  const root = person && text !== '' ? await rootOf(db, person.id) : null;
  const named = text === '' ? [] : await unitsNamedIn(db, searchable(text), root);
  const units = named.map(({ code, name, aliases }) => ({ id: code, name, aliases }));
  const unit = units[0]?.id ?? ownSchool(roles)?.id ?? roles[0]?.unit.code ?? null;
  const places = unit && text !== '' ? await placesOf(db, unit) : [];
  const alsoMeant = person ? await alsoMeantBy(db, person.id, text, { roles, concerns }, city) : [];
  const toSecure = person ? await toSecureBy(db, person.id, text, now) : [];
  const context = contextOf(session, city, { roles, concerns, places, toSecure, units });
  return { roles, concerns, alsoMeant, toSecure, places, context };
};

/** The context for a text said now by a person with no conversation under way: what `grid interpret` asks. */
export const readingContextFor = async (db: Db, person: PersonRecord, text: string, city: CityView): Promise<ReadingContext> =>
  (await knowledgeFor(db, person, text, emptySession, city)).context;

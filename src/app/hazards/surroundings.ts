import type { Surroundings } from '../../conversation/surroundings.ts';
import { addDays, localDay, localTime } from '../../domain/calendar/local-time.ts';
import { isWorkingTime, WORK_START } from '../../domain/calendar/working-time.ts';
import { calledNow } from '../../domain/hazard/clockwork.ts';
import { gradeOf } from '../../domain/hazard/deadline-policy.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { withActingOfficer } from '../../domain/organisation/acting-officer.ts';
import {
  assigneeOf,
  type Beside,
  decidersFor,
  headsFor,
  leadersFor,
  ownLeadersTold,
  standingAround,
  tiesToItem,
  warnedFor,
} from '../../domain/organisation/around.ts';
import { can } from '../../domain/organisation/authority.ts';
import type { Relation, Standing } from '../../domain/organisation/roles.ts';
import { classifiersFor, type PeopleAround, toldAtOnce, verifiersFor } from '../../domain/organisation/verifier.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../../store/database.ts';
import { onDuty, type PersonRecord, peopleById, standingOf } from '../../store/organisation.ts';
import type { CityView, Node } from './city-view.ts';

const peopleAround = ({ holders, where }: Node): PeopleAround => {
  const of = (code: string | undefined) =>
    holders.filter((holder) => holder.unitCode === code).map(({ id, role }) => ({ person: id, role }));
  return { own: of(where.unit.code), upper: of(where.upper?.code), bureau: withActingOfficer(of(where.bureau?.code)) };
};

const placeLabel = async (db: Db, item: KnownHazard): Promise<string | null> => {
  if (item.place.id === null) return item.place.text;
  const place = await db.place.findUnique({ where: { id: item.place.id }, select: { area: true, venue: true, spot: true } });
  return place ? [place.area, place.venue, place.spot].filter(Boolean).join(' ') : item.place.text;
};

const peopleOfItem = (item: KnownHazard, more: readonly (string | null)[]): string[] => {
  const classified = 'classifiedBy' in item && item.classifiedBy !== 'system' ? [item.classifiedBy] : [];
  const submitted = 'submittedBy' in item ? [item.submittedBy] : [];
  const verified = 'verifiedBy' in item ? [item.verifiedBy] : [];
  const asked = [item.escalation?.to, item.escalation?.by, item.extension?.by].flatMap((person) => person ?? []);
  const all = [
    item.reporter,
    item.suggestedAssignee,
    assigneeOf(item),
    ...asked,
    ...item.followers,
    ...classified,
    ...submitted,
    ...verified,
    ...more,
  ];
  return [...new Set(all.filter((person): person is string => person !== null))];
};

/** Pure: who is concerned by an item, of those around it. */
export const concerned = (
  item: KnownHazard,
  people: PeopleAround,
  beside: Beside,
): Pick<Surroundings, 'verifiers' | 'classifiers' | 'told' | 'heads' | 'leaders' | 'deciders' | 'warned' | 'seesAll'> => ({
  verifiers: verifiersFor(item, people),
  classifiers: classifiersFor(item, people),
  told: [...new Set([...ownLeadersTold(item, people), ...toldAtOnce(item, people, beside.paired)])],
  heads: headsFor(item, people),
  leaders: leadersFor(item, people),
  deciders: decidersFor(item, people),
  warned: warnedFor(item, people),
  seesAll: (person) => person !== null && can(standingAround(person, item, people, beside), 'see', item),
});

/** A night's duty begins in the evening: before work starts it is still that of the day before, where somebody was named for it. */
const onDutyNow = async (db: Db, item: KnownHazard, { now, calendar }: CityView): Promise<PersonRecord[]> => {
  if (laneOf(item) !== 'ordinary' || gradeOf(item) !== '重大或紧急' || isWorkingTime(calendar, now)) return [];
  const today = localDay(now);
  const days = localTime(now) < WORK_START ? [addDays(today, -1), today] : [today];
  for (const day of days) {
    const found = await onDuty(db, [item.unit], day);
    if (found.length > 0) return found;
  }
  return [];
};

/** Whose 代理人 stands in: of those who are away, and of those who gave no answer to a "now". */
const standIns = async (item: KnownHazard, people: PeopleAround, city: CityView): Promise<Map<string, string>> => {
  const all = [...people.own, ...people.upper, ...people.bureau].map((holder) => holder.person);
  const concernedPeople = [...new Set([...all, ...peopleOfItem(item, [])])];
  const away = await city.deputies(concernedPeople);
  return new Map([
    ...calledNow(item).map((each) => [each.for, each.deputy] as const),
    ...away.map((each) => [each.person, each.deputy] as const),
  ]);
};

const accountIn = (account: string | null): Surroundings['reporterAccount'] => {
  const match = /^(wecom|dingtalk):(.+)$/su.exec(account ?? '');
  return match?.[1] && match[2] ? { channel: match[1] as ChannelName, account: match[2] } : null;
};

export type Around = { reporterAccount?: string | null; more?: readonly (string | null)[] };

/** Who and what is around an item, as messages about it need it. A bounded number of queries, whatever the size of the city. */
export const surroundingsOf = async (
  db: Db,
  item: KnownHazard,
  city: CityView,
  { reporterAccount = null, more = [] }: Around = {},
): Promise<Surroundings> => {
  const { now } = city;
  const node = await city.node(item.unit);
  if (!node) throw new Error(`hazard ${item.number} belongs to no known unit`);
  const people = peopleAround(node);
  const serious = laneOf(item) === 'ordinary' && (item.level !== '一般' || item.urgent);
  const paired = serious ? (await city.paired(item.unit)).map((leader) => leader.id) : [];
  const groups = serious ? await city.groups(item.unit) : [];
  const duty = await onDutyNow(db, item, city);
  const deputies = await standIns(item, people, city);
  const names = new Map([...node.holders, ...duty].map((holder) => [holder.id, holder.name]));
  const others = [...peopleOfItem(item, more), ...deputies.values()].filter((person) => !names.has(person));
  if (others.length > 0) for (const person of await peopleById(db, others)) names.set(person.id, person.name);
  const officers = people.own.filter((holder) => holder.role === '具体责任人').map((holder) => holder.person);
  return {
    now,
    unitName: node.where.unit.name,
    placeText: await placeLabel(db, item),
    nameOf: (person) => (person === null || person === 'operator' ? '系统' : (names.get(person) ?? person)),
    ...concerned(item, people, { paired, onDuty: duty.map((person) => person.id), deputies }),
    onDuty: duty.map((person) => person.id),
    deputyOf: (person) => deputies.get(person) ?? null,
    groups: groups.map((group) => ({ id: group.id, mentions: officers })),
    reporterAccount: accountIn(reporterAccount),
  };
};

/** The people of the grids around an item, as the rules ask for them. Null: its unit is not known. */
export const gridsOf = async (city: CityView, item: KnownHazard): Promise<PeopleAround | null> => {
  const node = await city.node(item.unit);
  return node && peopleAround(node);
};

const relationsTo = async (db: Db, person: string, item: KnownHazard, city: CityView): Promise<Set<Relation>> => {
  const node = await city.node(item.unit);
  const acts = node !== null && peopleAround(node).bureau.some((holder) => holder.person === person && holder.role === '具体责任人');
  return new Set<Relation>([
    ...(await standingOf(db, person, item.unit, node?.where ?? null)),
    ...(acts ? (['bureau:具体责任人'] as const) : []),
    ...tiesToItem(person, item),
  ]);
};

/**
 * How a person stands to an item: his ties to its unit, what he is to the item itself, whether he is on duty there now, and for whom he
 * stands in.
 */
export const standingTo = async (db: Db, personId: string | null, item: KnownHazard, city: CityView): Promise<Standing> => {
  if (personId === null) return { person: null, relations: new Set() };
  const relations = await relationsTo(db, personId, item, city);
  if ((await onDutyNow(db, item, city)).some((person) => person.id === personId)) relations.add('on-duty');
  const called = calledNow(item).filter((each) => each.deputy === personId);
  const principals = [...new Set([...(await city.principals(personId)), ...called.map((each) => each.for)])];
  const standsInFor: { person: string; relations: Set<Relation> }[] = [];
  for (const person of principals) standsInFor.push({ person, relations: await relationsTo(db, person, item, city) });
  return { person: personId, relations, standsInFor };
};

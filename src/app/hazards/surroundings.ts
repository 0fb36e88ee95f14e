import type { Surroundings } from '../../conversation/surroundings.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { can } from '../../domain/organisation/authority.ts';
import type { Relation, Standing } from '../../domain/organisation/roles.ts';
import { classifiersFor, type PeopleAround, toldAtOnce, verifiersFor } from '../../domain/organisation/verifier.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../../store/database.ts';
import { assigneeOf } from '../../store/hazards.ts';
import { peopleById, standingOf } from '../../store/organisation.ts';
import { type CityView, cityView, type Node } from './city-view.ts';

const peopleAround = ({ holders, where }: Node): PeopleAround => {
  const of = (code: string | undefined) =>
    holders.filter((holder) => holder.unitCode === code).map(({ id, role }) => ({ person: id, role }));
  return { own: of(where.unit.code), upper: of(where.upper?.code), bureau: of(where.bureau?.code) };
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
  const all = [item.reporter, item.suggestedAssignee, assigneeOf(item), ...classified, ...submitted, ...verified, ...more];
  return [...new Set(all.filter((person): person is string => person !== null))];
};

const ofItem = (person: string, item: KnownHazard): Relation[] => [
  ...(item.reporter === person ? (['reporter'] as const) : []),
  ...(assigneeOf(item) === person ? (['assignee'] as const) : []),
  ...(item.suggestedAssignee === person ? (['place-person'] as const) : []),
];

const GRIDS = ['own', 'upper', 'bureau'] as const;

/**
 * Whether a person sees the whole item, judged by those who are around it. Town and village people are not looked up here: a message to
 * them would be short of words, not say too much.
 */
const seesAll = (item: KnownHazard, people: PeopleAround, paired: readonly string[]) => {
  return (person: string | null): boolean => {
    if (person === null) return false;
    const roles = GRIDS.flatMap((grid) =>
      people[grid].filter((holder) => holder.person === person).map(({ role }): Relation => `${grid}:${role}`),
    );
    const relations = new Set<Relation>([...roles, ...ofItem(person, item), ...(paired.includes(person) ? (['paired'] as const) : [])]);
    return can({ person, relations }, 'see', item);
  };
};

/** Who confirms 五落实: the unit's 网格长, where that is vacant the next above; in confidence those of the lane. */
const headsFor = (item: KnownHazard, people: PeopleAround): string[] => {
  const rungs: [(typeof GRIDS)[number], '网格长' | '具体责任人'][] = [
    ['own', '网格长'],
    ['upper', '网格长'],
    ['bureau', '网格长'],
    ['bureau', '具体责任人'],
  ];
  for (const [grid, role] of rungs) {
    const found = people[grid].filter(
      (holder) =>
        holder.role === role && can({ person: holder.person, relations: new Set<Relation>([`${grid}:${role}`]) }, 'ConfirmFive', item),
    );
    if (found.length > 0) return [...new Set(found.map((holder) => holder.person))];
  }
  return [];
};

/** What cannot wait is not kept from the school's own leaders either. */
const ownLeaders = (item: KnownHazard, people: PeopleAround): string[] => {
  if (laneOf(item) !== 'ordinary' || (item.level !== '重大' && !item.urgent)) return [];
  const leaders = people.own.filter((holder) => holder.role === '网格长' || holder.role === '直接责任人');
  return leaders.map((holder) => holder.person).filter((person) => person !== item.reporter);
};

/** Pure: who is concerned by an item, of those around it. */
export const concerned = (
  item: KnownHazard,
  people: PeopleAround,
  paired: readonly string[],
): Pick<Surroundings, 'verifiers' | 'classifiers' | 'told' | 'heads' | 'seesAll'> => ({
  verifiers: verifiersFor(item, people),
  classifiers: classifiersFor(item, people),
  told: [...new Set([...ownLeaders(item, people), ...toldAtOnce(item, people, paired)])],
  heads: headsFor(item, people),
  seesAll: seesAll(item, people, paired),
});

const accountIn = (account: string | null): Surroundings['reporterAccount'] => {
  const match = /^(wecom|dingtalk):(.+)$/su.exec(account ?? '');
  return match?.[1] && match[2] ? { channel: match[1] as ChannelName, account: match[2] } : null;
};

export type Around = { city?: CityView; reporterAccount?: string | null; more?: readonly (string | null)[] };

/** Who and what is around an item, as messages about it need it. A bounded number of queries, whatever the size of the city. */
export const surroundingsOf = async (
  db: Db,
  item: KnownHazard,
  now: Date,
  { city = cityView(db), reporterAccount = null, more = [] }: Around = {},
): Promise<Surroundings> => {
  const node = await city.node(item.unit);
  if (!node) throw new Error(`hazard ${item.number} belongs to no known unit`);
  const people = peopleAround(node);
  const serious = laneOf(item) === 'ordinary' && (item.level !== '一般' || item.urgent);
  const paired = serious ? (await city.paired(item.unit)).map((leader) => leader.id) : [];
  const groups = serious ? await city.groups(item.unit) : [];
  const names = new Map(node.holders.map((holder) => [holder.id, holder.name]));
  const others = peopleOfItem(item, more).filter((person) => !names.has(person));
  if (others.length > 0) for (const person of await peopleById(db, others)) names.set(person.id, person.name);
  const officers = people.own.filter((holder) => holder.role === '具体责任人').map((holder) => holder.person);
  return {
    now,
    unitName: node.where.unit.name,
    placeText: await placeLabel(db, item),
    nameOf: (person) => (person === null || person === 'operator' ? '系统' : (names.get(person) ?? person)),
    ...concerned(item, people, paired),
    groups: groups.map((group) => ({ id: group.id, mentions: officers })),
    reporterAccount: accountIn(reporterAccount),
  };
};

/** How a person stands to an item: his ties to its unit, and what he is to the item itself. */
export const standingTo = async (db: Db, personId: string | null, item: KnownHazard, city: CityView = cityView(db)): Promise<Standing> => {
  if (personId === null) return { person: null, relations: new Set() };
  const node = await city.node(item.unit);
  const relations = new Set<Relation>(await standingOf(db, personId, item.unit, node?.where ?? null));
  for (const relation of ofItem(personId, item)) relations.add(relation);
  return { person: personId, relations };
};

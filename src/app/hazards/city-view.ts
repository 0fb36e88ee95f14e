import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import type { Db } from '../../store/database.ts';
import {
  type Ancestry,
  ancestry,
  type Deputyship,
  deputiesOf,
  type GroupRecord,
  groupsOf,
  type PairedLeader,
  pairedLeaders,
  principalsOf,
  type RoleHolder,
  roleHolders,
} from '../../store/organisation.ts';

/** A unit with the grids above it and those who hold a responsible role in them. */
export type Node = { where: Ancestry; holders: RoleHolder[] };

/**
 * The organisation as one message sees it, or one batch of the sweep: whatever is asked for again (twenty items of one school) is read once.
 * Never kept beyond it.
 */
export type CityView = {
  now: Date;
  calendar: CalendarData;
  /** Null: no such unit. */
  node(unit: string): Promise<Node | null>;
  paired(unit: string): Promise<PairedLeader[]>;
  groups(unit: string): Promise<GroupRecord[]>;
  /** For whom the person stands in at this moment, because they are away. */
  principals(person: string): Promise<string[]>;
  /** Who of these people is away at this moment, and by whom he is stood in for. */
  deputies(people: readonly string[]): Promise<Deputyship[]>;
};

const once = <T>(read: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
};

const BETWEEN = '\n';

/** The same people in another order are the same question. */
const asOneKey =
  <T>(ask: (key: string) => Promise<T[]>) =>
  async (people: readonly string[]): Promise<T[]> =>
    people.length === 0 ? [] : ask([...new Set(people)].sort().join(BETWEEN));

const nodeOf = async (db: Db, unit: string): Promise<Node | null> => {
  const where = await ancestry(db, unit);
  if (!where) return null;
  const codes = [where.unit, where.upper, where.bureau].flatMap((each) => each?.code ?? []);
  return { where, holders: await roleHolders(db, [...new Set(codes)]) };
};

export const cityView = (db: Db, now: Date, calendar: CalendarData): CityView => ({
  now,
  calendar,
  node: once((unit) => nodeOf(db, unit)),
  paired: once((unit) => pairedLeaders(db, [unit])),
  groups: once((unit) => groupsOf(db, unit)),
  principals: once((person) => principalsOf(db, person, now)),
  deputies: asOneKey(once((key) => deputiesOf(db, key.split(BETWEEN), now))),
});

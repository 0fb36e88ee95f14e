import { randomBytes, randomUUID } from 'node:crypto';
import { atLocal, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { nextWorkingDay } from '../../domain/calendar/working-time.ts';
import type { Rules } from '../../domain/hazard/timing.ts';
import { type DrawInspector, MOST_SCHOOLS, makeSealed, REVEAL_AT } from '../../domain/inspection/draw.ts';
import type { Db } from '../../store/database.ts';
import { candidatesBelow, drawsOf, insertDraw, unitsOfPeople } from '../../store/inspections/draws.ts';
import { ancestry, peopleById, responsibleRoles, roleHolders, rootOf, unitByCode } from '../../store/organisation.ts';
import { type Answer, answered, refused } from '../queries/answer.ts';
import { type DrawView, drawView } from '../queries/draw-view.ts';

/** `by`: the asker's 工号, or `operator`. */
export type DrawContext = { db: Db; now: Date; rules: Pick<Rules, 'calendar'>; by: string };

/** `on` null: the next working day. `inspectors` empty: the unit's own officer (具体责任人 before 直接责任人 before 网格长). */
export type DrawWish = { unit: string; on: LocalDay | null; schools: number; inspectors: readonly string[] };

/** Why nothing was drawn. */
export type DrawProblem =
  | { problem: 'bad-count' }
  | { problem: 'unknown-unit' }
  | { problem: 'is-a-school'; name: string }
  | { problem: 'too-late'; on: LocalDay }
  | { problem: 'too-many-inspectors' }
  | { problem: 'no-inspector' }
  | { problem: 'unknown-inspectors'; people: string[] }
  | { problem: 'inspectors-left'; people: string[] }
  | { problem: 'other-city'; people: string[] }
  | { problem: 'no-schools' }
  | { problem: 'all-barred' };

/** `outOf`: how many schools could have been drawn; `before`: how many draws of that unit for that day there were already. */
export type MadeDraw = { draw: DrawView; outOf: number; before: number };

export type Attempt = { ok: true; made: MadeDraw } | ({ ok: false } & DrawProblem);

const failed = (problem: DrawProblem): Attempt => ({ ok: false, ...problem });

const isDrawable = (kind: string): boolean => kind !== '学校' && kind !== '幼儿园';

/** Whoever of the unit checks schools for it. */
const officerOf = async (db: Db, unit: string): Promise<string[]> => {
  const holders = await roleHolders(db, [unit]);
  const [first] = [...responsibleRoles].reverse().flatMap((role) => holders.filter((holder) => holder.role === role));
  return first ? [first.id] : [];
};

/** Nothing crosses roots: nobody is sent to another bureau's schools. */
const fromElsewhere = async (db: Db, people: readonly string[], bureau: string | null): Promise<string[]> => {
  const elsewhere: string[] = [];
  for (const person of people) {
    const root = await rootOf(db, person);
    if (root !== null && bureau !== null && root !== bureau) elsewhere.push(person);
  }
  return elsewhere;
};

const inspectorsFault = async (db: Db, ids: readonly string[], bureau: string | null): Promise<DrawProblem | null> => {
  if (ids.length === 0) return { problem: 'no-inspector' };
  if (ids.length > MOST_SCHOOLS) return { problem: 'too-many-inspectors' };
  const people = await peopleById(db, ids);
  const unknown = ids.filter((id) => !people.some((person) => person.id === id));
  if (unknown.length > 0) return { problem: 'unknown-inspectors', people: unknown };
  const left = people.filter((person) => person.status !== '在岗');
  if (left.length > 0) return { problem: 'inspectors-left', people: left.map(({ name }) => name) };
  const elsewhere = await fromElsewhere(db, ids, bureau);
  return elsewhere.length > 0 ? { problem: 'other-city', people: elsewhere } : null;
};

/** Nobody inspects a school in which he holds a role. */
const withBarred = async (db: Db, ids: readonly string[], schools: ReadonlySet<string>): Promise<DrawInspector[]> => {
  const units = await unitsOfPeople(db, ids);
  return ids.map((id) => ({ id, barred: (units.get(id) ?? []).filter((code) => schools.has(code)).sort() }));
};

/**
 * Makes a sealed 四不两直 draw in the caller's transaction, with a seed of 32 random bytes. Nothing of what it answers names a school, but
 * where all that could be drawn were. A further draw for the same unit and day is kept beside the others, and says so.
 */
export const attemptDraw = async ({ db, now, rules, by }: DrawContext, wish: DrawWish): Promise<Attempt> => {
  if (!Number.isInteger(wish.schools) || wish.schools < 1 || wish.schools > MOST_SCHOOLS) return failed({ problem: 'bad-count' });
  const unit = await unitByCode(db, wish.unit);
  if (unit === null || unit.retired) return failed({ problem: 'unknown-unit' });
  if (!isDrawable(unit.kind)) return failed({ problem: 'is-a-school', name: unit.name });
  const on = wish.on ?? nextWorkingDay(rules.calendar, localDay(now));
  if (now >= atLocal(on, REVEAL_AT)) return failed({ problem: 'too-late', on });
  const bureau = (await ancestry(db, unit.code))?.bureau?.code ?? null;
  const ids = wish.inspectors.length > 0 ? [...new Set(wish.inspectors)] : await officerOf(db, unit.code);
  const fault = await inspectorsFault(db, ids, bureau);
  if (fault !== null) return failed(fault);
  const schools = await candidatesBelow(db, unit.code, now);
  if (schools.length === 0) return failed({ problem: 'no-schools' });
  const inspectors = await withBarred(db, ids, new Set(schools.map(({ code }) => code)));
  const seed = randomBytes(32).toString('hex');
  const sealed = makeSealed({ id: randomUUID(), unit: unit.code, on, seed, count: wish.schools, inspectors, schools });
  if (sealed.picks.length === 0) return failed({ problem: 'all-barred' });
  const before = (await drawsOf(db, unit.code, on)).length;
  const row = await insertDraw(db, sealed, { by, at: now });
  return { ok: true, made: { draw: await drawView(db, row), outOf: schools.length, before } };
};

const inEnglish = (found: DrawProblem, wish: DrawWish): ReturnType<typeof refused> => {
  switch (found.problem) {
    case 'bad-count':
      return refused('bad-value', `schools: must be a whole number from 1 to ${MOST_SCHOOLS}`);
    case 'unknown-unit':
      return refused('unknown-unit', `unit: there is no unit with the code ${wish.unit}`);
    case 'is-a-school':
      return refused('bad-value', `unit: ${wish.unit} is a school itself; name the grid whose schools are to be drawn from`);
    case 'too-late':
      return refused('bad-value', `on: it is too late for ${found.on}; the inspectors are told at ${REVEAL_AT} of the day`);
    case 'too-many-inspectors':
      return refused('bad-value', `inspectors: ${MOST_SCHOOLS} at most`);
    case 'no-inspector':
      return refused('bad-value', `inspectors: ${wish.unit} has nobody who could go; name them with --inspectors`);
    case 'unknown-inspectors':
      return refused('unknown-person', `inspectors: there is nobody with the number ${found.people.join(', ')}`);
    case 'inspectors-left':
      return refused('bad-value', `inspectors: ${found.people.join(', ')} has left (离岗)`);
    case 'other-city':
      return refused('bad-value', `inspectors: ${found.people.join(', ')} belongs to another bureau`);
    case 'no-schools':
      return refused('bad-value', `unit: ${wish.unit} has no school below it`);
    case 'all-barred':
      return refused('bad-value', 'inspectors: they hold a role in every school that could be drawn; name somebody else');
  }
};

/** Makes a sealed draw, or says in English why it cannot be made. */
export const makeDraw = async (context: DrawContext, wish: DrawWish): Promise<Answer<MadeDraw>> => {
  const attempt = await attemptDraw(context, wish);
  return attempt.ok ? answered(attempt.made) : inEnglish(attempt, wish);
};

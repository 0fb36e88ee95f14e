import { plainWeeks } from '../../../../src/domain/calendar/calendar-data.ts';
import type { CommandOf, HazardAction, HazardCommand, Meta, OnSite, Report } from '../../../../src/domain/hazard/commands.ts';
import { defaultDeadlinePolicy, RUNGS, type Rung } from '../../../../src/domain/hazard/deadline-policy.ts';
import { type Decision, decide, type Rejection, type Rules } from '../../../../src/domain/hazard/decide.ts';
import type { HazardEvent, HazardEventType } from '../../../../src/domain/hazard/events.ts';
import { evolve, evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { type Hazard, type HazardStatus, initialHazard, type KnownHazard, type Photo } from '../../../../src/domain/hazard/state.ts';

/** Monday 2026-11-23, 09:00 in Shanghai. */
export const MONDAY_NINE = new Date('2026-11-23T09:00:00+08:00');
export const rules: Rules = { policy: defaultDeadlinePolicy, calendar: plainWeeks };

export const TEACHER = 'teacher';
export const PORTER = 'porter';
export const PLUMBER = 'plumber';
export const OFFICER = 'officer';
export const DEPUTY_HEAD = 'deputy-head';
export const HEAD = 'head';

/** A command by somebody at a time; on Monday at nine unless told. */
export const by = (actor: string | null, action: HazardAction, at: Date = MONDAY_NINE, more: Partial<Meta> = {}): HazardCommand => ({
  ...action,
  meta: { actor, at, ...more },
});

export const photo = (hash: string, sender: string | null = TEACHER): Photo => ({ hash, at: MONDAY_NINE, by: sender });

/** 三楼东头的灯坏了: 一般, at a place that is the porter's. */
export const lampReport = (changes: Partial<Report> = {}): Report => ({
  type: 'Report',
  number: 'H26110001',
  unit: 'S1',
  place: { id: 7, text: '三楼东头' },
  description: '三楼东头的灯坏了',
  category: 'electric',
  level: '一般',
  urgent: false,
  sensitive: false,
  source: '自查',
  reporterHidden: false,
  withheldFromSchool: false,
  basis: [],
  photos: [],
  placePerson: PORTER,
  ...changes,
});

export const reported = (changes: Partial<Report> = {}): HazardCommand => by(TEACHER, lampReport(changes));
/** Nobody knows whose place it is. */
export const nowhere: Partial<Report> = { place: { id: null, text: null }, placePerson: null };

/** What a command leads to in a state, or a thrown error that names the refusal. */
export const events = (state: Hazard, command: HazardCommand): HazardEvent[] => {
  const decision = decide(state, command, rules);
  if (!decision.ok) throw new Error(`${command.type} refused: ${JSON.stringify(decision.rejection)}`);
  return decision.events;
};

/** The state after commands that all succeed. */
export const stateAfter = (...commands: HazardCommand[]): Hazard =>
  commands.reduce((state: Hazard, command) => evolveAll(state, events(state, command)), initialHazard);

/** The same, for an item that exists. */
export const itemAfter = (...commands: HazardCommand[]): KnownHazard => {
  const state = stateAfter(...commands);
  if (state.status === 'none') throw new Error('nothing was reported');
  return state;
};

/** The event of one type that the last of the commands leads to. */
export const eventOf = (type: HazardEventType, ...commands: HazardCommand[]): HazardEvent | undefined => {
  const last = commands.at(-1);
  return last && events(stateAfter(...commands.slice(0, -1)), last).find((event) => event.type === type);
};

/** The same, known to be in one status. */
export const inStatus = <S extends HazardStatus>(state: Hazard, status: S): Extract<Hazard, { status: S }> => {
  if (state.status !== status) throw new Error(`expected ${status}, found ${state.status}`);
  return state as Extract<Hazard, { status: S }>;
};

const types = (decision: Decision): string[] | Rejection => (decision.ok ? decision.events.map((event) => event.type) : decision.rejection);

/** given(commands).when(command): the types of the events, or the refusal. */
export const given = (...commands: HazardCommand[]) => ({
  when: (command: HazardCommand): string[] | Rejection => types(decide(stateAfter(...commands), command, rules)),
});

/** Commands of a usual life. */
export const confirm = by(OFFICER, { type: 'Classify' });
export const assignTo = (assignee: string | null): HazardCommand => by(OFFICER, { type: 'Assign', assignee });
export const accepts = (actor: string): HazardCommand => by(actor, { type: 'Accept' });
export const submits = (actor: string, ...hashes: string[]): HazardCommand =>
  by(actor, { type: 'Submit', note: null, photos: hashes.map((hash) => photo(hash, actor)) });
export const ON_SITE: OnSite = { kind: 'position', text: '一小', at: MONDAY_NINE };
/** `onSite`: he has shown that he was there. */
export const agrees = (actor: string, onSite = false): HazardCommand =>
  by(actor, { type: 'Verify', note: null, onSite: onSite ? ON_SITE : null });
export const returns = (actor: string, reason = '灯罩没装'): HazardCommand => by(actor, { type: 'Return', reason });
/** The clock comes by. On each rung stands somebody named after it; nobody has a 代理人 unless told. */
export const ticks = (at: Date, more: Partial<CommandOf<'Tick'>> = {}): CommandOf<'Tick'> => ({
  type: 'Tick',
  rungs: Object.fromEntries(RUNGS.map((rung) => [rung, [`on-${rung}`]])) as Record<Rung, string[]>,
  deputies: {},
  responsible: [PORTER, HEAD],
  ...more,
  meta: { actor: null, at },
});
export const corrects = (actor: string, changes: object): HazardCommand => by(actor, { type: 'Correct', ...changes });

export const FIVE = { responsibility: '校长负责', measures: '停用并更换', money: '两万元', deadline: '12月10日前', plan: '改走西门' };
export const PLAN_DAY = new Date('2026-12-10T18:00:00+08:00');
export const fixesFive = (actor: string, confirms: boolean, parts: object = FIVE): HazardCommand =>
  by(actor, { type: 'FixFive', parts, until: PLAN_DAY, confirms });

/** One item in every status: classified and handed over by a person, 一般, reported by the teacher, the porter's work. */
export const lives: Record<Hazard['status'], Hazard> = (() => {
  const life = (...commands: HazardCommand[]) => stateAfter(reported(nowhere), ...commands);
  const submitted = life(confirm, assignTo(PORTER), accepts(PORTER), submits(PORTER, 'done'));
  const closed = evolve(submitted, { type: 'HazardVerified', at: MONDAY_NINE, actor: HEAD, note: null, onSite: null });
  return {
    none: initialHazard,
    reported: life(),
    classified: life(confirm),
    assigned: life(confirm, assignTo(PORTER)),
    rectifying: life(confirm, assignTo(PORTER), accepts(PORTER)),
    submitted,
    closed,
    archived: evolve(closed, { type: 'HazardArchived', at: MONDAY_NINE, actor: null }),
    rejected: life(by(OFFICER, { type: 'Reject', reason: '没有这回事' })),
    merged: life(
      by(OFFICER, { type: 'Merge', into: { number: 'H26110000', status: 'reported', unit: 'S1', level: '重大', ordinary: true } }),
    ),
    withdrawn: life(by(TEACHER, { type: 'Withdraw', reason: '看错了' })),
  };
})();

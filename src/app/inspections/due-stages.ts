import { type Grid, hearers } from '../../domain/inspection/hearers.ts';
import { nextStageAt, type Stage, type StageTime, stageDue, stageTimes, toldAt } from '../../domain/inspection/stage.ts';
import type { Db } from '../../store/database.ts';
import {
  addReminders,
  claimDueDuties,
  type DueDuty,
  gridsUpward,
  groupsOfUnits,
  markStages,
  type NewReminder,
  type StageMark,
} from '../../store/inspections/due-stages.ts';
import { isStageDue } from '../../store/inspections/reminders.ts';
import { deputiesOf, type RoleHolder, roleHolders } from '../../store/organisation.ts';
import type { CityRules, InspectionDeps } from './deps.ts';

/** Duties in one transaction. */
const BATCH = 2_000;

/** Who hears of a stage of one unit's duties: recipients as reminders name them. */
type Audience = (unit: string, rule: string, stage: Stage) => string[];

const byUnit = (holders: readonly RoleHolder[]): Map<string, { person: string; role: RoleHolder['role'] }[]> => {
  const units = new Map<string, { person: string; role: RoleHolder['role'] }[]>();
  for (const { unitCode, id, role } of holders) {
    const known = units.get(unitCode);
    if (known) known.push({ person: id, role });
    else units.set(unitCode, [{ person: id, role }]);
  }
  return units;
};

/** The sector tree is three levels deep; one that was tied into a ring by hand must not be followed for ever. */
const HIGHEST = 8;

const gridOf = (unit: string, above: ReadonlyMap<string, string | null>, holders: ReturnType<typeof byUnit>, level = 0): Grid => {
  const parent = level < HIGHEST ? (above.get(unit) ?? null) : null;
  return { holders: holders.get(unit) ?? [], above: parent === null ? null : gridOf(parent, above, holders, level + 1) };
};

/** Reads once who is in the grids of these units, in the grids above them, who stands in for whom, and which groups they have. */
const audienceOf = async (db: Db, units: readonly string[], now: Date): Promise<Audience> => {
  const above = new Map((await gridsUpward(db, units)).map((unit) => [unit.code, unit.above]));
  const people = await roleHolders(db, [...above.keys()]);
  const deputies = await deputiesOf(db, [...new Set(people.map(({ id }) => id))], now);
  const groups = await groupsOfUnits(db, units);
  const holders = byUnit(people);
  return (unit, rule, stage) => {
    const told = hearers(stage, gridOf(unit, above, holders));
    const standIns = deputies.filter(({ person }) => told.includes(person)).map(({ deputy }) => deputy);
    const chats = rule === 'school-daily' ? [] : groups.filter((group) => group.unit === unit);
    return [...new Set([...told, ...standIns].map((person) => `person:${person}`)), ...chats.map(({ id }) => `group:${id}`)];
  };
};

/** Many duties share a window: its times are computed once. */
const timesIn = ({ calendar, inspections }: CityRules): ((duty: DueDuty) => StageTime[]) => {
  const known = new Map<string, StageTime[]>();
  return ({ from, to, name }) => {
    const key = `${from} ${to}`;
    const times = known.get(key) ?? stageTimes({ from, to, name }, calendar, inspections);
    known.set(key, times);
    return times;
  };
};

type Due = { duty: DueDuty; mark: StageMark };

const dueIn = (duties: readonly DueDuty[], rules: CityRules, now: Date): Due[] => {
  const timesOf = timesIn(rules);
  return duties.map((duty) => {
    if (duty.settled) return { duty, mark: { id: duty.id, stage: null, next: null } };
    const times = timesOf(duty);
    const stage = stageDue(times, duty.stagesSent, now);
    const sent = stage === null ? duty.stagesSent : [...duty.stagesSent, stage];
    return { duty, mark: { id: duty.id, stage, next: nextStageAt(times, sent) } };
  });
};

/** All schools of one unit that are at one stage of a window are one thing to be told. */
const remindersFor = (due: readonly Due[], audience: Audience): NewReminder[] => {
  const matters = new Map<string, Omit<NewReminder, 'recipient'> & { stage: Stage }>();
  for (const { duty, mark } of due) {
    if (mark.stage === null) continue;
    const { unit, rule, from, to, name } = duty;
    for (const stage of toldAt(mark.stage, duty.stagesSent))
      matters.set([unit, rule, from, name, stage].join('\n'), { unit, rule, from, to, name, stage });
  }
  return [...matters.values()].flatMap((each) => audience(each.unit, each.rule, each.stage).map((recipient) => ({ recipient, ...each })));
};

const takeBatch = async (db: Db, rules: CityRules, now: Date): Promise<number> => {
  const duties = await claimDueDuties(db, now, BATCH);
  if (duties.length === 0) return 0;
  const due = dueIn(duties, rules, now);
  const units = [...new Set(due.filter(({ mark }) => mark.stage !== null).map(({ duty }) => duty.unit))];
  const audience: Audience = units.length === 0 ? () => [] : await audienceOf(db, units, now);
  await addReminders(db, remindersFor(due, audience), now);
  await markStages(
    db,
    due.map(({ mark }) => mark),
  );
  return duties.length;
};

/**
 * Turns every stage that has come into what each of its hearers is to be told. A stage is written to its duty in the same transaction, so
 * that it is told once whatever is killed, and a hearer's reminders of one window are one row however many schools it is about.
 * @returns whether nothing is left, with nobody: only then are digests complete
 */
export const dueStages = async (deps: InspectionDeps, rules: CityRules, now: Date, over: () => boolean): Promise<boolean> => {
  while (!over()) {
    const taken = await deps.database.transaction((db) => takeBatch(db, rules, now));
    // The rest may be in somebody else's hands: he will finish, and gather what it leads to.
    if (taken === 0) return !(await isStageDue(deps.database.prisma, now));
  }
  return false;
};

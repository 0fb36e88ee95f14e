import { randomUUID } from 'node:crypto';
import type { HazardAction } from '../../domain/hazard/commands.ts';
import type { Source } from '../../domain/hazard/state.ts';
import type { Db } from '../../store/database.ts';
import { nextNumber } from '../../store/hazards.ts';
import { addToOutbox } from '../../store/outbox.ts';
import { handleHazardCommand } from '../hazards/handle-hazard-command.ts';
import type { SweepDeps } from '../hazards/sweep-deps.ts';
import type { City, CityPerson } from './city.ts';
import type { DayNumber } from './day-number.ts';
import type { Act } from './plan-acts.ts';
import type { Random } from './random.ts';

/** What is still to be done about a hazard, and by whom. */
type Step = { on: DayNumber; number: string; actor: string; action: HazardAction };

const WHAT = ['走廊扶手松动', '应急灯不亮', '楼梯台阶破损', '窗户插销脱落'] as const;

const sourceOf = (act: Act, city: City): Source => {
  if (act.unit === act.school) return '自查';
  return act.unit === city.bureau ? '市级检查' : '镇级检查';
};

const holder = (city: City, unit: string, role: CityPerson['roles'][number]): string | null =>
  city.people.find((person) => person.unit === unit && person.roles.includes(role))?.id ?? null;

/**
 * What was found becomes hazards through the one way in, and people see to them: in time, late, or very late, so that the clock has something
 * to climb. Few, since their life is not what is rehearsed here: they are to be in the way of the reminders.
 */
export const createFindings = (deps: Pick<SweepDeps, 'database' | 'rules'>, random: Random) => {
  let steps: Step[] = [];
  let count = 0;

  const perform = async (db: Db, number: string, actor: string, action: HazardAction, now: Date): Promise<boolean> => {
    const cause = { type: 'operator' as const, id: `rehearsal-${randomUUID()}` };
    const outcome = await handleHazardCommand({ db, rules: await deps.rules(db), cause }, number, { ...action, meta: { actor, at: now } });
    if (outcome.ok) await addToOutbox(db, outcome.drafts, { correlationId: 'rehearsal', now });
    return outcome.ok;
  };

  const plan = (city: City, act: Act, number: string, worker: string): void => {
    const on = act.on + random.between(0, 6, 'mends', number);
    const verifier = holder(city, act.school, '网格长');
    steps.push({ on, number, actor: worker, action: { type: 'Accept' } });
    steps.push({ on, number, actor: worker, action: { type: 'Submit', note: '已修好', photos: [] } });
    if (verifier !== null)
      steps.push({
        on: on + random.between(1, 4, 'verifies', number),
        number,
        actor: verifier,
        action: { type: 'Verify', note: null, onSite: null },
      });
  };

  return {
    /** How many there have been. */
    count: (): number => count,

    /** Somebody found something on a check. @returns its number; null where the school has nobody to mend it */
    report: async (city: City, act: Act, by: string, now: Date): Promise<string | null> => {
      const worker = holder(city, act.school, '具体责任人');
      if (worker === null) return null;
      const number = await deps.database.transaction(async (db) => {
        const next = await nextNumber(db, now);
        await perform(
          db,
          next,
          by,
          {
            type: 'Report',
            number: next,
            unit: act.school,
            place: { id: null, text: '教学楼二楼' },
            description: random.pick(WHAT, 'what', act.school, act.on),
            category: 'building',
            level: '一般',
            urgent: false,
            sensitive: false,
            source: sourceOf(act, city),
            reporterHidden: false,
            withheldFromSchool: false,
            basis: [],
            photos: [],
            placePerson: worker,
          },
          now,
        );
        return next;
      });
      count += 1;
      plan(city, act, number, worker);
      return number;
    },

    /** Everybody does what is his turn on this day. Somebody who has left, or a step that has become senseless, is passed over. */
    carryOn: async (day: DayNumber, now: Date): Promise<void> => {
      const due = steps.filter(({ on }) => on <= day);
      steps = steps.filter(({ on }) => on > day);
      for (const { number, actor, action } of due) await deps.database.transaction((db) => perform(db, number, actor, action, now));
    },
  };
};

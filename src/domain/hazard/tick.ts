import { askedSince, comesDue, type DueThing, pendingStep } from './clockwork.ts';
import type { CommandOf } from './commands.ts';
import type { HazardEvent } from './events.ts';
import { accepted, type Decision, refused, wrongStatus } from './rejection.ts';
import { type Hazard, isIn, type KnownHazard, OPEN_STATUSES } from './state.ts';
import type { Rules } from './timing.ts';

const eventFor = (item: KnownHazard, thing: DueThing, tick: CommandOf<'Tick'>): HazardEvent[] => {
  const stamp = { at: tick.meta.at, actor: null };
  switch (thing.kind) {
    case 'rung': {
      const pending = pendingStep(item);
      if (pending === null || item.stepDueAt === null) return [];
      return [{ ...stamp, type: 'StepOverdue', pending, dueAt: item.stepDueAt, rung: thing.rung, reached: [...tick.rungs[thing.rung]] }];
    }
    case 'stand-in': {
      const since = askedSince(item);
      const called = Object.entries(tick.deputies).map(([person, deputy]) => ({ for: person, deputy }));
      return since === null ? [] : [{ ...stamp, type: 'DeputiesCalled', since, called }];
    }
    case 'case':
      return [{ ...stamp, type: 'AccountabilityOpened', trigger: thing.trigger, persons: [...tick.responsible] }];
  }
};

/** Everything that has fallen due by now and has not happened yet: each rung once, each call once, each file once. */
export const tick = (state: Hazard, command: CommandOf<'Tick'>, rules: Rules): Decision => {
  if (!isIn(state, ...OPEN_STATUSES)) return wrongStatus(state);
  const due = comesDue(state, rules).filter((thing) => thing.at <= command.meta.at);
  const events = due.flatMap((thing) => eventFor(state, thing, command));
  return events.length === 0 ? refused({ code: 'unchanged' }) : accepted(...events);
};

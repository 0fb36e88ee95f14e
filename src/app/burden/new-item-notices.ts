import type { Surroundings } from '../../conversation/surroundings.ts';
import type { CalendarData } from '../../domain/calendar/calendar-data.ts';
import { DIGEST_AT, nextWorkingMorning } from '../../domain/calendar/quiet-hours.ts';
import type { HazardEvent } from '../../domain/hazard/events.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { NewNotice } from '../../store/notices.ts';
import type { CityView } from '../hazards/city-view.ts';

/** Graded and given to somebody by rule, in one go: no person has looked at it. */
const wentStraight = (events: readonly HazardEvent[]): boolean =>
  events.some((event) => event.type === 'HazardClassified' && event.by === 'system') &&
  events.some((event) => event.type === 'HazardAssigned');

type Changed = { item: KnownHazard; events: readonly HazardEvent[]; around: Surroundings };

/** Whoever knows of it anyway: he reported it, has it to do, or has a card that asks him to verify it. */
const knowing = ({ item, around }: Changed): ReadonlySet<string | null> =>
  new Set([
    item.reporter,
    'assignee' in item ? item.assignee : null,
    'submittedBy' in item ? item.submittedBy : null,
    ...(item.status === 'submitted' ? around.verifiers : []),
  ]);

/** An ordinary item went straight to the place's person: the 具体责任人 of its unit read of it in the next morning's digest (design §4.1). */
export const newItemNotices = async (changed: Changed, city: CityView, calendar: CalendarData): Promise<NewNotice[]> => {
  const { item, events, around } = changed;
  if (!wentStraight(events) || laneOf(item) !== 'ordinary') return [];
  const node = await city.node(item.unit);
  const known = knowing(changed);
  const officers = (node?.holders ?? []).filter((holder) => holder.unitCode === item.unit && holder.role === '具体责任人');
  const notBefore = nextWorkingMorning(calendar, around.now, DIGEST_AT);
  return officers
    .filter(({ id }) => !known.has(id) && around.seesAll(id))
    .map(({ id }) => ({ personId: id, hazardNumber: item.number, notBefore, kind: 'new-item', data: {} }));
};

import { addDays, type LocalDay } from '../calendar/local-time.ts';
import type { InspectionPolicy } from './policy.ts';
import { type DutyWindow, monthsWindow, restOfMonths, rollingWindow } from './window.ts';

/** The window of the bureau that a school had last: the latest that has begun. `doneOn`: the day of the check that fulfilled it. */
export type LastWindow = DutyWindow & { doneOn: LocalDay | null };

type CityPolicy = Pick<InspectionPolicy, 'cityWindows' | 'cityMonths'>;

/** A rolling window begins the day after the check that fulfilled the last one, or, unfulfilled, the day after its end. */
const rolling = (last: LastWindow | null, months: CityPolicy['cityMonths'], today: LocalDay): DutyWindow[] => {
  if (last === null) return [rollingWindow(today, months)];
  if (last.doneOn === null && last.to >= today) return [last];
  let window = rollingWindow(addDays(last.doneOn ?? last.to, 1), months);
  while (window.to < today) window = rollingWindow(addDays(window.to, 1), months);
  return last.to >= today ? [last, window] : [window];
};

/** Where the window before was cut otherwise, the next begins after it and is as much shorter. */
const fixed = (last: LastWindow | null, months: CityPolicy['cityMonths'], today: LocalDay, ahead: number): DutyWindow[] => {
  const after = (day: LocalDay, { to }: Pick<DutyWindow, 'to'>): DutyWindow => restOfMonths(monthsWindow(day, months), addDays(to, 1));
  const current = last === null ? monthsWindow(today, months) : last.to >= today ? last : after(today, last);
  const windows: DutyWindow[] = [current];
  for (let before = current; windows.length <= ahead; windows.push(before)) before = after(addDays(before.to, 1), before);
  return windows;
};

/**
 * The bureau's window that runs for a school, and those ahead. Of rolling windows only the next can be known, once this one is fulfilled. A
 * window that runs is kept to its end whatever the policy says by now: nobody's deadline moves while he works.
 */
export const cityWindows = (last: LastWindow | null, policy: CityPolicy, today: LocalDay, ahead: number): DutyWindow[] =>
  (policy.cityWindows === 'rolling' ? rolling(last, policy.cityMonths, today) : fixed(last, policy.cityMonths, today, ahead)).map(
    ({ from, to, name }) => ({ from, to, name }),
  );

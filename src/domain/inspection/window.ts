import type { LocalDay } from '../calendar/local-time.ts';

/** The time in which a duty is to be done: both days included. `name` as people say it: 2026年11—12月, 11月23日—29日, 冬季取暖. */
export type DutyWindow = { from: LocalDay; to: LocalDay; name: string };

import { atLocal, type LocalDay, startOfDay } from '../../domain/calendar/local-time.ts';
import type { Session } from '../session.ts';
import { say, type Turn } from '../turn.ts';
import type { Handler } from './item-words.ts';

/** The whole of the last day. */
const untilEndOf = (day: LocalDay): string => atLocal(day, '24:00').toISOString();

export const leaveUntil = (day: LocalDay, from: string | null, session: Session): Turn => ({
  acts: [{ act: 'away', from, until: untilEndOf(day) }],
  session: { ...session, asked: null },
});

/** 请假到周五, 周三到周五请假, 我回来了. */
export const away: Handler = (reading, _text, { session, now }) => {
  if (reading.result === '回来') return { acts: [{ act: 'away', from: null, until: null }], session };
  const from = reading.fromDate === null ? null : startOfDay(reading.fromDate).toISOString();
  if (reading.untilDate !== null) return leaveUntil(reading.untilDate, from, session);
  return say({ ...session, asked: { kind: 'away', from, at: now.toISOString() } }, { say: 'need-away' });
};

import type { Heard } from '../heard.ts';
import type { Reading } from '../reading/reading.ts';
import { reportJustNow, type Session } from '../session.ts';
import type { Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';
import { reportAct } from './report-words.ts';

/** An account that nobody is bound to may cry for help so often a day: nobody gets to flood the bureau. */
export const MOST_STRANGER_REPORTS = 5;

const counted = (session: Session, at: string): Session => ({
  ...session,
  strangerReports: { count: (session.strangerReports?.count ?? 0) + 1, at: session.strangerReports?.at ?? at },
});

const strangerReport = (reading: Reading, text: string, { session, now }: Situation): Turn => {
  if ((session.strangerReports?.count ?? 0) >= MOST_STRANGER_REPORTS) return say(session, { say: 'stranger-too-often' });
  const act = reportAct(reading, text, [], session.spot?.text ?? null);
  const items = act.items.map((item) => ({ ...item, urgent: true, level: item.urgent ? item.level : ('重大' as const) }));
  return { acts: [{ ...act, items, onBehalfOf: null }], session: counted(session, now.toISOString()) };
};

/**
 * An account that nobody is bound to may say who it is, or report an urgent danger; nothing else (design §4.4). What it adds within
 * minutes (在三中，二楼) goes the same way, since nobody could ask it back.
 */
export const unboundTurn = (heard: Heard, situation: Situation): Turn => {
  const { session, now } = situation;
  if (heard.kind === 'position' && heard.label)
    return say({ ...session, spot: { text: heard.label, at: now.toISOString() } }, { say: 'unbound' });
  if (heard.kind !== 'words' || heard.text.trim() === '') return say(session, { say: 'unbound' });
  const { reading, text } = heard;
  if (reading.intent === 'bind' && reading.identity)
    return { acts: [{ act: 'bind', name: reading.identity.name, phone: reading.identity.phone }], session };
  if (reading.intent === 'report' && reading.urgent) return strangerReport(reading, text, situation);
  const earlier = reportJustNow(session, now);
  const adds = earlier !== null && (reading.unit !== null || reading.place !== null || reading.intent === 'report');
  return adds ? strangerReport(reading, `（补充 ${earlier}）${text.trim()}`, situation) : say(session, { say: 'unbound' });
};

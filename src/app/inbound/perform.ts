import { notYetText, sayingText } from '../../conversation/replies/sayings.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act, Turn } from '../../conversation/turn.ts';
import { setPlainText } from '../../store/accounts.ts';
import { performFoundReport } from './found-reports.ts';
import { officersNear } from './officers-near.ts';
import { performAmendCheck } from './perform-amend-check.ts';
import { performAway } from './perform-away.ts';
import { performBind, performBindingDecision } from './perform-binding.ts';
import { performCheck } from './perform-check.ts';
import { performDeed } from './perform-deed.ts';
import { performDraw } from './perform-draw.ts';
import { performJoinCheck } from './perform-join-check.ts';
import { performOverdue } from './perform-overdue.ts';
import { performProgress, performTodo } from './perform-query.ts';
import { performDueAt, performToCheck } from './perform-to-check.ts';
import { type Performed, type Performing, saying } from './performing.ts';

const performPlainText = async ({ db, person }: Performing, on: boolean, session: Session): Promise<Performed> => {
  if (person) await setPlainText(db, person.id, on);
  const words = on
    ? '好的，以后给你发纯文字，按序号回复就行。想换回卡片，发「关闭纯文字」。'
    : '好的，以后给你发卡片。看不到卡片就发「纯文字」。';
  return saying(session, [words]);
};

/** Names whom to call: the 具体责任人 of the speaker's own school, or of the grid above where that is himself. */
const performNotYet = async (performing: Performing, what: string, session: Session): Promise<Performed> =>
  saying(session, [notYetText(what, await officersNear(performing))]);

const performAct = async (performing: Performing, act: Act, session: Session): Promise<Performed> => {
  switch (act.act) {
    case 'report':
      return performFoundReport(performing, act, session);
    case 'deed':
      return performDeed(performing, act, session);
    case 'todo':
      return performTodo(performing, session);
    case 'progress':
      return performProgress(performing, act, session);
    case 'away':
      return performAway(performing, act, session);
    case 'overdue':
      return performOverdue(performing, act, session);
    case 'bind':
      return performBind(performing, act, session);
    case 'decide-binding':
      return performBindingDecision(performing, act, session);
    case 'plain-text':
      return performPlainText(performing, act.on, session);
    case 'draw':
      return performDraw(performing, act, session);
    case 'check':
      return performCheck(performing, act, session);
    case 'amend-check':
      return performAmendCheck(performing, act, session);
    case 'join-check':
      return performJoinCheck(performing, act, session);
    case 'to-check':
      return performToCheck(performing, session);
    case 'due-at':
      return performDueAt(performing, act, session);
    case 'not-yet':
      return performNotYet(performing, act.what, session);
    case 'say':
      return saying(session, [sayingText(act.saying)]);
  }
};

/** Carries out a turn's acts in order; one message gets one answer, in which several deeds have a line each. */
export const perform = async (context: Omit<Performing, 'several'>, turn: Turn): Promise<Performed> => {
  const performing = { ...context, several: turn.acts.filter((act) => act.act === 'deed').length > 1 };
  const all: Performed = saying(turn.session, []);
  const lines: string[] = [];
  for (const act of turn.acts) {
    const done = await performAct(performing, act, all.session);
    if (act.act === 'deed' && performing.several) lines.push(...done.say);
    else all.say.push(...done.say);
    all.drafts.push(...done.drafts);
    all.session = done.session;
    all.sensitive ||= done.sensitive;
  }
  return lines.length > 0 ? { ...all, say: [lines.join('\n'), ...all.say] } : all;
};

import { localDay } from '../../domain/calendar/local-time.ts';
import { type CategoryCode, type Level, levels, parseCategory } from '../../domain/hazard/category.ts';
import type { CaseTrigger } from '../../domain/hazard/state.ts';
import { CONFIRM, type ItemDeed } from '../deed.ts';
import type { Pressed } from '../heard.ts';
import { spokenOf } from '../session.ts';
import type { Situation } from '../situation.ts';
import { say, showItem, type Turn } from '../turn.ts';
import { pressedCheck } from './check-words.ts';
import { doTo } from './do-it.ts';

const levelIn = (data: Record<string, string> | undefined): Level | null => levels.find((level) => level === data?.level) ?? null;
const categoryIn = (data: Record<string, string> | undefined): CategoryCode | null => parseCategory(data?.category ?? '');

const TRIGGERS: readonly CaseTrigger[] = ['通报逾期', '危险作业'];
const fileIn = (data: Record<string, string> | undefined): { trigger?: CaseTrigger } => {
  const trigger = TRIGGERS.find((each) => each === data?.trigger);
  return trigger ? { trigger } : {};
};

const untilIn = (data: Record<string, string> | undefined): string | null => {
  const at = Date.parse(data?.until ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** Every button is the twin of a word: it leads to the same deed. Null: it only shows the item. */
const deedOf = ({ do: does, data }: Pressed): ItemDeed | null => {
  switch (does) {
    case 'accept':
      return { do: 'accept' };
    case 'verify':
      return { do: 'verify', note: null };
    case 'confirm':
      return { ...CONFIRM, level: levelIn(data), category: categoryIn(data) };
    case 'confirm-five':
      return { do: 'confirm-five' };
    case 'submit':
      return { do: 'submit', note: null, photos: [] };
    case 'return':
    case 'reject':
    case 'refuse-extension':
    case 'reopen':
      return { do: does, reason: '' };
    case 'transfer':
      return { do: does, to: data?.to ?? null, reason: '' };
    case 'escalate':
      return { do: does, reason: '', territorial: data?.tree === 'territorial' };
    case 'answer-escalation':
      return { do: does, note: '', until: untilIn(data) };
    case 'extend':
      return { do: does, until: untilIn(data), reason: '' };
    case 'grant-extension':
      return { do: does, until: untilIn(data) };
    case 'merge':
      return { do: does, into: data?.into ?? null };
    case 'take-over':
    case 'separate':
      return { do: does };
    case 'supervise':
      return { do: does, note: null };
    case 'enforce':
    case 'measure':
      return { do: does, measure: '' };
    case 'case-start':
    case 'case-drop':
      return { do: 'decide-case', start: does === 'case-start', reason: '', ...fileIn(data) };
    default:
      return null;
  }
};

export const buttonTurn = (pressed: Pressed, situation: Situation): Turn => {
  const { session, now } = situation;
  const { number } = pressed;
  if (pressed.do === 'bind-yes' || pressed.do === 'bind-no')
    return { acts: [{ act: 'decide-binding', request: pressed.data?.request ?? '', agree: pressed.do === 'bind-yes' }], session };
  if (pressed.do === 'check-ok' && pressed.sentAt && localDay(pressed.sentAt) === localDay(now))
    return pressedCheck(pressed.data, situation);
  // What a card of another day asks for may have been done since.
  if (pressed.do === 'check-ok' || pressed.do === 'to-check') return { acts: [{ act: 'to-check' }], session };
  if (!number) return say(session, { say: 'stale-button' });
  const deed = deedOf(pressed);
  if (deed && pressed.live) return doTo([number], deed, situation);
  return showItem(spokenOf(session, [number], now), number, deed !== null);
};

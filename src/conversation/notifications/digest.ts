import type { DigestLine } from '../../domain/inspection/digest.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { CardDraft } from '../../messaging/draft.ts';
import { digestButtons, type Pressable } from './digest-buttons.ts';
import { monthAndDate, sayLine } from './digest-lines.ts';

/** What one person's digest is made of. `extras`: lines about hazards that go along. */
export type DigestContent = Pressable & { extras: readonly string[] };

/** What a card's text and a field of it hold on every platform, in characters, and how many lines are read. */
const TEXT = 160;
const LINES = 6;
const FIELD = 30;
/** A group's message is plain text: room enough, but nobody reads a page. */
const GROUP_LINES = 10;

const length = (text: string): number => Array.from(text).length;

/** A person with business in several units reads whose each line is. */
const manyUnits = (lines: readonly DigestLine[]): boolean =>
  new Set(lines.filter(({ view }) => view !== 'watched').map(({ progress }) => progress[0].unit)).size > 1;

/** As many lines as the card holds, the most urgent first: whole while they fit, then without the names; one line in any case. */
const shownLines = ({ today, lines, extras }: DigestContent): string[] => {
  const named = manyUnits(lines);
  const whole = lines.slice(0, LINES).map((line) => sayLine(line, { today, named, brief: false }));
  if ([...whole, ...extras].reduce((sum, line) => sum + length(line) + 1, -1) <= TEXT) return whole;
  let room = TEXT - extras.reduce((sum, line) => sum + length(line) + 1, 0);
  const shown: string[] = [];
  for (const [index, line] of lines.slice(0, LINES).entries()) {
    const text = index === 0 && length(whole[0] ?? '') <= room ? (whole[0] ?? '') : sayLine(line, { today, named, brief: true });
    room -= length(text) + 1;
    if (index > 0 && room < -1) break;
    shown.push(text);
  }
  return shown;
};

const restOf = (count: number): string => `还有 ${count} 项，发「待查」看全部`;

const OWN_CHECK: Partial<Record<RuleId, string>> = {
  'school-daily': '巡查了',
  'school-weekly': '周排查做了',
  'school-monthly': '月检查做了',
  'school-quarterly': '季度总结做了',
};

/** What he would say of one line; a 中心校 that lacks only itself speaks of its monthly check. */
const saidOf = ({ view, rule, progress: [{ unit, missing }] }: DigestLine): string => {
  const other = missing.find(({ school }) => school !== unit);
  return view === 'round' && other !== undefined ? `查了${other.name}` : (OWN_CHECK[rule] ?? '月检查做了');
};

/** How to record it in words, by an example of his own: the most pressing of what can be done today, else how to add what was forgotten. */
const example = ({ lines, acts, today }: DigestContent): string | null => {
  const his = lines.filter(({ view, progress: [{ unit }] }) => view !== 'watched' && acts.has(unit));
  const running = his.find(({ late, progress: [{ window }] }) => late === 0 && window.from <= today);
  if (running !== undefined) return `回复「今天${saidOf(running)}，没问题」`;
  const missed = his.find(({ late }) => late > 0);
  return missed === undefined ? null : `查过的补一句「${monthAndDate(missed.progress[0].window.to)}${saidOf(missed)}，没问题」`;
};

const titleOf = ({ lines, acts }: DigestContent): string => {
  if (lines.length === 0) return '今天要办的事';
  if (lines.every(({ weekly }) => weekly)) return '这一周的检查';
  return lines.some(({ progress }) => acts.has(progress[0].unit)) ? '今天要办的检查' : '这些检查还没做';
};

/** The one message of the day for a person. */
export const digestCard = (content: DigestContent): CardDraft => {
  const { lines, extras } = content;
  const shown = shownLines(content);
  const said = example(content);
  const words = said !== null && length(said) <= FIELD ? said : null;
  const rest = lines.length - shown.length;
  return {
    title: titleOf(content),
    tone: lines.some(({ late }) => late > 0) ? 'warning' : 'info',
    source: '校安网格 · 检查提醒',
    text: [...shown, ...extras].join('\n'),
    fields: [...(rest > 0 ? [{ name: '没列完', value: restOf(rest) }] : []), ...(words === null ? [] : [{ name: '怎么记', value: words }])],
    buttons: digestButtons(content),
    outcome: null,
  };
};

/** The one message of the day for a group. `officers`: names of those who have to see to it. */
export const groupDigest = ({ today, lines }: Pick<DigestContent, 'today' | 'lines'>, officers: readonly string[]): string => {
  const named = manyUnits(lines);
  const shown = lines.slice(0, GROUP_LINES).map((line) => sayLine(line, { today, named, brief: false }));
  const rest = lines.length - shown.length;
  return [
    `【检查提醒】${officers.length === 0 ? '' : `请 ${officers.join('、')} 安排`}`,
    ...shown,
    ...(rest > 0 ? [`还有 ${rest} 项`] : []),
  ].join('\n');
};

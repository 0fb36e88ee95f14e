import { sayDay, sayMoment } from '../../domain/calendar/display.ts';
import { localDay, startOfDay } from '../../domain/calendar/local-time.ts';
import type { ItemLine } from '../situation.ts';
import { listLine } from './item-text.ts';

/** Words about 请假: what the absent person, and who stands in for him, are told. */

type Span = { from: Date; until: Date; now: Date };

const isMidnight = (at: Date): boolean => startOfDay(localDay(at)).getTime() === at.getTime();

/** A leave is meant in whole days: the midnight at its end is said as the day before it. */
const sayEnd = (until: Date, now: Date): string =>
  isMidnight(until) ? sayDay(localDay(new Date(until.getTime() - 1)), localDay(now)) : sayMoment(until, now);

const sayStart = (from: Date, now: Date): string => (isMidnight(from) ? sayDay(localDay(from), localDay(now)) : sayMoment(from, now));

const span = ({ from, until, now }: Span): string => {
  const to = `到${sayEnd(until, now)}`;
  return from > now ? `从${sayStart(from, now)}${to}` : to;
};

/** `deputyAwayUntil`: the 代理人 is away himself meanwhile. */
export const awayText = (deputy: string, deputyAwayUntil: Date | null, times: Span): string => {
  const noted = `请假${span(times)}，期间由代理人 ${deputy} 接手，已告诉他。`;
  if (deputyAwayUntil !== null)
    return `${noted}\n要提醒一下：${deputy} 也请假到${sayEnd(deputyAwayUntil, times.now)}，急事请另外托付一个人。`;
  return `${noted}提前回来了说一声「我回来了」。`;
};

/** `ask`: names of those who can set a 代理人. */
export const noDeputyText = (ask: readonly string[]): string =>
  `还没有给你设代理人，我不知道该把你的事交给谁，所以没记请假。请安全办${ask.length > 0 ? `（${ask.join('、')}）` : ''}在通讯录里设置代理人，设好再跟我说一声。`;

export const awayInThePastText = (now: Date): string =>
  `这个时间已经过了，没记请假。现在是${sayMoment(now, now)}，请说一个往后的时间，比如「请假到周五」。`;

export const awayTooLongText = (days: number): string =>
  `请假最长记 ${days} 天，没记。时间更久的话，请安全办在通讯录里把你的责任交给别人。`;

export const backText = (deputy: string | null): string =>
  deputy === null
    ? '欢迎回来！新的事情又会直接发给你。'
    : `欢迎回来！新的事情又会直接发给你，已告诉 ${deputy}。发「待办」看看现在要你办的。`;

export const cancelledText = (deputy: string | null): string =>
  deputy === null ? '好的，请假取消了。' : `好的，请假取消了，已告诉 ${deputy}。`;

export const notAwayText = '你没有请假，不用销假。新的事情一直直接发给你。';

/** To the 代理人, as soon as the leave is known. */
export const standInText = (principal: string, times: Span): string =>
  `${principal} 请假${span(times)}，这段时间由你代他办理。要他办的事会同时发给你，直接回复就行。`;

export const standInOverText = (principal: string): string => `${principal} 回来了，他的事他自己办，谢谢你这段时间帮忙！`;
export const standInOffText = (principal: string): string => `${principal} 不请假了，不用你代他办了。`;
export const standInMovedText = (principal: string, times: Span): string =>
  `${principal} 的请假改了：现在是${span(times)}，这段时间由你代他办理。`;

/** What waits for the absent person when his leave begins, in one list; a digit opens a line. `left`: how many more there are. */
export const standInListText = (principal: string, items: readonly ItemLine[], left: number, now: Date): string =>
  [
    `${principal} 手上还有 ${items.length + left} 件事，请你代他办：`,
    ...items.map((item, index) => listLine(item, index, now, null)),
    ...(left > 0 ? [`还有 ${left} 件，先办前面的。`] : []),
    '回复序号看详情，办的时候带上编号。',
  ].join('\n');

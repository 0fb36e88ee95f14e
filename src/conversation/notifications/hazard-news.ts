import { type HazardStatus, OPEN_STATUSES } from '../../domain/hazard/state.ts';
import { shortText } from '../replies/item-text.ts';
import { type OverdueLine, overdueWords } from './overdue.ts';

/** Words about hazards that go along in a morning's digest. No numbering: digits belong to the digest's own list and buttons. */

/** A digest stays readable: so many lines of a kind, the rest is counted. */
export const NEWS_LINES = 5;

/** Overdue items, the most urgent first. `lines`: no more than are shown; `total`: how many there are. */
export const overdueNewsLines = (lines: readonly OverdueLine[], total: number, now: Date): string[] => {
  if (total === 0) return [];
  const left = total - lines.length;
  return [
    `⏰ 超期的隐患 ${total} 件：`,
    ...lines.map((line) => overdueWords(line, now)),
    ...(left > 0 ? [`还有 ${left} 件，发「逾期」看`] : []),
  ];
};

/** An item that went straight to somebody, as it stands now. */
export type NewItem = { number: string; description: string; status: HazardStatus | null; assigneeName: string | null };

const whereItIs = ({ status, assigneeName }: NewItem): string => {
  if (status === 'submitted') return assigneeName === null ? '已整改，待验收' : `${assigneeName}已整改，待验收`;
  return assigneeName === null ? '还没派人' : `已派${assigneeName}`;
};

/** Whether it still is news: what has ended needs nobody any more. */
export const isStillNews = (status: HazardStatus | null): boolean => OPEN_STATUSES.some((open) => open === status);

/** 新报：H26110023 三楼扶手松（已派赵满意） */
export const newItemLines = (items: readonly NewItem[]): string[] => {
  const left = Math.max(0, items.length - NEWS_LINES);
  return [
    ...items.slice(0, NEWS_LINES).map((item) => `新报：${item.number} ${shortText(item.description, 24)}（${whereItIs(item)}）`),
    ...(left > 0 ? [`还有 ${left} 件新报，发「待办」看`] : []),
  ];
};

/** Something that was held back, all of its words on one line. */
export const heldLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

/** News for somebody who gets no digest any more today. */
export const newsText = (lines: readonly string[]): string => ['给你攒下的消息：', ...lines].join('\n');

/** All that is said of what was held back where the item has become confidential meanwhile. */
export const confidentialNewsText = (number: string): string => `${number}（保密事项）有新进展，发「${number}」看详情。`;

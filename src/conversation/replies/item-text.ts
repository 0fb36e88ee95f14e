import { sayDeadline } from '../../domain/calendar/display.ts';
import { type CategoryCode, categoryOf, type Level } from '../../domain/hazard/category.ts';
import type { Basis, HazardStatus } from '../../domain/hazard/state.ts';
import { OUR_DEFAULT } from '../reading/clause.ts';
import type { ItemLine } from '../situation.ts';

/** How a status is said to staff. */
export const STATUS_WORDS: Record<HazardStatus, string> = {
  reported: '待核定',
  classified: '待派人',
  assigned: '待接收',
  rectifying: '整改中',
  submitted: '待验收',
  closed: '已销号',
  archived: '已销号存档',
  rejected: '不属实，已结束',
  merged: '已合并',
  withdrawn: '已撤回',
};

/** 校舍 · 较大 · 紧急 */
export const gradeText = (item: { category: CategoryCode; level: Level; urgent: boolean }): string =>
  [categoryOf(item.category).name, item.level, ...(item.urgent ? ['紧急'] : [])].join(' · ');

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** First words of a description, on one line, cut on characters and not inside them. */
export const shortText = (text: string, most: number): string => {
  // A grapheme can be many code units, hardly more than this.
  const flat = text
    .slice(0, most * 40)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...graphemes.segment(flat)].map((part) => part.segment);
  return characters.length <= most ? flat : `${characters.slice(0, most - 1).join('')}…`;
};

/** What somebody wrote; by the retention rule (`grid purge`) an item can have lost its words. */
export const saidWords = (text: string, most: number): string => (text === '' ? '（已按规定清除）' : shortText(text, most));

/** 依据：消防法第二十八条. Only 重大 is a level that needs its clause; where only our own default gave it there is no line. */
export const basisText = ({ level, basis }: { level: Level; basis: readonly Basis[] }, most: number): string[] => {
  const clauses = [...new Set(basis.map(({ clause }) => clause))].filter((clause) => clause !== '' && clause !== OUR_DEFAULT);
  return level === '重大' && clauses.length > 0 ? [`依据：${shortText(clauses.join('、'), most)}`] : [];
};

const WORKING: readonly HazardStatus[] = ['assigned', 'rectifying'];

/**
 * One line of a list: 1. H26110023 整改中 三楼东侧楼梯扶手松了（李师傅，11月26日(周四)18:00 前）. `home`: the unit whose name goes without
 * saying.
 */
export const listLine = (item: ItemLine, index: number, now: Date, home: string | null): string => {
  const working = item.deadline !== null && WORKING.includes(item.status);
  const late = working && item.deadline !== null && item.deadline < now ? ' 已超期！' : '';
  const due = working && item.deadline !== null ? `，${sayDeadline(item.deadline, now)}` : '';
  const where = item.unit.code === home || item.sensitive ? '' : `${shortText(item.unit.name, 12)} `;
  const words = item.sensitive ? '（保密事项）' : saidWords(item.description, 24);
  const nobody = item.status === 'classified' ? '（还没派人）' : '';
  const who = item.sensitive ? '' : item.assignee ? `（${item.assignee.name}${due}）` : nobody;
  return `${index + 1}. ${item.number} ${STATUS_WORDS[item.status]} ${item.urgent ? '【紧急】' : ''}${where}${words}${who}${late}`;
};

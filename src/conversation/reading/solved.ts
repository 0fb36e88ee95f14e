import { defect } from './evidence.ts';

const VERB = '(?:打开|关上|关|扫|清理|清|搬|挪|移|更换|换|修复|修|锁|拧|粘|钉|拔|扶|挂|贴|盖|垫|补|擦|拆|处理|解决|整改|恢复)';
const RESULT = '(?:了|好了?|走了?|开了?|掉了?|干净了?|上了?|完了?|过了)';
/** A verb that tells the result by itself; after 已 it needs no 了. */
const COMPLETE = '(?:打开|关上|关好|关掉|搬走|清走|清理|更换|修复|处理|整改|解决|恢复)';
/** What was only reported for repair, or is wanted, is not done. */
const GAP = '[^,，。;；!！?？\\n报没未不要等找让]{0,5}';
const END = '[^,，。;；!！?？\\n吗没]{0,4}[。.!！]*$';

const solved = new RegExp(
  `(?:已经?|我|刚刚?|刚才|当场|现场|随手|顺手)(?:就|给|把它?|都)*${GAP}${VERB}${RESULT}${END}|(?:已经?|(?<![请到来去])(?:当场|现场))(?:就|都)?${GAP}${COMPLETE}[。.!！]*$|已(?:经)?立整立改|立整立改(?:完|了|到位)`,
  'u',
);

/** 安全出口锁着，已打开: words that read as a hazard, and end with its having been put right. */
export const saysSolved = (text: string): boolean => solved.test(text.trim());

/** 坏了，… or 坏了… as a statement; 坏的那个 only says which. */
const statesFault = new RegExp(`(?:${defect.source})[^的,。;\\s]{0,8}?(?:了|[,。;\\s])`, 'u');

/** Whether a normalised text states what was wrong before the words of its having been put right, which begin at `doneAt`. */
export const faultToldBefore = (text: string, doneAt: number): boolean => statesFault.test(text.slice(0, doneAt));

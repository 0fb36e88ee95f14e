import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { CaseTrigger } from '../domain/hazard/state.ts';
import type { FiveFixed } from './reading/reading.ts';

/**
 * What a word or button does to an existing item. Photos are sha256 hashes; an empty `reason`, or no photo for `submit`, is asked for
 * before it is carried out.
 */
export type ItemDeed =
  | { do: 'accept' }
  /** `confirmsRepeated`: photos that were shown before are meant. */
  | { do: 'submit'; note: string | null; photos: string[]; confirmsRepeated?: boolean }
  | { do: 'verify'; note: string | null }
  | { do: 'return'; reason: string }
  | { do: 'reject'; reason: string }
  | { do: 'withdraw'; reason: string }
  /** Confirms the suggestion, or changes what is named. `assignee`: a name as it was said (让李师傅改), or a 工号 that was chosen. */
  | { do: 'classify'; level: Level | null; category: CategoryCode | null; reason: string | null; assignee: string | null }
  | { do: 'five'; five: FiveFixed }
  | { do: 'confirm-five' }
  /** `note` is added to the description. `sensitive`: the new words may name a minor. */
  | { do: 'amend'; place: string | null; unit: string | null; note: string | null; sensitive: boolean }
  | { do: 'add-photos'; phase: 'before' | 'after'; photos: string[] }
  /** 转办. `to`: a name as it was said, or a 工号 that was chosen; null or an empty reason is asked for. */
  | { do: 'transfer'; to: string | null; reason: string }
  /** 上报. `territorial`: it is the town's or the village's. `to`: the grid that was named; absent: the next above. */
  | { do: 'escalate'; reason: string; territorial: boolean; to?: 'upper' | 'bureau' }
  /** What was reported upwards is handed back with money, advice or time. `until`: ISO, the new deadline. */
  | { do: 'answer-escalation'; note: string; until: string | null }
  /** What was reported upwards becomes the speaker's own work. */
  | { do: 'take-over' }
  /** 延期. `until`: ISO; null or an empty reason is asked for. `days`: 缓两天, counted from the item's deadline, where that is still to come. */
  | { do: 'extend'; until: string | null; reason: string; days?: number }
  /** `until`: ISO, another day than the one that was asked for. */
  | { do: 'grant-extension'; until: string | null }
  | { do: 'refuse-extension'; reason: string }
  /** `into` null: the item that it looks like. */
  | { do: 'merge'; into: string | null }
  | { do: 'separate' }
  /** 查处. */
  | { do: 'enforce'; measure: string }
  /** 挂牌督办. */
  | { do: 'supervise'; note: string | null }
  /** 临时管控措施. */
  | { do: 'measure'; measure: string }
  | { do: 'reopen'; reason: string }
  /** 事前追责: the procedure is started, or not, with a reason. `trigger`: of several files of the item; absent: the oldest that is open. */
  | { do: 'decide-case'; start: boolean; reason: string; trigger?: CaseTrigger }
  /** Shows it. */
  | { do: 'open' };

export type Verb = ItemDeed['do'];
export type ClassifyDeed = Extract<ItemDeed, { do: 'classify' }>;

/** Confirms a suggested grading as it stands: what 同意 means for an item that waits to be graded. */
export const CONFIRM: ClassifyDeed = { do: 'classify', level: null, category: null, reason: null, assignee: null };

/** How a deed is called when we ask about it. */
export const verbOf = (deed: ItemDeed): string =>
  deed.do === 'classify' && deed.assignee !== null ? `让${deed.assignee}改` : VERB_WORDS[deed.do];

export const VERB_WORDS: Record<Verb, string> = {
  accept: '接收',
  submit: '已整改',
  verify: '同意',
  return: '退回',
  reject: '不属实',
  withdraw: '撤回',
  classify: '核定',
  five: '五落实',
  'confirm-five': '确认五落实',
  amend: '更正',
  'add-photos': '加照片',
  transfer: '转办',
  escalate: '上报',
  'answer-escalation': '交回办理',
  'take-over': '接过来办',
  extend: '申请延期',
  'grant-extension': '同意延期',
  'refuse-extension': '不同意延期',
  merge: '合并',
  separate: '不是同一个',
  enforce: '查处',
  supervise: '挂牌督办',
  measure: '临时措施',
  reopen: '重新打开',
  'decide-case': '追责决定',
  open: '查看',
};

import type { CategoryCode, Level } from '../domain/hazard/category.ts';
import type { FiveFixed } from './reading/reading.ts';

/**
 * What a word or button does to an existing item. Photos are sha256 hashes; an empty `reason`, or no photo for `submit`, is asked for
 * before it is carried out.
 */
export type ItemDeed =
  | { do: 'accept' }
  | { do: 'submit'; note: string | null; photos: string[] }
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
  open: '查看',
};

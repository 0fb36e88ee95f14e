import type { CategoryCode, Level } from '../../domain/hazard/category.ts';
import type { CheckResult } from '../../domain/inspection/check.ts';

/**
 * What a message wants. The first twelve are what staff write every day; the rest are the text twins of buttons and settings.
 * - `amend` changes the sender's last report (or answers the question that we asked about it); `withdraw` takes it back.
 * - `choose` answers the last list (`numbers`); `classify` names a level or kind for an item; `dispute` says 不属实; `merge` / `separate`
 *   answer 是同一个吗; `reopen` opens a closed item again; `supervise` is 挂牌督办; `five_fixed` fills parts of the 五落实.
 * - `approve` and `reject` with `result` 延期 are about a request for more time only; `hand_back` answers what was reported upwards, `take_over`
 *   makes it the speaker's own work.
 * - `enforce` is 查处, `measure` what was done so that nobody comes to harm meanwhile, `case` decides on an accountability file (`result` 启动 or
 *   不追责). `progress_query` with `result` 逾期 asks what is late, `todo` with `result` 待查 which schools are to be checked; `amend` and
 *   `withdraw` with `result` 检查 are about the record of a check.
 * - `away` sets the 代理人 in until a day (`result` 回来: he is back); `draw` asks for a 四不两直 draw (`numbers` = how many); `paper` asks for a paper (`period`, `result` = which).
 */
export type Intent =
  | 'report'
  | 'progress_query'
  | 'approve'
  | 'reject'
  | 'rectified'
  | 'inspection'
  | 'accept'
  | 'transfer'
  | 'escalate'
  | 'extend'
  | 'help'
  | 'chitchat'
  | 'amend'
  | 'withdraw'
  | 'todo'
  | 'bind'
  | 'classify'
  | 'dispute'
  | 'choose'
  | 'merge'
  | 'separate'
  | 'reopen'
  | 'supervise'
  | 'enforce'
  | 'measure'
  | 'hand_back'
  | 'take_over'
  | 'case'
  | 'five_fixed'
  | 'away'
  | 'draw'
  | 'paper'
  | 'plain_text';

export type KnownUnit = { id: string; name: string; aliases: readonly string[] };

/** A row of 责任区域: 区域 · 场所 · 部位. */
export type KnownPlace = { id: string; area: string | null; venue: string | null; spot: string | null };

/** What the bot asked this person last and has not had answered yet. */
export type Asked = 'unit' | 'place' | 'what' | 'reason' | 'photo' | 'until';

/** What the reader may know of the sender and his roster; all of it found by the caller beforehand. */
export type ReadingContext = {
  now: Date;
  /** The sender's school; null when he has none (a bureau or town officer, or several). */
  ownUnit: KnownUnit | null;
  /** Units whose name or alias occurs in `searchable(text)`. */
  units: readonly KnownUnit[];
  /** Places of the named or the own unit. */
  places: readonly KnownPlace[];
  people: readonly { id: string; name: string }[];
  /** How many decisions of any kind wait for the sender. */
  pendingDecisions: number;
  openTasks: number;
  /** How many items have been reported up to him, to decide. */
  escalatedToHim?: number;
  /** He was asked to make a place safe while its hazard is being graded. */
  mustSecure?: boolean;
  /** An item was assigned to him and he has not accepted it yet. */
  justAssigned: boolean;
  /** He reported something in the last minutes. */
  recentReport: boolean;
  /** How many items the last list that was shown to him has; 0 when there was none. */
  listShown: number;
  asked?: Asked | null;
  /** The next vacation (寒暑假), both days inclusive, YYYY-MM-DD. */
  vacation?: { start: string; end: string } | null;
};

/** Why we suggest this: the words of the message, and the clause (a law, or 本系统默认). */
export type Basis = { words: string; clause: string };

/** One hazard of a message that names several. `text` and `place` are substrings of the message. */
export type ReadItem = {
  text: string;
  category: CategoryCode;
  level: Level;
  urgent: boolean;
  sensitive: boolean;
  place: string | null;
  basis: Basis[];
};

/** The 五落实, as far as the message says them. */
export type FiveFixed = {
  responsibility: string | null;
  measures: string | null;
  money: string | null;
  deadline: string | null;
  plan: string | null;
};

/** Something that a check found: the words that tell it, and what they say. */
export type Finding = { words: string; reading: Reading };

/** What a message, or a part of it, tells of a school that was checked: `findings` are there where something was wrong. */
export type Told = { result: CheckResult | null; findings: Finding[] };

/**
 * A check of one school. `unit` null: the speaker's own, or (`said`) a name that nobody has, or several have (`among`). `day`: YYYY-MM-DD;
 * null: none was said.
 */
export type CheckedSchool = Told & { unit: KnownUnit | null; said: string | null; among: readonly KnownUnit[]; day: string | null };

/**
 * A message as understood. `unitText`, `place`, `reason`, `to`, `until` and `ref` are substrings of the text as it was written.
 */
export type Reading = {
  intent: Intent;
  /** Null unless the intent is `report`, `classify` or `amend`. */
  category: CategoryCode | null;
  level: Level | null;
  /** Call people now: the answer begins with what to do. */
  urgent: boolean;
  sensitive: boolean;
  unit: KnownUnit | null;
  /** The school as said, also when it is not on the roster or several units have that name. */
  unitText: string | null;
  place: string | null;
  /** Several hazards in one message; empty when there is one. For an inspection, or with `solvedOnSpot`: the problems, one or more. */
  items: ReadItem[];
  reason: string | null;
  to: string | null;
  until: string | null;
  /** YYYY-MM-DD, never before today. */
  untilDate: string | null;
  /** The first day of a leave that is not from now on (周三到周五请假), YYYY-MM-DD. */
  fromDate: string | null;
  /** A number (H26110023 or its last digits) or a phrase that points back (昨天那个井盖). */
  ref: string | null;
  numbers: number[] | 'all' | null;
  /** 正常 or 有问题 for an inspection; the paper's name for `paper`. */
  result: string | null;
  /** 日巡查, 周排查, 月检查, 季度总结 … as said. */
  period: string | null;
  /** Done in part: the item stays open. */
  partial: boolean;
  /** 别说是我说的 */
  unnamed: boolean;
  /** 别告诉校长 */
  withheldFromSchool: boolean;
  hearsay: boolean;
  /** The message tells of something wrong, and that it has been put right (立整立改). */
  solvedOnSpot: boolean;
  /** For `bind`. */
  identity: { name: string; phone: string } | null;
  five: FiveFixed | null;
  /** 代张老师报 */
  onBehalfOf: string | null;
  /** The one question that we would ask back; null when nothing is missing. For `chitchat`: it may be a report in words that we don't know. */
  question: string | null;
  basis: Basis[];
  /** The other half of a message with two intents. */
  second: Reading | null;
  /** For an inspection: the schools that were checked, in the order of the text, with what is said of each; one at least. */
  checked?: CheckedSchool[];
};

import { sayDeadline, sayMoment } from '../../domain/calendar/display.ts';
import type { Rejection } from '../../domain/hazard/rejection.ts';
import { rectifiersOf } from '../../domain/hazard/responsibility.ts';
import type { FiveParts, KnownHazard } from '../../domain/hazard/state.ts';
import { type ItemDeed, VERB_WORDS } from '../deed.ts';
import type { Surroundings } from '../surroundings.ts';
import { STATUS_WORDS } from './item-text.ts';

export const FIVE_NAMES: Record<keyof FiveParts, string> = {
  responsibility: '责任',
  measures: '措施',
  money: '资金',
  deadline: '时限',
  plan: '预案',
};

/** `by`: the one who wanted it. */
export type Refused = { deed: ItemDeed; rejection: Rejection; item: KnownHazard; around: Surroundings; by: string | null };

/** Who brought the item to where it is: told to somebody who comes too late. */
const presentState = ({ item, around, by }: Refused): string => {
  if (!around.seesAll(by)) return STATUS_WORDS[item.status];
  switch (item.status) {
    case 'archived':
    case 'closed':
      return `已由 ${around.nameOf(item.verifiedBy)} ${sayMoment(item.verifiedAt, around.now)} 同意销号`;
    case 'submitted':
      return '已整改，正等验收';
    case 'assigned':
    case 'rectifying':
      return `${STATUS_WORDS[item.status]}（${around.nameOf(item.assignee)}）`;
    case 'merged':
      return `已合并到 ${item.mergedInto}`;
    default:
      return STATUS_WORDS[item.status];
  }
};

/** 同意 before there is anything to agree to. */
const isTooEarly = ({ deed, item }: Refused): boolean =>
  (deed.do === 'verify' || deed.do === 'return') && ['reported', 'classified', 'assigned', 'rectifying'].includes(item.status);

/** What is missing when a deed came without its sentence. */
const MISSING: Partial<Record<ItemDeed['do'], string>> = {
  enforce: '查处了什么？请说一句，例如：责令停用，限三天改完。',
  measure: '采取了什么措施？请说一句，例如：已拉警戒线，停用东楼梯。',
  'answer-escalation': '请说一句怎么办，例如：钱由中心校出，周五前修好。',
};

const CANNOT_MERGE: Record<Extract<Rejection, { code: 'cannot-merge-into' }>['why'], (number: string, into: string) => string> = {
  itself: (number) => `${number} 不能和自己合并。请说另一条的编号，例如：合并到 H26110023。`,
  ended: (number, into) => `${into} 已经办结了，${number} 就单独办，不用合并。`,
  elsewhere: (number, into) => `${into} 不是同一所学校的，不能合并。${number} 单独办就行。`,
  // Says nothing of the other one: that it is confidential is itself a secret.
  confidential: (number, into) => `${number} 和 ${into} 不能合并，分别办就行。`,
  'on-record': (number, into) => `${number} 有单独的督办或通报记录，不能并到 ${into}，要单独办到底。`,
  milder: (number, into) => `${number} 等级更高，不能并到 ${into}，先单独办。要合并就反过来：${into} 合并到 ${number}。`,
};

/** It is so already. */
const unchanged = ({ deed, item, around }: Refused): string => {
  const { number } = item;
  if (item.status === 'classified' && deed.do === 'classify') return `${number} 已定级，还没定谁来改。回复姓名，或「让 某某 改」。`;
  if (deed.do === 'escalate' && item.escalation !== null) return `${number} 已经报给 ${around.nameOf(item.escalation.to)} 了，等他定。`;
  if (deed.do === 'supervise') return `${number} 已经在挂牌督办了。`;
  return `${number} 已经是这样了，没有变化。`;
};

const BEFORE_ASSIGNED: readonly ItemDeed['do'][] = ['accept', 'submit', 'transfer', 'extend', 'grant-extension', 'refuse-extension'];
const BEFORE_END: readonly ItemDeed['do'][] = ['reopen'];

/** What has to come first, or why it comes too late. */
const instead = (told: Refused): string => {
  const { deed, item } = told;
  const open = ['reported', 'classified', 'assigned', 'rectifying', 'submitted'].includes(item.status);
  if (isTooEarly(told)) return '等改好交上来再验收';
  if (BEFORE_END.includes(deed.do) && open) return '还没结束，不用重新打开';
  if (BEFORE_ASSIGNED.includes(deed.do) && (item.status === 'reported' || item.status === 'classified')) return '要先定谁来整改';
  if (!open && deed.do === 'supervise') return '已经结束，不用督办了；问题还在就先重新打开';
  return '这一步不用再做了';
};

/** Why a command had no effect, and what to do instead. */
export const rejectionText = (told: Refused): string => {
  const { rejection, item, around } = told;
  const { number } = item;
  switch (rejection.code) {
    case 'wrong-status':
      return `${number} ${presentState(told)}，${instead(told)}。`;
    case 'not-bound':
      return '请先绑定：发「绑定 姓名 手机号」。';
    case 'not-the-assignee':
      return `${number} 现在由 ${around.nameOf(rejection.assignee)} 整改。`;
    case 'not-the-reporter':
      return `${number} 不是你报的，要改请找学校安全办。`;
    case 'already-taken-up':
      return `${number} 已经有人在办了，要改请告诉学校安全办。`;
    case 'photo-missing':
      return `${number} 还差一张整改后的照片，发来就交去验收。`;
    case 'photo-not-new':
      return `这张照片之前用过了。请拍一张 ${number} 的新照片。`;
    case 'too-many-photos':
      return `${number} 最多放 ${rejection.most} 张照片，后面的没有放进去。`;
    case 'reason-missing':
      return MISSING[told.deed.do] ?? '请说一下原因，一句就行。';
    case 'lower-level-needs-reason':
      return `${number} 从「${rejection.from}」降到「${rejection.to}」要有原因。为什么？说一句就行，例如：只是表面掉漆。`;
    case 'rectifier-cannot-verify':
      return told.deed.do === 'verify' || told.deed.do === 'return'
        ? `${number} 是你整改的，要由别人来验收。`
        : `${number} 是你自己在整改，延期要由别人来批。`;
    case 'on-site-evidence-missing':
      return `${number} 是重大隐患，要到现场验收：今天发一张现场照片或位置，发来就算同意。`;
    case 'five-fixed-missing':
      return `${number} 是重大隐患，先落实：${rejection.missing.map((part) => FIVE_NAMES[part]).join('、')}。\n可以这样发：责任：… 措施：… 资金：… 时限：… 预案：…`;
    case 'five-fixed-unconfirmed':
      return `${number} 的五落实已写好，等 ${around.heads.map(around.nameOf).join('、') || '网格长'} 确认后就能开始整改。`;
    case 'deadline-in-the-past':
      return `时限 ${sayMoment(rejection.until, around.now)} 已经过了，请换个日期。`;
    case 'nobody-to-assign':
      return `${number} 还不知道派给谁整改。请说：${number} 让 某某 改。`;
    case 'nobody-left-to-verify':
      return `${number} 是保密事项，只有 ${around.nameOf(rejection.assignee)} 能验收，不能再由本人整改。请另派一位：回复「让 某某 改」。`;
    case 'photo-used-before':
      if (told.deed.do === 'verify') return `这张照片之前已经用过，不能证明到了现场。请在现场重新拍一张，或发个位置，发来就算同意。`;
      return `${rejection.hashes.length > 1 ? '这几张照片' : '这张照片'}之前已经用过，是这次整改后拍的吗？回复「是」照交，或重新拍一张发来。`;
    case 'nobody-above':
      return `${number} 上面没有可以再报的人了。请你来定：回复「让 某某 改」，或直接联系市教育局。`;
    case 'not-escalated':
      return `${number} 没有在等上面定，不用答复。要换人，回复「让 某某 改」。`;
    case 'no-extension-asked':
      return `${number} 没有等着批的延期。发「待办」看看要你办的事。`;
    case 'deadline-not-later':
      return `${number} 的期限现在是${sayDeadline(rejection.deadline, around.now)}，延期请说一个更晚的日子。`;
    case 'cannot-merge-into':
      return CANNOT_MERGE[rejection.why](number, rejection.number);
    case 'not-suspected':
      return `${number} 没有疑似重复的，照常办就行。`;
    case 'too-late-to-reopen':
      return `${number} ${sayMoment(rejection.endedAt, around.now)}就结束了，过了 ${rejection.days} 天不能再打开。问题还在的话，请重新报一条。`;
    case 'no-such-case':
      return `${number} 没有等着定的追责档案。发「${number}」看最新情况。`;
    case 'own-case':
      return `${number} 的这份档案里有你，要由别的负责人来定。`;
    case 'unchanged':
      return unchanged(told);
  }
};

const BY_ASSIGNEE: readonly ItemDeed['do'][] = ['accept', 'submit', 'transfer', 'extend'];

const BY_THOSE_ABOVE: Partial<Record<ItemDeed['do'], string>> = {
  enforce: '查处要由中心校或市教育局来定',
  supervise: '挂牌督办要由市教育局来定',
  'decide-case': '这件事要由市教育局负责人来定',
};

/** Why this person may not, and who may; names only to somebody who sees the item. */
export const forbiddenText = ({ deed, item, around, by }: Omit<Refused, 'rejection'>): string => {
  const { number } = item;
  const named = (people: readonly string[]): string => people.map(around.nameOf).join('、') || '上级';
  if (!around.seesAll(by)) return `${number} 这一步要由负责的人来定，我没有改动它。`;
  if (deed.do === 'verify' || deed.do === 'return') {
    const own = by !== null && rectifiersOf(item).includes(by) ? '是你整改的，' : '';
    return item.status === 'submitted'
      ? `${number} ${own}要由 ${named(around.verifiers)} 来验收。`
      : `${number} ${STATUS_WORDS[item.status]}，现在不用验收。`;
  }
  // In confidence the handler does not choose who else gets to know.
  if (deed.do === 'transfer' && 'assignee' in item && item.assignee === by)
    return `${number} 是保密事项，不能转给别人。办不了就说「上报」加原因。`;
  if (BY_ASSIGNEE.includes(deed.do) && 'assignee' in item)
    return `${number} 现在由 ${around.nameOf(item.assignee)} 整改，要由他来「${VERB_WORDS[deed.do]}」。`;
  if (deed.do === 'grant-extension' || deed.do === 'refuse-extension') return `${number} 延期要由 ${named(around.verifiers)} 来批。`;
  if (deed.do === 'answer-escalation' || deed.do === 'take-over')
    return item.escalation === null
      ? `${number} 没有在等上面定。要换人，请找 ${named(around.classifiers)}。`
      : `${number} 已报给 ${around.nameOf(item.escalation.to)}，要由他来定。`;
  if (deed.do === 'reopen') return `${number} 要由 ${named(around.verifiers)} 来重新打开。问题还在的话，你可以重新报一条。`;
  if (BY_THOSE_ABOVE[deed.do]) return `${number} ${BY_THOSE_ABOVE[deed.do]}，我没有改动它。`;
  if (deed.do === 'confirm-five') return `${number} 的五落实要由 ${named(around.heads)} 确认。`;
  if (deed.do === 'withdraw' || deed.do === 'amend') return `${number} 已经有人在办了，要改请告诉 ${named(around.classifiers)}。`;
  if (deed.do === 'accept' && by !== null && around.classifiers.includes(by))
    return `${number} 正等你来定：回复「同意」，或「让 某某 改」。`;
  return `${number} 要由 ${named(around.classifiers)} 来定，我没有改动它。`;
};

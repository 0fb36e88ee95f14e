import { sayMoment } from '../../domain/calendar/display.ts';
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
    default:
      return STATUS_WORDS[item.status];
  }
};

/** 同意 before there is anything to agree to. */
const isTooEarly = ({ deed, item }: Refused): boolean =>
  (deed.do === 'verify' || deed.do === 'return') && ['reported', 'classified', 'assigned', 'rectifying'].includes(item.status);

/** Why a command had no effect, and what to do instead. */
export const rejectionText = (told: Refused): string => {
  const { rejection, item, around } = told;
  const { number } = item;
  switch (rejection.code) {
    case 'wrong-status':
      return `${number} ${presentState(told)}，${isTooEarly(told) ? '等改好交上来再验收' : '这一步不用再做了'}。`;
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
      return '请说一下原因，一句就行。';
    case 'lower-level-needs-reason':
      return `${number} 从「${rejection.from}」降到「${rejection.to}」要有原因。为什么？说一句就行，例如：只是表面掉漆。`;
    case 'rectifier-cannot-verify':
      return `${number} 是你整改的，要由别人来验收。`;
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
    case 'unchanged':
      return item.status === 'classified'
        ? `${number} 已定级，还没定谁来改。回复姓名，或「让 某某 改」。`
        : `${number} 已经是这样了，没有变化。`;
  }
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
  if ((deed.do === 'accept' || deed.do === 'submit') && 'assignee' in item)
    return `${number} 现在由 ${around.nameOf(item.assignee)} 整改，要由他来「${VERB_WORDS[deed.do]}」。`;
  if (deed.do === 'confirm-five') return `${number} 的五落实要由 ${named(around.heads)} 确认。`;
  if (deed.do === 'withdraw' || deed.do === 'amend') return `${number} 已经有人在办了，要改请告诉 ${named(around.classifiers)}。`;
  return `${number} 要由 ${named(around.classifiers)} 来定，我没有改动它。`;
};

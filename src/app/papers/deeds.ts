import { formatMoment } from '../../domain/calendar/display.ts';
import type { EventOf, HazardEvent, HazardEventType } from '../../domain/hazard/events.ts';
import { FIVE_PARTS } from '../../domain/hazard/five-fixed.ts';
import type { FiveParts } from '../../domain/hazard/state.ts';

/** Names for people as a paper shows them. */
export type NameOf = (person: string | null) => string;

const until = (at: Date | null): string => (at === null ? '' : `，期限 ${formatMoment(at)}`);
const because = (reason: string | null): string => (reason ? `，理由：${reason}` : '');
const photos = (count: number): string => (count > 0 ? `，照片 ${count} 张` : '');

const PART_NAMES: Record<keyof FiveParts, string> = {
  responsibility: '责任',
  measures: '措施',
  money: '资金',
  deadline: '时限',
  plan: '预案',
};
const fiveParts = (parts: Partial<FiveParts>): string =>
  FIVE_PARTS.flatMap((part) => (parts[part] ? [`${PART_NAMES[part]}：${parts[part]}`] : [])).join('；');

const STEP_NAMES = { classify: '核定', accept: '接收', rectify: '整改', verify: '验收' } as const;

/** What happened, as a sentence of a paper; names and moments in full. Never more than the event holds. */
const SENTENCES: { [T in HazardEventType]: (event: EventOf<T>, nameOf: NameOf) => string } = {
  HazardReported: (event) =>
    `上报（${event.source}，建议${event.level}）${photos(event.photos.length)}；应在 ${formatMoment(event.dueAt)} 前核定`,
  PhotosAdded: (event) => `补充${event.phase === 'before' ? '整改前' : '整改后'}照片 ${event.photos.length} 张`,
  HazardClassified: (event) =>
    `${event.by === 'system' ? '按规则' : ''}定为${event.level}${event.previousLevel === event.level ? '' : `（原${event.previousLevel}）`}${
      event.clause ? `，依据：${event.clause}` : ''
    }${because(event.reason)}`,
  HazardAssigned: (event, nameOf) => `交 ${nameOf(event.assignee)} 整改${until(event.deadline)}`,
  HazardAccepted: () => '接收',
  FiveFixed: (event) => `填报五落实：${fiveParts(event.parts)}`,
  FiveConfirmed: (event) => `确认五落实${until(event.deadline)}`,
  RectificationSubmitted: (event) =>
    `报告整改完成${photos(event.photos.length)}${event.note ? `，说明：${event.note}` : ''}${event.repeated ? '（照片此前用过，已由本人确认）' : ''}`,
  HazardVerified: (event) =>
    `验收同意${event.onSite ? `（到现场，${event.onSite.kind === 'photo' ? '有照片' : '有位置'}）` : ''}${event.note ? `：${event.note}` : ''}`,
  HazardArchived: () => '存档',
  RectificationReturned: (event) => `退回整改${because(event.reason)}${until(event.dueAt)}`,
  HazardWithdrawn: (event) => `撤回${because(event.reason)}`,
  HazardRejected: (event) => `判为不属实${because(event.reason)}`,
  HazardCorrected: (event) => `更正${event.description ? `：${event.description}` : ''}`,
  HazardTransferred: (event, nameOf) => `由 ${nameOf(event.previousAssignee)} 转交 ${nameOf(event.assignee)}${because(event.reason)}`,
  HazardEscalated: (event, nameOf) =>
    `上报 ${nameOf(event.to)} 定夺（${event.tree === 'sector' ? '行业' : '属地'}）${because(event.reason)}`,
  EscalationAnswered: (event) => `答复上报：${event.note}${until(event.deadline)}`,
  ExtensionRequested: (event) => `申请延期到 ${formatMoment(event.until)}${because(event.reason)}`,
  ExtensionGranted: (event) => `同意延期到 ${formatMoment(event.deadline)}`,
  ExtensionRefused: (event) => `不同意延期${because(event.reason)}`,
  HazardMerged: (event) => `并入 ${event.into}`,
  DuplicateCleared: (event) => `确认与 ${event.of} 不是同一隐患`,
  FollowersAdded: (event) => `${event.from} 并入本条`,
  HazardEnforced: (event) => `查处：${event.measure}`,
  HazardSupervised: (event) => `挂牌督办${event.note ? `：${event.note}` : ''}`,
  InterimMeasureTaken: (event) => `临时管控措施：${event.measure}`,
  HazardReopened: (event) => `重新打开${because(event.reason)}${until(event.deadline)}`,
  StepOverdue: (event, nameOf) =>
    `${STEP_NAMES[event.pending]}逾期（应在 ${formatMoment(event.dueAt)} 前），告知${event.rung}${
      event.reached.length > 0 ? `：${event.reached.map(nameOf).join('、')}` : '（该层无人）'
    }`,
  DeputiesCalled: (event, nameOf) =>
    event.called.length === 0
      ? '未及时回应，且无代理人'
      : `未及时回应，启用代理人：${event.called.map((each) => `${nameOf(each.deputy)} 代 ${nameOf(each.for)}`).join('、')}`,
  AccountabilityOpened: (event, nameOf) =>
    `满足事前追责启动条件（${event.trigger}），立档；职责所在：${event.persons.map(nameOf).join('、')}`,
  AccountabilityDecided: (event) => `${event.started ? '决定启动追责程序' : '决定不启动追责程序'}${because(event.reason)}`,
};

/** One event as a sentence. */
export const sentenceOf = (event: HazardEvent, nameOf: NameOf): string =>
  (SENTENCES[event.type] as (event: HazardEvent, nameOf: NameOf) => string)(event, nameOf);

/** Everybody whom the sentence of an event may name. */
export const namedIn = (event: HazardEvent): (string | null)[] => {
  switch (event.type) {
    case 'HazardAssigned':
      return [event.actor, event.assignee];
    case 'HazardTransferred':
      return [event.actor, event.assignee, event.previousAssignee];
    case 'HazardEscalated':
      return [event.actor, event.to];
    case 'StepOverdue':
      return [event.actor, ...event.reached];
    case 'DeputiesCalled':
      return event.called.flatMap((each) => [each.for, each.deputy]);
    case 'AccountabilityOpened':
      return event.persons;
    default:
      return [event.actor];
  }
};

import { formatShort, sayDeadline, sayMoment } from '../../domain/calendar/display.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { Surroundings } from '../surroundings.ts';
import { SITUATION_WORDS } from './dangerous-work.ts';
import { firstAid } from './first-aid.ts';
import { basisText, gradeText, STATUS_WORDS, saidWords, shortText } from './item-text.ts';

/** One report as it was taken. `by`: who sent it, null for an account that nobody is bound to. */
export type Receipt = { item: KnownHazard; around: Surroundings; by: string | null; unitKnown: boolean };

const names = (people: readonly string[], around: Surroundings): string => people.map(around.nameOf).join('、') || '上级';

const aid = ({ item }: Receipt): string => (item.urgent ? `${firstAid(item.category)}\n\n` : '');

/** Who handles it and until when, the step's deadline where nobody has it yet. The reporter may be that person himself. */
const whoAndWhen = ({ item, around, by }: Receipt): string[] => {
  if ('assignee' in item) {
    const who = item.assignee === by ? '你自己（这里归你负责）' : around.nameOf(item.assignee);
    if (item.status === 'submitted')
      return [
        ...(item.assignee === by ? [] : [`负责人：${who}`]),
        `立整立改：已交 ${names(around.verifiers, around)} 验收，结果会告诉你。`,
      ];
    return [`负责人：${who}`, `期限：${sayDeadline(item.deadline, around.now)}`];
  }
  const { suggestedAssignee: suggested } = item;
  const mine = suggested !== null && suggested === by;
  const safe = item.level !== '一般' || item.urgent;
  const who =
    suggested === null ? '待定' : mine ? '你自己（建议）' : `${around.nameOf(suggested)}（建议${safe ? '，已通知先做防护' : ''}）`;
  const grading = `核定：${names(around.classifiers, around)}${item.stepDueAt ? `，${sayDeadline(item.stepDueAt, around.now)}` : ''}`;
  return [`负责人：${who}`, grading, ...(mine && safe ? ['这里归你负责，请先封闭、警示或停用，别让学生靠近。'] : [])];
};

const inConfidence = (receipt: Receipt): string => {
  const { item } = receipt;
  const readers = laneOf(item) === 'withheld' ? '只有教育局负责人看得到' : '只有校长和教育局负责人看得到';
  return `${aid(receipt)}已保密收到 ${item.number}，${readers}，会尽快处理。请不要在群里说。`;
};

/** Somebody whom we don't know hears the number, and nobody's name. */
const forStranger = (receipt: Receipt): string => {
  const { item, unitKnown } = receipt;
  const missing = [...(unitKnown ? [] : ['哪所学校']), ...(item.place.id === null && item.place.text === null ? ['什么位置'] : [])];
  const ask = missing.length > 0 ? `\n是${missing.join('、')}？请再发一句。` : '';
  return `${aid(receipt)}已收到 ${item.number}，已转给负责人，马上处理。${ask}`;
};

const photosOf = ({ photosBefore: before, photosAfter: after }: KnownHazard): string => {
  if (after.length > 0) return `照片：${before.length > 0 ? `整改前 ${before.length} 张，` : ''}整改后 ${after.length} 张`;
  return before.length > 0 ? `照片：${before.length} 张` : '有照片可以接着发。';
};

/** What the reporter gets at once: number, category, level, place, responsible person, deadline; first aid before everything. */
export const receiptText = (receipt: Receipt): string => {
  const { item, around, by } = receipt;
  if (laneOf(item) !== 'ordinary') return inConfidence(receipt);
  if (by === null) return forStranger(receipt);
  return [
    `${aid(receipt)}✅ 已收到 ${item.number}`,
    shortText(item.description, 80),
    `学校：${around.unitName}`,
    `位置：${shortText(around.placeText ?? '未说明', 40)}`,
    `类别：${gradeText(item)}${'assignee' in item ? '' : '（待核定）'}`,
    ...basisText(item, 60),
    ...(item.source === '自查' ? [] : [`来源：${item.source}`]),
    ...whoAndWhen(receipt),
    photosOf(item),
  ].join('\n');
};

/** So many lines of several items are read; the rest is counted. */
const MOST_LINES = 6;

const receiptLine = ({ item, around, by }: Receipt): string => {
  if (laneOf(item) !== 'ordinary') return `${item.number} 已保密收到，请不要在群里说`;
  const who =
    'assignee' in item ? (item.assignee === by ? '你自己' : around.nameOf(item.assignee)) : `待 ${names(around.classifiers, around)} 核定`;
  const due = 'deadline' in item ? item.deadline : item.stepDueAt;
  return `${item.number} ${shortText(item.description, 16)}（${gradeText(item)}，${who}${due ? `，${sayDeadline(due, around.now)}` : ''}）`;
};

/** Several hazards of one message: one line each, the first aid of the urgent ones before them. */
export const receiptsText = (receipts: readonly Receipt[]): string => {
  const [only] = receipts;
  if (receipts.length === 1 && only) return receiptText(only);
  if (only?.by === null) return forStranger(receipts.find(({ item }) => item.urgent) ?? only);
  const first = [...new Set(receipts.map(aid))].join('');
  const lines = receipts.slice(0, MOST_LINES).map((receipt, index) => `${index + 1}. ${receiptLine(receipt)}`);
  const rest = receipts.length > MOST_LINES ? [`其余 ${receipts.length - MOST_LINES} 条也记下了，发「进度」看。`] : [];
  return [`${first}✅ 已收到 ${receipts.length} 条`, ...lines, ...rest].join('\n');
};

const waitingFor = (item: KnownHazard, around: Surroundings): string[] => {
  if (item.status === 'submitted') return [`等待验收：${names(around.verifiers, around)}`];
  if (item.status === 'reported') return [`等待核定：${names(around.classifiers, around)}`];
  return item.status === 'classified' ? [`等待派人：${names(around.classifiers, around)}`] : [];
};

const decided = (item: KnownHazard, around: Surroundings): string[] => {
  const graded =
    'classifiedBy' in item && item.classifiedBy !== 'system'
      ? [`核定：${around.nameOf(item.classifiedBy)} ${formatShort(item.classifiedAt)}`]
      : [];
  const verified = 'verifiedBy' in item ? [`验收：${around.nameOf(item.verifiedBy)} ${formatShort(item.verifiedAt)}`] : [];
  return [...graded, ...verified];
};

/** 较大 is the city's own tier; the law knows 一般 and 重大. */
const legalLevel = (item: KnownHazard): string => (item.level === '较大' ? '（法定等级：一般）' : '');

/** What is open between people: who above decides, whether time was asked for, what it looks like, what was done meanwhile. */
const pending = (item: KnownHazard, around: Surroundings): string[] => {
  const { escalation, extension, supervised, interimMeasure: measure, possibleDuplicateOf: like, followers } = item;
  return [
    ...(supervised === null ? [] : ['挂牌督办中']),
    ...(escalation === null ? [] : [`已上报给 ${around.nameOf(escalation.to)} 定夺：${saidWords(escalation.reason, 60)}`]),
    ...(extension === null ? [] : [`延期申请待批：到 ${sayMoment(extension.until, around.now)}（${saidWords(extension.reason, 40)}）`]),
    ...(measure === null ? [] : [`临时措施：${saidWords(measure.measure, 60)}（${formatShort(measure.at)}）`]),
    ...(item.status === 'merged' ? [`并到 ${item.mergedInto} 一起办`] : []),
    ...(like === null ? [] : [`疑似与 ${like} 重复`]),
    ...(followers.length === 0 ? [] : [`同一件事还有 ${followers.length} 人报过`]),
  ];
};

const caseLine = ({ trigger, decision }: KnownHazard['cases'][number]): string => {
  const why = trigger === '通报逾期' ? '通报的问题逾期' : '没有措施记录';
  return `追责档案（${why}）：${decision === null ? '待定' : decision.started ? '已启动' : '不追责'}`;
};

/** What only some may read: the likeness to 刑法 art. 134-1 those who were warned of it, files those who decide on them. */
const inPrivate = (item: KnownHazard, around: Surroundings, viewer: string | null): string[] => {
  if (viewer === null || viewer === item.reporter) return [];
  const { dangerousWork, cases } = item;
  return [
    ...(dangerousWork !== null && around.warned.includes(viewer) ? [`${SITUATION_WORDS[dangerousWork.situation]}，请负责人判断`] : []),
    ...(around.deciders.includes(viewer) ? cases.filter(({ persons }) => !persons.includes(viewer)).map(caseLine) : []),
  ];
};

/**
 * One item in full, for whoever may see it. `reporter`: as the reader may see him. `viewer`: the reader; without him, what only some may
 * read is left out.
 */
export const detailText = (item: KnownHazard, around: Surroundings, reporter: string | null, viewer: string | null = null): string => {
  const work = 'assignee' in item ? [`负责人：${around.nameOf(item.assignee)}`, `期限：${sayDeadline(item.deadline, around.now)}`] : [];
  const submitted = 'submittedBy' in item && item.note ? [`整改说明：${shortText(item.note, 60)}`] : [];
  const after = item.photosAfter.length > 0 ? `，整改后 ${item.photosAfter.length} 张` : '';
  return [
    `${item.number} ${STATUS_WORDS[item.status]}`,
    saidWords(item.description, 160),
    `${around.unitName} ${shortText(around.placeText ?? '', 40)}`.trim(),
    `${gradeText(item)}${legalLevel(item)}`,
    ...basisText(item, 60),
    ...(reporter ? [`上报人：${around.nameOf(reporter)}`] : []),
    ...work,
    ...waitingFor(item, around),
    ...pending(item, around),
    ...decided(item, around),
    ...submitted,
    ...('reason' in item ? [`原因：${saidWords(item.reason, 60)}`] : []),
    ...inPrivate(item, around, viewer),
    `照片：整改前 ${item.photosBefore.length} 张${after}`,
  ].join('\n');
};

/** For the reporter of a confidential item: that it is being handled, and nothing more. */
export const statusOnlyText = (item: KnownHazard): string => `${item.number} ${STATUS_WORDS[item.status]}。这是保密事项，有结果会告诉你。`;

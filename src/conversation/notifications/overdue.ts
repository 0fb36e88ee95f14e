import { sayMoment } from '../../domain/calendar/display.ts';
import { type DeadlineStep, gradeOf, RUNGS } from '../../domain/hazard/deadline-policy.ts';
import type { EventOf, HazardEvent } from '../../domain/hazard/events.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { whoseTurn } from '../../domain/hazard/whose-turn.ts';
import type { Button, Draft } from '../../messaging/draft.ts';
import { shortText } from '../replies/item-text.ts';
import type { Surroundings } from '../surroundings.ts';
import { button, type Change, card, cardTo, fieldsOf, headline, isOrdinary, textTo } from './change.ts';

/** How a step is called when somebody has it still to do. */
export const STEP_WORDS: Record<DeadlineStep, string> = { classify: '核定', accept: '接收', rectify: '整改', verify: '验收' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something has been overdue: 刚刚超期, 超期35分钟, 超期2小时, 超期3天. */
export const sayLate = (dueAt: Date, now: Date): string => {
  const late = now.getTime() - dueAt.getTime();
  if (late < MINUTE) return '刚刚超期';
  if (late < HOUR) return `超期${Math.floor(late / MINUTE)}分钟`;
  return late < DAY ? `超期${Math.floor(late / HOUR)}小时` : `超期${Math.floor(late / DAY)}天`;
};

/** Who hears that a step stands still: those who have it to do, and those on the rung. Each once, and only who may see the item. */
export type Hearers = { turn: string[]; rung: string[]; onDuty: string[] };

type Scene = { after: KnownHazard; around: Surroundings; events: readonly HazardEvent[] };

const withDeputies = (people: readonly string[], around: Surroundings): string[] => [
  ...new Set(people.flatMap((person) => [person, around.deputyOf(person)]).filter((person) => person !== null)),
];

const hearersAlone = ({ after, around }: Scene, event: EventOf<'StepOverdue'>): Hearers => {
  const seeing = (people: readonly string[]): string[] => withDeputies(people, around).filter((person) => around.seesAll(person));
  const turn = event.rung === RUNGS[0] ? seeing(whoseTurn(after, around)) : [];
  const rung = seeing(event.reached).filter((person) => !turn.includes(person));
  const onDuty = around.onDuty.filter((person) => around.seesAll(person) && !turn.includes(person) && !rung.includes(person));
  return { turn, rung, onDuty };
};

/** Of one event; whoever an earlier rung of the same moment reaches hears of it there. */
export const hearersOf = (scene: Scene, event: EventOf<'StepOverdue'>): Hearers => {
  const earlier = scene.events.slice(0, scene.events.indexOf(event)).filter((each) => each.type === 'StepOverdue');
  const told = new Set(
    earlier.flatMap((each) => {
      const { turn, rung, onDuty } = hearersAlone(scene, each);
      return [...turn, ...rung, ...onDuty];
    }),
  );
  const left = (people: string[]): string[] => people.filter((person) => !told.has(person));
  const { turn, rung, onDuty } = hearersAlone(scene, event);
  return { turn: left(turn), rung: left(rung), onDuty: left(onDuty) };
};

/** All that is said of a confidential item: its number, and that somebody waits. */
export const confidentialOverdueText = (number: string, pending: DeadlineStep, late: string): string =>
  `⏰ ${number}（保密事项）该${STEP_WORDS[pending]}了，${late}。请尽快处理，发「${number}」看详情。`;

const who = (people: readonly string[], around: Surroundings): string => people.map((person) => around.nameOf(person)).join('、');

const waitsFor = ({ after, around }: Change, pending: DeadlineStep): string => {
  const people = whoseTurn(after, around);
  return people.length === 0 ? `还没人${STEP_WORDS[pending]}` : `现在等 ${who(people, around)} ${STEP_WORDS[pending]}`;
};

const stateText = (change: Change, event: EventOf<'StepOverdue'>): string => {
  const { now } = change.around;
  const due = `应在${sayMoment(event.dueAt, now)}前${STEP_WORDS[event.pending]}`;
  return `⏰ ${headline(change)}\n${due}，${sayLate(event.dueAt, now)}，${waitsFor(change, event.pending)}。`;
};

const LEADERS_CAN: Record<DeadlineStep, (number: string) => string> = {
  classify: (number) => `请马上催一下，你也可以直接定。发「${number}」看详情。`,
  accept: (number) => `请马上催一下；要换人，发「${number} 让某某改」。发「${number}」看详情。`,
  rectify: (number) => `请马上催一下；要换人，发「${number} 让某某改」。发「${number}」看详情。`,
  verify: (number) => `请马上催一下。发「${number}」看详情。`,
};

const leaderTexts = (change: Change, event: EventOf<'StepOverdue'>, people: readonly string[]): Draft[] =>
  textTo(change, 'overdue-now', people, `${stateText(change, event)}\n${LEADERS_CAN[event.pending](change.after.number)}`);

const onDutyTexts = (change: Change, event: EventOf<'StepOverdue'>, people: readonly string[]): Draft[] =>
  textTo(
    change,
    'overdue-now',
    people,
    `${stateText(change, event)}\n你在值班，请先到现场看看，该封闭、警示、停用的先做，再打电话催一下。发「${change.after.number}」看详情。`,
  );

/** The card that asks for the step: of the kind that asked for it first, so that its buttons die with the others. */
const TURN_CARDS: Record<DeadlineStep, { kind: string; ask: string; buttons(change: Change): Button[] }> = {
  classify: {
    kind: 'grading-card',
    ask: '请马上核定',
    buttons: (change) => [
      ...(change.after.status === 'reported' ? [button(`就按${change.after.level}`, 'primary', 'confirm', change)] : []),
      button('看详情', 'default', 'open', change),
    ],
  },
  accept: {
    kind: 'task-card',
    ask: '请马上接收',
    buttons: (change) => [button('接收', 'primary', 'accept', change), button('看详情', 'default', 'open', change)],
  },
  rectify: {
    kind: 'return-card',
    ask: '请马上整改',
    buttons: (change) => [button('已整改', 'primary', 'submit', change), button('看详情', 'default', 'open', change)],
  },
  verify: {
    kind: 'verify-card',
    ask: '请马上验收',
    buttons: (change) => [
      button('同意', 'primary', 'verify', change),
      button('退回', 'danger', 'return', change),
      button('看详情', 'default', 'open', change),
    ],
  },
};

const turnCards = (change: Change, event: EventOf<'StepOverdue'>, people: readonly string[]): Draft[] => {
  const { kind, ask, buttons } = TURN_CARDS[event.pending];
  const { now } = change.around;
  const fields = fieldsOf(change, [{ name: '应在', value: `${sayMoment(event.dueAt, now)}前` }]);
  const drawn = card(change, `${sayLate(event.dueAt, now)}：${ask}`, 'danger', fields, buttons(change));
  return cardTo(change, kind, people, { ...drawn, text: `${drawn.text ?? ''}\n有难处就说一声，可以转办、上报或申请延期。` });
};

/**
 * 重大 and urgent items cannot wait: the rung, whoever has the step to do and, at night and on free days, 值班 and 带班 hear of each at
 * once. For the other grades nothing: they are gathered, one list a person (see noticeTexts).
 */
export const overdueDrafts = (change: Change, event: EventOf<'StepOverdue'>): Draft[] => {
  const { after, around } = change;
  if (gradeOf(after) !== '重大或紧急') return [];
  const { turn, rung, onDuty } = hearersOf(change, event);
  if (!isOrdinary(after)) {
    const text = confidentialOverdueText(after.number, event.pending, sayLate(event.dueAt, around.now));
    return textTo(change, 'overdue-now', [...turn, ...rung], text);
  }
  // A card reaches those who stand in for its addressee by itself.
  const asked = turn.filter((person) => whoseTurn(after, around).includes(person));
  return [...turnCards(change, event, asked), ...leaderTexts(change, event, rung), ...onDutyTexts(change, event, onDuty)];
};

/**
 * One overdue item in somebody's list. `waitsFor`: names of those who have the step to do. `mine`: the reader is one of them. `unitName`
 * empty: it goes without saying.
 */
export type OverdueLine = {
  number: string;
  unitName: string;
  description: string;
  pending: DeadlineStep;
  dueAt: Date;
  mine: boolean;
  waitsFor: readonly string[];
};

/** H26110023 第一中学 三楼东侧楼梯扶手松了（等赵满意接收，超期2小时） */
export const overdueWords = (line: OverdueLine, now: Date): string => {
  const step = STEP_WORDS[line.pending];
  const names = line.waitsFor.length > 2 ? `${line.waitsFor.slice(0, 2).join('、')}等人` : line.waitsFor.join('、');
  const waits = line.mine ? `等你${step}` : names === '' ? `还没人${step}` : `等${names}${step}`;
  const where = line.mine || line.unitName === '' ? '' : `${shortText(line.unitName, 12)} `;
  return `${line.number} ${where}${shortText(line.description, 24)}（${waits}，${sayLate(line.dueAt, now)}）`;
};

/** 1. H26110023 第一中学 三楼东侧楼梯扶手松了（等赵满意接收，超期2小时） */
export const overdueLine = (line: OverdueLine, index: number, now: Date): string => `${index + 1}. ${overdueWords(line, now)}`;

const OWN_HINT: Record<DeadlineStep, string> = {
  classify: '核定就发「同意」加编号',
  accept: '接收发「接收」加编号',
  rectify: '改好了发「已整改」加照片，来不及可以申请延期',
  verify: '验收发「同意」加编号',
};

/**
 * What one person is to hear of overdue items, in one message, the most urgent first. `left`: how many more there are than lines. A digit
 * opens a line.
 */
export const overdueListText = (lines: readonly OverdueLine[], left: number, now: Date): string => {
  const hints = [...new Set(lines.filter((line) => line.mine).map((line) => OWN_HINT[line.pending]))];
  const others = lines.some((line) => !line.mine) ? ['别人手上的请帮着催一下，要换人就说「让某某改」加编号'] : [];
  return [
    `⏰ 有 ${lines.length + left} 件隐患超期了，请看一下：`,
    ...lines.map((line, index) => overdueLine(line, index, now)),
    ...(left > 0 ? [`还有 ${left} 件，发「逾期」接着看。`] : []),
    `${[...hints, ...others].join('；')}。回复序号看详情。`,
  ].join('\n');
};

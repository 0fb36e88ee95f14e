import { sayDeadline, sayMoment } from '../../domain/calendar/display.ts';
import type { HazardEvent, HazardEventType } from '../../domain/hazard/events.ts';
import { missingParts } from '../../domain/hazard/five-fixed.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { ItemDeed } from '../deed.ts';
import type { Surroundings } from '../surroundings.ts';
import { gradeText, shortText } from './item-text.ts';
import { FIVE_NAMES } from './rejections.ts';

/** A deed that was done. `by`: who did it. */
export type Done = { item: KnownHazard; events: readonly HazardEvent[]; around: Surroundings; deed: ItemDeed; by: string | null };

const happened = ({ events }: Done, type: HazardEventType): boolean => events.some((event) => event.type === type);

const names = (people: readonly string[], around: Surroundings): string => people.map(around.nameOf).join('、') || '上级';

/** Whether a person still has to be named before anything can happen. */
export const needsAssignee = (item: KnownHazard): boolean => item.status === 'classified';

const whoRectifies = ({ item, around, by }: Done): string => {
  if (!('assignee' in item)) return '谁来改？回复姓名，或「让 某某 改」';
  const who = item.assignee === by ? '由你自己整改' : `已派给 ${around.nameOf(item.assignee)} 整改`;
  return `${who}，${sayDeadline(item.deadline, around.now)}`;
};

const fiveLeft = ({ item }: Done): string => {
  const left = missingParts(item.fiveFixed).map((part) => FIVE_NAMES[part]);
  if (left.length > 0) return `记下了。还差：${left.join('、')}。`;
  return item.fiveFixed.confirmedBy ? '五落实齐了，已确认。' : '五落实齐了，已请网格长确认。';
};

const amended = (done: Done): string => {
  const { item, around, by } = done;
  if (!around.seesAll(by)) return `好的，${item.number} 已更正。`;
  const where = `${around.unitName} ${shortText(around.placeText ?? '', 40)}`.trim();
  const moved = happened(done, 'HazardAssigned') ? `\n${whoRectifies(done)}。` : '';
  return `改好了：${item.number} ${where}\n${shortText(item.description, 60)}${moved}`;
};

/** The first photo is answered; those that follow in a burst are not. */
const photosAdded = (done: Done, deed: Extract<ItemDeed, { do: 'add-photos' }>): string | null => {
  const { item, around } = done;
  // 立整立改: the reporter's after-photo hands it in.
  if (happened(done, 'RectificationSubmitted'))
    return `辛苦了！${item.number} 已交 ${names(around.verifiers, around)} 验收，结果会告诉你。`;
  const first = item.photosAfter.length <= deed.photos.length;
  if (deed.phase === 'after' && first && item.reporter === done.by && (item.status === 'assigned' || item.status === 'rectifying'))
    return `照片放进 ${item.number} 了，${around.nameOf(item.assignee)} 会来确认。`;
  const photos = deed.phase === 'after' ? item.photosAfter : item.photosBefore;
  const answered = deed.phase === 'before' && photos.length <= deed.photos.length;
  return answered ? `照片放进 ${item.number} 了，还有可以接着发。` : null;
};

const assigneeName = ({ item, around }: Done): string => ('assignee' in item ? around.nameOf(item.assignee) : '负责人');

const dueOf = ({ item, around }: Done): string => ('deadline' in item ? sayDeadline(item.deadline, around.now) : '');

/** In confidence nobody else hears, whoever that usually is. */
const toldOf = (item: KnownHazard, usually: string): string => (laneOf(item) === 'ordinary' ? usually : '知道这件事的负责人');

const transferred = (done: Done): string =>
  `已把 ${done.item.number} 转给 ${assigneeName(done)} 整改，原因也带到了。期限不变${dueOf(done) ? `：${dueOf(done)}` : ''}。`;

const escalated = (done: Done): string => {
  const { item, around, by } = done;
  const to = item.escalation === null ? '上级' : ` ${around.nameOf(item.escalation.to)} `;
  const who = 'assignee' in item ? (item.assignee === by ? '还归你管' : `还归 ${around.nameOf(item.assignee)} 管`) : '还按原来的办';
  return `已把 ${item.number} 报给${to}定夺，有答复会告诉你。没定之前${who}，先看好现场。`;
};

const extensionAsked = ({ item, around }: Done): string => {
  const until = item.extension === null ? '' : `到 ${sayMoment(item.extension.until, around.now)}`;
  return `已替你申请 ${item.number} 延期${until}，等 ${names(around.verifiers, around)} 批。没批之前还按原期限。`;
};

const merged = ({ item, by }: Done): string => {
  const into = item.status === 'merged' ? ` ${item.mergedInto} ` : '那一条';
  return `好，${item.number} 并到${into}一起办。${item.reporter === by ? '有结果会告诉你。' : '上报人会跟着听到结果。'}`;
};

const reopened = (done: Done): string => {
  const { item, around } = done;
  return 'assignee' in item
    ? `${item.number} 重新打开了，${around.nameOf(item.assignee)} 会收到任务，${dueOf(done)}改好。`
    : `${item.number} 重新打开了，由 ${names(around.classifiers, around)} 重新核定。`;
};

const measureTaken = ({ item }: Done): string =>
  `记下了，${item.number} 的临时措施已存档。${item.status === 'reported' || item.status === 'classified' ? '' : '改好了再发「已整改」加照片。'}`;

/** What the doer hears of his own deed; null: nothing needs to be said. */
export const deedResultText = (done: Done): string | null => {
  const { item, around, deed } = done;
  const { number } = item;
  switch (deed.do) {
    case 'accept':
      return `好的，${number} 交给你了${'deadline' in item ? `，请在${sayDeadline(item.deadline, around.now)}改好` : ''}。改好了发「已整改」加一张照片。`;
    case 'submit':
      return `辛苦了！${number} 已交 ${names(around.verifiers, around)} 验收，结果会告诉你。`;
    case 'verify':
      return `已同意，${number} 销号存档。整改人和上报人会收到消息。`;
    case 'return':
      return `已退回 ${number}，${'assignee' in item ? around.nameOf(item.assignee) : '整改人'} 会看到原因。`;
    case 'reject':
      return `已把 ${number} 定为不属实，上报人会收到原因。`;
    case 'withdraw':
      return `已撤回 ${number}。`;
    case 'classify':
      return `${number} 定为${gradeText(item)}。${whoRectifies(done)}。`;
    case 'five':
      return `${number} ${fiveLeft(done)}`;
    case 'confirm-five':
      return `${number} 五落实已确认，整改可以开始了。`;
    case 'amend':
      return amended(done);
    case 'add-photos':
      return photosAdded(done, deed);
    case 'transfer':
      return transferred(done);
    case 'escalate':
      return escalated(done);
    case 'answer-escalation':
      return `已把 ${number} 交回 ${assigneeName(done)} 办，你的意见也带到了${dueOf(done) ? `，期限是${dueOf(done)}` : ''}。`;
    case 'take-over':
      return `好的，${number} 归你办了${dueOf(done) ? `，请在${dueOf(done)}改好` : ''}。改好了发「已整改」加一张照片。`;
    case 'extend':
      return extensionAsked(done);
    case 'grant-extension':
      return `已同意 ${number} 延期${dueOf(done) ? `，新期限：${dueOf(done)}` : ''}。${assigneeName(done)} 会收到消息。`;
    case 'refuse-extension':
      return `没同意 ${number} 延期，${assigneeName(done)} 会看到原因${dueOf(done) ? `，期限还是${dueOf(done)}` : ''}。`;
    case 'merge':
      return merged(done);
    case 'separate':
      return `好，${number} 单独办，不再当成重复的。`;
    case 'enforce':
      return `已把对 ${number} 的查处记入档案，${toldOf(item, `${'assignee' in item ? `${assigneeName(done)} 和` : ''}学校负责人`)}会收到。`;
    case 'supervise':
      return `已对 ${number} 挂牌督办，${toldOf(item, '学校和上级负责人')}会收到，一直盯到销号。`;
    case 'measure':
      return measureTaken(done);
    case 'reopen':
      return reopened(done);
    case 'decide-case':
      return deed.start
        ? `已记入 ${number} 的追责档案：启动追责程序。后面由人按规定办，系统不作结论。`
        : `已记入 ${number} 的追责档案：不追责，原因也存档了。`;
    case 'open':
      return null;
  }
};

/** The same in a few words, where one message did several things. */
export const deedResultLine = (done: Done): string | null => {
  const { item, around, deed } = done;
  switch (deed.do) {
    case 'verify':
      return `✅ ${item.number} 已同意，销号存档`;
    case 'accept':
      return `✅ ${item.number} 已接收`;
    case 'return':
      return `↩️ ${item.number} 已退回`;
    case 'classify':
      return `✅ ${item.number} 定为${item.level}，${'assignee' in item ? `派给 ${around.nameOf(item.assignee)}` : '还没定谁来改'}`;
    case 'transfer':
      return `↪️ ${item.number} 已转给 ${assigneeName(done)}`;
    case 'grant-extension':
      return `✅ ${item.number} 已同意延期${dueOf(done) ? `，${dueOf(done)}` : ''}`;
    case 'refuse-extension':
      return `↩️ ${item.number} 没同意延期`;
    case 'take-over':
      return `✅ ${item.number} 归你办了`;
    case 'answer-escalation':
      return `↩️ ${item.number} 已交回 ${assigneeName(done)} 办`;
    default:
      return deedResultText(done);
  }
};

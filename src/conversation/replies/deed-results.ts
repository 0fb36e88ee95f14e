import { sayDeadline } from '../../domain/calendar/display.ts';
import type { HazardEvent, HazardEventType } from '../../domain/hazard/events.ts';
import { missingParts } from '../../domain/hazard/five-fixed.ts';
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
const photosAdded = ({ item }: Done, deed: Extract<ItemDeed, { do: 'add-photos' }>): string | null => {
  const photos = deed.phase === 'after' ? item.photosAfter : item.photosBefore;
  const answered = deed.phase === 'before' && photos.length <= deed.photos.length;
  return answered ? `照片放进 ${item.number} 了，还有可以接着发。` : null;
};

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
    default:
      return deedResultText(done);
  }
};

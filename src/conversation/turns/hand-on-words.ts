import { daysBetween, localDay } from '../../domain/calendar/local-time.ts';
import type { ItemDeed } from '../deed.ts';
import type { Reading } from '../reading/reading.ts';
import { isTerritorial } from '../reading/rules/handing-on.ts';
import { type ItemLine, type Situation, unique } from '../situation.ts';
import { dayEnd } from './day-end.ts';
import { type Handler, onItems } from './item-words.ts';

const withoutNumbers = (text: string): string => text.replace(/h\d{8,12}[\s,，:：、]*/giu, ' ').trim();

/** What a manager decides on, where he has no work of his own. */
const toDecide = ({ escalations, gradings }: Situation): ItemLine[] => unique([...escalations, ...gradings]);
const ownOrToDecide = (situation: Situation): readonly ItemLine[] => (situation.tasks.length > 0 ? situation.tasks : toDecide(situation));

/** The bare command to report upwards is no reason. */
const BARE_UPWARDS =
  /^(?:请|我|要|得|需|只能|建议|逐级|往上|向上)*(?:上?报|升级)(?:到|给|告|处理)?(?:上级|领导|校领导|学校领导|校长|[镇乡]?中心校|总校|市?教育局|局里|局领导|上面|县里|市里|区里|镇里|村里)*(?:吧|了|一下|处理)*[\s,，。:：!！]*/u;
/** 上报中心校, 上报教育局: to whom it is to go, whoever stands between. */
const gridNamed = (upwards: string): 'upper' | 'bureau' | null => {
  if (/教育局|局里|局领导/u.test(upwards)) return 'bureau';
  return /中心校|总校/u.test(upwards) ? 'upper' : null;
};

const UPWARDS = /上报|往上报|报(?:给|到)?(?:中心校|教育局|局里)/u;

/** 没钱修, 这是村里的路: a sentence that gives the reason by itself; 上报 alone is asked why. */
export const escalate: Handler = (reading, text, situation) => {
  const said = (reading.reason ?? text).trim();
  const reason = said.replace(/^h\d{8,12}[\s,，:：]*/iu, '').replace(BARE_UPWARDS, '');
  const named = gridNamed(BARE_UPWARDS.exec(said.replace(/^h\d{8,12}[\s,，:：]*/iu, ''))?.[0] ?? '');
  const deed: ItemDeed = {
    do: 'escalate',
    reason,
    territorial: isTerritorial(`${reading.to ?? ''}${said}`),
    ...(named ? { to: named } : {}),
  };
  const upwards = UPWARDS.test(text) && situation.escalations.length > 0;
  return onItems(deed, upwards ? situation.escalations : ownOrToDecide(situation), reading, text, situation);
};

const LITTLE_WORDS = /^(?:他|她)?(?:吧|呗|啊|哈|了|一下|来|去|看|处理|解决|负责|弄|修|办|管|整改|改|[\s,，。;；:：!！])*$/u;
const without = (words: string): string => words.replace(/^[\s,，。;；:：吧呗啊了]+/u, '').trim();

/** What is said beside the name: 这个不归我管 before it, 他管水电 behind it. Empty: nothing. */
export const reasonBeside = (text: string, to: string | null, disclaimed: string | null): string => {
  if (disclaimed !== null) return disclaimed.replace(/[,，。\s]+$/u, '');
  const at = to === null ? -1 : text.indexOf(to);
  if (to === null || at < 0) return '';
  const behind = without(text.slice(at + to.length));
  if (!LITTLE_WORDS.test(behind)) return behind.replace(/^(?:因为|原因是?|理由是?)[:：,，]?/u, '');
  const before = text
    .slice(0, at)
    .replace(/h?\d{8,12}/giu, '')
    .replace(/(?:请|麻烦|就|还是|应该|应当|该|得|要)*(?:转(?:给|交|办|派|到|发)?|交给?|移交给?|派给|分给|归|找|让|叫|由|给|请)[\s]*$/u, '');
  const said = without(before).replace(/[\s,，。;；:：]+$/u, '');
  return LITTLE_WORDS.test(said) || /^(?:这个|这条|这事儿?|这活儿?|那个|那条|把)+$/u.test(said) ? '' : said;
};

export const transfer: Handler = (reading, text, situation) => {
  const deed: ItemDeed = { do: 'transfer', to: reading.to, reason: reasonBeside(withoutNumbers(text), reading.to, reading.reason) };
  return onItems(deed, ownOrToDecide(situation), reading, text, situation);
};

// Each word can be read in one way only: in a row of many the expressions must not try all ways to cut it.
/** The words that ask for time. What is left of a message without them is the reason. */
const ASKS =
  /(?:请|想|要|能不能|能否|能|可不可以|可以|希望|申请|麻烦|需|再|多?给|我|们|得|只能|最少|至少|领导|[,，\s])*(?:宽限|延期|延长|延后|延到|延至|缓(?:到|缓)?|推迟(?:到)?|往后(?:推|拖|延)|拖(?:到)?|晚|多给)(?:我|们|到|至|个|上)*[^,，。;；\s]*(?:吗|行不行?|行吗|可以吗|好吗|中不)?/gu;
const TIME_ONLY =
  /^(?:到|至|再|给|我|我们|等|个|得|要|过|多|的|时间|天|行|吗|不|好|可以|吧|了|前|后|弄|修|改|整改|完成|[0-9一二两三四五六七八九十几半]|下?周(?:[一二三四五六日天]|(?![一二三四五六日天]))|月底|下(?=个?月)|明(?=天)|星期|号|日|月|[\s,，。;；:：?？!！])*$/u;

/** Why more time is asked for; empty: not said. 等放假再弄 says it by itself. */
export const extensionReason = (text: string, until: string | null): string => {
  const words = withoutNumbers(text);
  if (/等[^,，。]{1,12}(?:再|才|之后|以后)/u.test(words)) return words;
  const rest = words
    .split(/[,，。;；\s]+/u)
    .map((part) => part.replace(ASKS, ''))
    .map((part) => (until === null ? part : part.replace(until, '')).trim())
    .filter((part) => part !== '' && !TIME_ONLY.test(part));
  return rest.join('，').replace(/^(?:因为|原因是?|理由是?)[:：]?/u, '');
};

/** The day that is named; a length of time (缓两天) is kept too, since it counts from the item's deadline. */
export const untilIn = ({ until, untilDate }: Reading, now: Date): { until: string | null; days?: number } => {
  if (until === null || untilDate === null) return { until: null };
  const isLength = /^[0-9一二两三四五六七八九十几半]+(?:多)?个?(?:天|工作日|周|星期|礼拜|月)$/u.test(until.normalize('NFKC').trim());
  return { until: dayEnd(untilDate, now), ...(isLength ? { days: daysBetween(localDay(now), untilDate) } : {}) };
};

export const extend: Handler = (reading, text, situation) => {
  const deed: ItemDeed = { do: 'extend', ...untilIn(reading, situation.now), reason: extensionReason(text, reading.until) };
  const { tasks, extensions } = situation;
  return onItems(deed, tasks.length > 0 ? tasks : extensions, reading, text, situation);
};

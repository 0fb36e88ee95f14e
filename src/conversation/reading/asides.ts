import type { NormalText } from './normalise.ts';
import { numberCharacters } from './numbers.ts';
import type { Reading } from './reading.ts';

const unnamedWords =
  /别说(?:是)?我(?:说|报|反映|举报)?|(?:不要|别|不能|千万别|请勿)(?:提|写|透露|暴露|公开|告诉[^,。]{0,6}(?:是)?)(?:我的?(?:名字|姓名|身份)?|我说的|我报的|是我)|匿名|不(?:要|想)(?:留名|署名|具名)|保密(?:我|身份|一下我)|别(?:把我)?(?:暴露|供出)/u;
const withheldWords =
  /(?:别|不要|不能|先别|千万别)(?:告诉|跟|让|通知|给|惊动)[^,。;!?]{0,4}(?:校长|学校|园长|领导|校方|校领导|主任)(?:说|知道|看|看见|看到)?|(?:瞒|绕开|避开)(?:着|过)?(?:校长|学校|校方|园长)/u;
const hearsayWords =
  /听(?:家长|学生|孩子|老师|人|别人|同事|村民|群众|他们)?(?:们)?(?:说|讲|反映)|听说|据说|(?:有|个|位|些|的|多名|多位|^)(?:老师|家长|学生|群众|村民|人|居民|热心群众)(?:们)?(?:向我|跟我|给我|来电|打电话|在群里|来)?(?:反映|反应|举报|投诉|说|告诉我)|(?:家长|学生|群众|村民|居民)(?:反映|举报|投诉|说|来电)|接到(?:家长|群众|学生)?(?:反映|举报|投诉)/u;
const behalfWords = /(?:^|[\s,。])(?:我)?(?:代|替|帮)([\u4e00-\u9fff]{2,4}?)(?:报|上报|说)(?:一?下|一个|个)?/u;

const N = `[${numberCharacters}]`;
const numberRef = /(?<![a-z0-9])h\s?\d{4,12}(?!\d)|(?<!\d)\d{8}(?!\d)|(?<!\d)\d{4}(?=(?:号)?(?:那|这|隐患|已|同意|退回|不同意))/u;
const backRef = new RegExp(
  '(?:(?:上(?:周|次|个?月|个?礼拜|个?星期|回)|昨(?:天|儿|晚)|前(?:天|几天|两天|些天)|今(?:早|天|儿)|早上|上午|下午|中午|刚(?:才|刚)|之前|先前|以前)(?:我)?(?:[报说提发](?:过|上去)?的?|的)?[^,。;!?\\s]{0,8}?(?:那|这)(?:一)?(?:个|条|件|处|项|事)(?:[\\u4e00-\\u9fff]{1,5}?(?=修|弄|咋|怎|换|好|到|处|整|不|没|归|转|得|是|有|还|又|已|啥|什|$|[,。;!?\\s]))?)' +
    `|(?:上(?:周|次|个?月|回)|昨天|前天|刚才|之前)(?:我)?(?:报|说|提)的[^,。;!?\\s]{0,10}?(?=修|弄|咋|怎|换|好|到|处|整|不|没|归|转|得|是|有|还|又|已|啥|什|$|[,。;!?\\s])` +
    `|(?:${N}{1,3}(?:楼|层)|[东西南北]楼|食堂|操场|厕所|教室|宿舍)?(?:的)?(?:那|这)(?:个|条|件|处|项|事儿?)`,
  'u',
);

/** A number (H26110023) or the words that point back (昨天那个井盖), as written; null when there are none. */
export const findRef = (normal: NormalText): string | null => {
  const match = numberRef.exec(normal.text) ?? backRef.exec(normal.text);
  return match === null ? null : normal.original(match.index, match.index + match[0].length).trim() || null;
};

/** The message names a hazard by its number. */
export const namesNumber = (text: string): boolean => numberRef.test(text);

/** What a message says besides its matter: who must not know, who said it first, for whom it is said. */
export const readAsides = (text: string): Pick<Reading, 'unnamed' | 'withheldFromSchool' | 'hearsay' | 'onBehalfOf'> => ({
  unnamed: unnamedWords.test(text),
  withheldFromSchool: withheldWords.test(text),
  hearsay: hearsayWords.test(text),
  onBehalfOf: behalfWords.exec(text)?.[1] ?? null,
});

import type { Clues } from '../clues.ts';
import { surnames } from '../evidence.ts';
import { BODY, FIX, PERSON } from '../words.ts';
import { ANYTHING, hasFault, type IntentRule, isNewHazard, isUrgent, re, saidGroup, saidWhole } from './rule.ts';

/** Says that it is not his: then whoever is named next is meant. */
const disclaiming =
  /[^,。;!?\s]{0,14}(?:不归(?:我|俺)|不是(?:我|俺)|不该我|我不(?:管|负责)|(?:和|跟)我没|不属于我|不在我)[^,。;!?\s]{0,8}/du;
const handing = /转(?:给|交|到|办|派|发)|移交|改派|指派|交给|派给|推给/u;

/** Ways to name the next person, the surest first. */
const naming: readonly RegExp[] = [
  /(?:转(?:给|交给?|到|办给?|派给?|发给?)|交给|移交给?|派给|推给|改派给?|指派给?|分给)(?:一下)?[\s,]*(?<to>[^,。;!?\s]{1,12}?)(?:吧|呗|啊|哈|处理|来|去|管|看|弄|负责|解决|修|办|一下|他|了|$|[,。;!?\s])/du,
  re(`(?:应该|应当|该|得)?(?:归|找|由|是|属于)(?<to>${PERSON})(?:管|负责|的事儿?|的活儿?|处理|弄|的|那边|来|$|[,。;!?\\s])`),
  re(`(?:找|让|叫|喊|请|联系|问|麻烦|派)(?:一下)?(?<to>${PERSON})(?:吧|呗|来|去|看|处理|弄|修|管|解决|办|负责|跟进|一下|干|$)`),
  re(`(?:得|要|该|应该)(?:由|让|找)?(?<to>${PERSON})(?:来|去)?(?:干|弄|修|处理|管|看|办|负责|定|决定|拿主意)`),
  re(`转(?<to>${PERSON})(?:吧|处理|办)?$`),
  re(`给(?<to>${PERSON})(?:吧|处理|弄|来|去|看|修|办)?$`),
];
/** 让赵满意改, and nothing else: a person by his name. 让周二来修, 让高年级去做 name nobody. */
const byName = new RegExp(
  `^(?:这个|这条|那个|那条|这事|这活儿?|它|h?\\d{4,12}(?!\\d)|第?\\d{1,2}(?!\\d)(?:条|项|个)?|[\\s,])*(?:让|叫|请|派|由|安排)(?<to>(?!周[一二三四五六日末]|马上|高年级|白天|万一|向上|任何|方便|家长|学生)[${surnames}][\\u4e00-\\u9fff]{1,2}?)(?:来|去|给|负责)?(?:${FIX})(?:一下|吧|呗|啊|了)?$`,
  'du',
);
const nobody = /^(?:我|他|她|你|孩子|学生|家长|人|它|咱|大家|钱(?![\u4e00-\u9fff])|看|点|个|两天|上|过|谁|哪)/u;
const outside = new RegExp(BODY, 'u');

const nextPerson = (clues: Clues): RegExpExecArray | null => {
  for (const pattern of [byName, ...naming]) {
    const match = pattern.exec(clues.bare);
    const words = match?.groups?.to ?? '';
    if (match !== null && words !== '' && !nobody.test(words) && !outside.test(words)) return match;
  }
  return null;
};

/** 让电工看 hands it on; 门卫让外卖进校 and 我让师傅去看 do not. */
const handsOn = (clues: Clues): boolean => {
  if (isUrgent(clues)) return false;
  if (disclaiming.test(clues.bare)) return true;
  const named = nextPerson(clues) !== null;
  if (handing.test(clues.bare)) return named;
  const ownErrand =
    /(?:^|[\s,])(?:我|我们|咱|俺)?(?:马上|这就|先|现在|已经?|今天|明天)?(?:让|找|叫|喊|派|联系|请)/u.test(clues.bare) &&
    /我|已|马上|这就|先/u.test(clues.bare);
  return named && !ownErrand && !hasFault(clues) && clues.bare.length <= 24 && !/[没不](?:去|来|看|管)/u.test(clues.bare);
};

/** Words that sound like the village's or the town's and mean a school. */
const SCHOOLS = /[镇乡村]?中心(?:校|小学|学校)|总校|村小|[镇乡村](?:小学?|中学?|初中|幼儿园)(?:校)?/gu;
const TERRITORY =
  /村(?!小)|镇|乡(?!下)|街道|社区|居委|大队|城管|市政|路政|交通(?:局|部门)|交警|公路|(?:供电|电力|自来水|燃气|热力)(?:局|所|公司)|水利|水务|派出所|(?:是|归|属于?)[^,。]{0,4}(?:的)?(?:马|公|大|村|土)?路$|(?:校外|门口|门前)[^,。]{0,4}路(?:面)?(?:是|归|不)/u;

/** It is the town's or the village's to settle (这是村里的路), and not the school's or the bureau's. */
export const isTerritorial = (text: string): boolean => TERRITORY.test(text.normalize('NFKC').replace(SCHOOLS, ''));

/** Passing it up, out or on. */
export const handingOn: readonly IntentRule[] = [
  {
    name: 'beyond us',
    intent: 'escalate',
    pattern: re(
      [
        '(?:解决|处理|修|弄|办|管|搞|整|协调|承担|负担|干)不(?:了|动|起)|没(?:有)?(?:这个|这笔|那么多)?(?:钱|经费|资金|预算)(?:修|换|弄|买|整|了|啊)?|(?:钱|经费|资金|预算)(?:也|都|根本|实在)?(?:不够|不足|没有|紧张|没着落|没批)|缺(?:钱|经费|资金)|哪(?:有|来)(?:的)?(?:这么多|那么多|这个|这笔)?(?:钱|经费)|不给(?:拨)?(?:钱|款|经费)|没(?:招|辙)(?:了|$)|没(?:办)?法(?:处理|解决|弄|修|办|整|管)|超预算|出不起|掏不起|拿不出(?:这)?(?:个|笔)?钱|超出[^,。]{0,6}(?:能力|权限|范围)|(?:没|无)(?:有)?(?:权限?|能力|办法|力)(?:处理|解决|管|修)?|无权|无力|学校(?:自己)?(?:弄|解决|处理|办)不了',
        `(?:往上|向上|逐级|得|要|需要?|请|求|建议|只能)(?:给)?(?:上)?报(?:到|给|告)?(?:${BODY})|报(?:到|给|告)?(?:${BODY})(?:吧|了)?$|^(?:h?\\d{4,12}[\\s,]*)?上?报(?:到|给|告)?(?:${BODY})(?=[\\s,:])|(?:得|要|需要?|请|求|建议|只能|应该)(?:由|让|找|请|跟|向)?(?<to>${BODY})(?:来|出面|帮忙|协调|解决|处理|管|出钱|支持|拨|批|出)|上报(?:吧|领导|上级|一下|给?领导)?$|往上报|逐级上报|升级处理|请求(?:支援|上级|协调)|需要(?:上级|领导)`,
        `(?:这|那)(?:个|条|事|是|路|地)?(?:不是|不归|不属)[^,。]{0,6}(?:学校|我们|咱)[^,。]{0,6}(?:是|归|属)(?<to2>${BODY})|(?:是|归|属于?)(?<to3>${BODY})(?:的|管|负责|修|地界|地盘|财产)(?:路|地|事|树|井|桥|线|墙|房|坑)?`,
        `(?:转(?:给|交|到)?|交给|(?:得|要|该|应该|只能|必须)?(?:找|联系|请))(?<to4>${BODY})`,
      ].join('|'),
    ),
    when: (clues, match) =>
      !isUrgent(clues) &&
      !isNewHazard(clues) &&
      !(/不给/u.test(match[0]) && clues.judgement?.category === 'bullying') &&
      !/上报了[吗没]|怎么上报|没上报/u.test(clues.bare) &&
      !(/不够|不足/u.test(match[0]) && !/钱|经费|资金|预算/u.test(match[0])) &&
      !/管不了(?:学生|孩子)|处理不了.{0,2}(?:题)/u.test(clues.bare),
    also: (clues, match) => ({
      to:
        saidGroup(clues, match, 'to') ?? saidGroup(clues, match, 'to2') ?? saidGroup(clues, match, 'to3') ?? saidGroup(clues, match, 'to4'),
      reason: saidWhole(clues),
    }),
  },
  {
    name: 'somebody else',
    intent: 'transfer',
    pattern: ANYTHING,
    when: handsOn,
    also: (clues) => {
      const next = nextPerson(clues);
      const reason = disclaiming.exec(clues.bare);
      const [start, end] = reason?.indices?.[0] ?? [0, 0];
      return {
        to: next === null ? null : saidGroup(clues, next, 'to'),
        reason: clues.normal.original(clues.bareStart + start, clues.bareStart + end) || null,
      };
    },
  },
];

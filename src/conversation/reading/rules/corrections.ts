import { parseNumberList } from '../numbers.ts';
import { isOnlyPlace } from '../place.ts';
import type { Reading } from '../reading.ts';
import { ANYTHING, type IntentRule, saidGroup, saidWhole } from './rule.ts';
import { queryWords } from './telling.ts';

const kinds: readonly (readonly [RegExp, NonNullable<Reading['category']>])[] = [
  [/消防|防火/u, 'fire'],
  [/校舍|建筑|房屋/u, 'building'],
  [/用电|电气|电路/u, 'electric'],
  [/燃气|煤气/u, 'gas'],
  [/食堂|食品|饮水|饮食/u, 'food'],
  [/校车|交通/u, 'bus'],
  [/实验|危化|实训/u, 'lab'],
  [/特种|电梯|锅炉/u, 'equipment'],
  [/溺水/u, 'water'],
  [/欺凌|体罚|侵害/u, 'bullying'],
  [/治安|反恐|三防|安保/u, 'security'],
  [/传染|疾病|卫生|疾控/u, 'disease'],
  [/天气|自然灾害|气象/u, 'weather'],
  [/周边/u, 'surroundings'],
  [/心理/u, 'mental'],
  [/拥挤|踩踏|大型活动/u, 'crowd'],
  [/网络|信息/u, 'infosec'],
  [/体育|活动设施/u, 'sports'],
  [/取暖|供暖|一氧化碳/u, 'heating'],
  [/施工/u, 'construction'],
  [/制度|责任|管理/u, 'management'],
  [/^其他/u, 'other'],
];
function kindNamed(words: string): Reading['category'] {
  return kinds.find(([expression]) => expression.test(words))?.[1] ?? null;
}

/** About the sender's last report: corrections, withdrawals, kinds and levels. */
export const corrections: readonly IntentRule[] = [
  {
    name: 'how to, in general',
    intent: 'help',
    pattern: /(?:遇到|遇见|如果|要是|万一|假如|碰到|发生)[^。]{1,24}(?:怎么|咋|如何|该)(?:办|弄|处理|报|整|做|应对|上报)/du,
  },
  {
    name: 'a danger now',
    intent: 'report',
    pattern: ANYTHING,
    when: (clues) =>
      clues.judgement?.urgent === true &&
      clues.done === null &&
      !queryWords.test(clues.bare) &&
      !/演练|演习|看错|说错|报错|误报|撤了|不属实|虚惊|知识|讲座|宣传|教育(?!局)/u.test(clues.text) &&
      !/(?:上周|昨天|前天|上次|之前)报的/u.test(clues.text),
  },
  {
    name: 'withdrawal',
    intent: 'withdraw',
    pattern:
      /^(?:那|刚才|刚才那个|刚刚?|那个|这个|上面|上一?条|这条|那条|之前的?|我|把|报的|的|先|帮我|请)*(?:撤(?:了|回|销|掉)?(?:吧|一下|了吧|回吧|销吧)?|作废|取消(?:上报|这条|那条|掉|吧|了)?|删(?:了|掉)(?:吧)?)(?:吧|一下|上报|这条|那条|刚才(?:的|那个|那条)?)?(?:[\s,。:]+(?<reason>.+))?$|^(?:我)?(?:看|报|弄|搞|发|认)错了(?:[\s,。]*(?:撤了吧|撤(?:回|销|了)?(?:吧)?|作废(?:吧)?|取消(?:吧)?|别管了?|不用(?:管|处理|来|修)了?|没事了?|没这事|算了))?$|(?<reason2>[^,。\s]{1,20}),?[\s,](?:撤了吧|撤回吧?|撤销吧?|作废吧?|取消吧)$/du,
    also: (clues, match) => ({
      reason: saidGroup(clues, match, 'reason') ?? saidGroup(clues, match, 'reason2') ?? (/错/u.test(clues.bare) ? saidWhole(clues) : null),
    }),
  },
  {
    name: 'correction',
    intent: 'amend',
    pattern:
      /^(?:(?:我)?(?:刚才|刚刚|上面)?(?:说|打|写|报|看|发|弄|搞)错(?:了|字)?|更正(?:一下)?|纠正(?:一下)?|口误|改(?:一)?下|修改一下|不对(?!劲|称|数|付)|补充(?:一下|一句|下)?|忘说了|刚才忘了?说)[\s,。:]*(?<rest>\S.*)$|^不是[^,。;!?]{1,12}[\s,]*(?:而)?(?:应该)?是[^,。;!?]{1,14}$|^(?:地点|位置|学校|楼层|时间)(?:改成|改为|应该是|写错了?是|不对,?是|是)[^,。;!?]{1,16}$|^(?:应该是|其实是|准确说是)[^,。;!?]{1,16}$/du,
    when: (clues, match) =>
      clues.bare.length < 60 &&
      !/(?:改|定|调|升|降)(?:成|为|到)?(?:一般|较大|重大)/u.test(clues.bare) &&
      (match.groups?.rest !== undefined || clues.context.recentReport || /应该是|不是.+是|改成|改为/u.test(clues.bare)),
  },
  {
    name: 'an answer to our question',
    intent: 'amend',
    pattern: ANYTHING,
    when: ({ context, bare, wrong, unit }) =>
      bare !== '' &&
      bare.length <= 24 &&
      !wrong &&
      ((context.asked === 'place' && isOnlyPlace(bare, context.places)) || (context.asked === 'unit' && unit !== null)),
  },
  {
    name: 'another level',
    intent: 'classify',
    pattern:
      /(?:改|定|判定?|调整?|升级?|降级?|列|评|归|按|算)(?:成|为|到|作|做|了)?(?:是)?(?<level>一般|较大|重大)(?:隐患|级|处理|吧|$|[\s,。])(?:[\s,。]*(?:理由|因为|原因)?(?:是)?[\s,:]*(?<reason>.+))?|^(?:应该|这个|这|属于|算|是|应)*(?:是|算|属于)(?<level2>一般|较大|重大)(?:隐患|级)?(?:吧)?$|^(?<level3>一般|较大|重大)(?:隐患)?$/du,
    when: (clues) => clues.bare.length < 60,
    also: (_, match) => ({ level: (match.groups?.level ?? match.groups?.level2 ?? match.groups?.level3 ?? null) as Reading['level'] }),
  },
  {
    name: 'another kind',
    intent: 'classify',
    pattern:
      /^(?:这个|这条|这|它|应该|把)?(?:类别|分类|类型|类)(?:改成|改为|应该是|是|定为|换成|选|调成|调为|:|归)(?<kind>[^,。;!?]{1,12})$|^(?:这个|这条|这|它|应该|把|就)*(?:归到?|算(?:是|作)?|属于|改成|改为|改到|定成|定为)(?<kind2>[\u4e00-\u9fff、]{2,12}?)(?:类|类别|类的|类隐患|方面的?|方面)$/du,
    also: (_, match) => ({ category: kindNamed(match.groups?.kind ?? match.groups?.kind2 ?? '') }),
    when: (_, match) => kindNamed(match.groups?.kind ?? match.groups?.kind2 ?? '') !== null,
  },
  {
    name: 'not true',
    intent: 'dispute',
    pattern:
      /^(?:经(?:查|核实|核查)|查了|看了|核实|情况|这个|这条|这事)*[\s,:]*(?:不属实|情况不实|反映不实|与事实不符|查无此事|子虚乌有|没(?:有)?(?:这|那)(?:回|个|码)?事|没有的事|误报|虚报|不是隐患|不算隐患|不构成隐患|不存在这个(?:问题|情况|隐患))(?:[\s,:。]*(?<list>(?:第?[0-9]{1,2}(?![0-9]|个|天|月|点|楼|层|年|班|号|人|米|次|把|台|根|盏|块|张|处|扇|间|回|名|位|[.][0-9])(?:条|项)?[\s,、和]*){1,20}))?[\s,:。]*(?<reason>.+)?$|(?:不属实|查无此事|情况不实|没有这回事|没这回事|子虚乌有)$/du,
    also: (_, match) => (match.groups?.list === undefined ? {} : { numbers: parseNumberList(match.groups.list) }),
  },
  {
    name: 'not the same',
    intent: 'separate',
    pattern:
      /^(?:不|不是|不对|没有)?[\s,]*(?:不是(?:一个|同一个|一回事|一码事|一条|重复)|两(?:个|回|码)事|另(?:外)?一个|不重复|是新的|新的一个|不一样)(?:地方|事|的|了|吧)*$/du,
  },
  {
    name: 'the same',
    intent: 'merge',
    pattern:
      /^(?:对|嗯|是的?|没错|就|这个|这条)?[\s,]*(?:是|就是|(?:和|跟|与|同)[^,。]{1,14}是)?(?:同一个|一个事|一回事|一码事|同一件事|同一处|重复了?|重复上报|报重了?|报过了?)(?:的|了|吧|啊|事|地方)*$|^(?:和|跟|与)[^,。]{1,16}(?:重复|是一个|是同一个|一样|合并)(?:了|的|吧)?$|(?:合并|并)(?:到|进|入|吧|了吧|一下)/du,
    when: (clues) => clues.bare.length < 30,
  },
  {
    name: 'open it again',
    intent: 'reopen',
    pattern:
      /^(?:把)?(?:它|这个|这条|那个|h?\d{4,}|刚才那个)?[\s,]*(?:重新打开|重新开|重开|恢复(?:这条|隐患)|撤销销号|取消销号|重新立案)(?:吧|一下)?(?:[\s,:]+(?<reason>.+))?$|^(?<first>\S[^,。]*)[\s,。]+(?:要|得|请)?(?:撤销销号|取消销号|重新打开)(?:吧|一下)?$|(?:撤销销号|取消销号|重新打开)/du,
    also: (clues, match) => (match.groups?.first === undefined ? {} : { reason: saidGroup(clues, match, 'first') }),
  },
];

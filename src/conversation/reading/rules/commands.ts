import type { Clues } from '../clues.ts';
import { parseNumber, parseNumberList } from '../numbers.ts';
import type { Reading } from '../reading.ts';
import { LIST, NO } from '../words.ts';
import { hasFault, type IntentRule, re, saidGroup, saidWhole } from './rule.ts';
import { toCheck } from './telling.ts';

/** An item may be named first, by its number or as 这条. */
const ITEM = '(?:(?:把|对)?(?:h?\\d{4,12}(?:号)?|这条|这个|这项|那条|那个)[\\s,:]*)?';

const numbersOf = (match: RegExpExecArray): { numbers: number[] | null } => ({ numbers: parseNumberList(match.groups?.list ?? '') });

const COUNT = '[0-9一二两三四五六七八九十]{1,3}';
const DRAW_COUNT = new RegExp(`抽(?:查|检|取|签)?\\s*(${COUNT})|(${COUNT})\\s*(?:所|个学校|家|校|个)`, 'u');

function drawCount(text: string): { numbers: number[] | null } {
  const match = DRAW_COUNT.exec(text.replace('四不两直', ' '));
  const count = match?.[1] ?? match?.[2];
  const value = count === undefined ? null : parseNumber(count);
  return { numbers: value === null ? null : [value] };
}

const NO_DRAW =
  /什么|怎么|是啥|哪|没问题|没有问题|没啥问题|正常|发现|存在|(?:查|抽|检)(?:过|完)?了|查过|抽[中到]|结果|(?:不要|不用|别|先不|取消)[^,。;]{0,2}[抽查]|取消/u;

/** 四不两直抽查3所 asks for a draw; 四不两直查了三中没问题 tells of a check, and 四不两直是什么 asks what it is. */
const asksToDraw = (text: string): boolean => {
  const counted = drawCount(text).numbers !== null;
  return (counted ? /[抽查检安排]|搞|来|去/u.test(text) : /抽/u.test(text) && !/[吗么?]/u.test(text)) && !NO_DRAW.test(text);
};

const fiveLabels = { 责任: 'responsibility', 措施: 'measures', 资金: 'money', 时限: 'deadline', 预案: 'plan' } as const;

function readFive(clues: Clues): Reading['five'] {
  const five = { responsibility: null, measures: null, money: null, deadline: null, plan: null } as NonNullable<Reading['five']>;
  const label = /(责任|措施|资金|时限|预案)人?(?::|是)\s*/gu;
  const found = [...clues.text.matchAll(label)];
  found.forEach((match, index) => {
    const start = match.index + match[0].length;
    const end = found[index + 1]?.index ?? clues.text.length;
    const words = clues.normal.original(start, end).replace(/[\s，,。；;、]+$/u, '');
    if (words !== '') five[fiveLabels[match[1] as keyof typeof fiveLabels]] = words;
  });
  return five;
}

/** Settings, lists and commands: short, fixed forms that nothing else looks like. */
export const commands: readonly IntentRule[] = [
  {
    name: 'an emoji or an empty line',
    intent: 'chitchat',
    pattern: /^$/du,
    when: (clues) => !clues.text.includes('👍') && !/[图片视频语音照]/u.test(clues.normal.source),
  },
  {
    name: 'binding',
    intent: 'bind',
    pattern:
      /^(?:我要|申请|账号)?绑定(?:账号|手机|身份)?(?:[\s,:]+|$)(?:我是|姓名)?[\s,:]*(?<name>[\u4e00-\u9fff·]{2,6})?[\s,:]*(?:手机号?|电话)?[\s,:]*(?<phone>1\d{10})?$|^绑定(?<name2>[\u4e00-\u9fff·]{2,4})[\s,:]*(?<phone2>1\d{10})$/du,
    also: (_, match) => {
      const name = match.groups?.name ?? match.groups?.name2;
      const phone = match.groups?.phone ?? match.groups?.phone2;
      return name !== undefined && phone !== undefined
        ? { identity: { name, phone } }
        : { question: '请发：绑定 姓名 手机号，例如“绑定 张三 13800000000”。' };
    },
  },
  {
    name: 'plain text wanted',
    intent: 'plain_text',
    pattern:
      /^(?:我)?(?:要|用|改成?|切换到?|开启|打开|设置?成?|换成)?(?:一下)?(?<result>纯文字|纯文本|文字版)(?:模式|吧|显示)?$|(?:看不(?:到|见|了)|打不开|显示不(?:了|出来?)|点不(?:了|开|动))(?:那个|这个)?(?:卡片|按钮|消息卡)|(?:卡片|按钮)(?:我)?(?:看不(?:到|见|了)|打不开|显示不|点不)|^(?:恢复|要|用)卡片(?:吧|模式)?$|^(?:关闭|取消|退出)纯文字/du,
    also: (_, match) => ({ result: /恢复|关闭|取消|退出|^用卡片|^要卡片/u.test(match[0]) ? '关闭' : '开启' }),
  },
  {
    name: 'what is to be checked',
    intent: 'todo',
    pattern: re(toCheck.source),
    also: () => ({ result: '待查' }),
  },
  {
    name: 'the record of a check is taken back',
    intent: 'withdraw',
    pattern:
      /^(?:把|请|帮我|我)*(?:刚才|刚刚?|上面|上次|上一?条|那次|这次|昨天|今天)?(?:的|那条|那次|这条|记的|那个)*(?:检查|巡查|排查)(?:的)?(?:记录|结果)?(?:请|给我|先|帮我)*(?:撤(?:了|回|销|掉)?|作废|取消|删(?:了|掉)?|不算)(?:吧|一下|了|掉)*$|^(?:撤(?:回|销|了|掉)?|取消|删(?:除|掉|了)?|作废)(?:一下|掉)?(?:刚才|刚刚?|上次|上一?条|那次|这次)?(?:的|那条|那次|这条)*(?:检查|巡查|排查)(?:的)?(?:记录|结果)?(?:吧)?$/du,
    also: () => ({ result: '检查' }),
  },
  {
    name: 'the record of a check is mended',
    intent: 'amend',
    pattern:
      /^(?:我)?(?:刚才|刚刚?|上面|那次|上次)?(?:的|那条|那个)*(?:检查|巡查|排查)(?:的)?(?:记录|结果|日期|时间|学校)?(?:我)?(?:记|写|说|弄|搞|报|填)错(?:了)?(?:[\s,。:]+\S.*)?$|^(?:刚才|刚刚?|那次|上次)(?:那次|的|那条)*(?:检查|巡查|查)的?(?:其实|应该)?(?:是|有问题|发现|查出|不是)[^?]*$/du,
    when: (clues) => !/[?吗呢]$/u.test(clues.bare),
    also: () => ({ result: '检查' }),
  },
  {
    name: 'my list',
    intent: 'todo',
    pattern:
      /^(?:查?看?(?:一下)?)?(?:我的|我)?(?:待办|代办|任务|活儿?|待处理|待审批?|待验收)(?:事项|列表|清单|有哪些|有啥|有几个|呢)?$|^(?:看看?|查查?)?我(?:的)?(?:名下|手头|手里|这儿?|这边|还)?(?:上)?(?:还)?(?:有|剩|欠)?(?:啥|什么|哪些|哪几|几|多少)(?:个|条|项|件)?[^,。;!?]{0,5}(?:没办|没弄|没干|没处理|没完|要办|要弄|要干|要处理|待办|待处理|任务|活|事儿?)(?:的|啊|呢|没)?|我(?:手头|手里|名下)[^,。;!?]{0,8}(?:没办|没弄|没处理|没完成|未办)|^(?:今天|这周|现在)?(?:有|还有)?(?:啥|什么|哪些)(?:要我|需要我|该我|等我)|我的(?:待办|任务|工作|隐患)(?:$|列表|清单|有)/du,
  },
  {
    name: 'listed paper',
    intent: 'paper',
    pattern:
      /(?:导出|导|发(?:给)?(?:我)?(?:一份|一下|下|个|张)?|给我(?:发|来|看|做)?(?:一份|个|张|下)?|来(?:一)?[份张个]|要(?:一)?[份张个]|看看?(?:一下)?|调(?:出|一下)|生成|出(?:一)?[份张个]|打印|下载|查看)[^,。;!?]{0,12}(?<result>台账|通报|一校一档|考核表?|考核结果|责任清单|网格图|月报|周报|汇总表?|报表|统计表?|档案)/du,
    when: (clues) => !hasFault(clues),
  },
  {
    name: 'a surprise draw',
    intent: 'draw',
    pattern: /四不两直/du,
    when: ({ bare }) => bare.length < 100 && asksToDraw(bare),
    also: (clues) => drawCount(clues.bare),
  },
  {
    name: 'special supervision',
    intent: 'supervise',
    pattern: /^(?!.*(?:什么|怎么|是啥)).*?挂牌督办(?:[\s,:]+(?<reason>\S.*)|.*)$/du,
    when: (clues) => clues.bare.length < 80,
  },
  {
    name: 'an order or a penalty from above',
    intent: 'enforce',
    pattern: re(
      `^${ITEM}查处(?:决定|结果|情况|记录)?(?:\\s*:\\s*|\\s+(?=罚|责令|停|关|约谈|通报|处|警告|没收|拆|限期|移送|吊销|整顿))(?<reason>\\S.*)$|^${ITEM}查处(?:决定)?:?$`,
    ),
  },
  {
    name: 'a measure for the meantime, said by its name',
    intent: 'measure',
    pattern: re(`^${ITEM}(?:已(?:经)?)?(?:采取|做)?(?:了)?临时(?:管控|防护|安全|防范)?措施(?:是|为)?(?:[\\s,:]+(?<reason>\\S.*))?$`),
  },
  {
    name: 'an accountability file is dropped',
    intent: 'case',
    pattern: re(
      `^${ITEM}(?:先|暂时?|决定)?(?:不|不用|不予|不再|不需要?|无需|不必)(?:启动|进行)?追责(?:程序)?(?:[\\s,:]*(?<reason>\\S.*))?$`,
    ),
    also: () => ({ result: '不追责' }),
  },
  {
    name: 'an accountability procedure is started',
    intent: 'case',
    pattern: re(`^${ITEM}(?:决定|同意)?(?:启动|开始|进入)(?:事前)?追责(?:程序)?(?:吧|了)?(?:[\\s,:]+(?<reason>\\S.*))?$`),
    also: () => ({ result: '启动' }),
  },
  {
    name: 'more time is granted',
    intent: 'approve',
    pattern: re(
      `^${ITEM}(?<all>全部|都)?(?:同意|准许?|批准|允许)(?:他们?|她们?)?的?(?:申请)?(?:延期|延长|延到|延至|宽限|缓)(?:申请)?(?![吗么?])[^,。;!?]{0,20}$|^${ITEM}延期(?:申请)?[\\s,:]*(?:同意|批准|准了|通过)(?:了|吧)?$`,
    ),
    also: (_, match) => ({ result: '延期', ...(match.groups?.all === undefined ? {} : { numbers: 'all' as const }) }),
  },
  {
    name: 'more time is refused',
    intent: 'reject',
    pattern: re(
      `^${ITEM}(?:不同意|不准|不批准?|不予批准|不允许|不能|拒绝)(?:他们?|她们?)?(?:再)?的?(?:申请)?(?:延期|延长|延了|宽限)(?:申请)?(?:了|吧)?(?:[\\s,:。]+(?<reason>\\S.*))?$`,
    ),
    also: () => ({ result: '延期' }),
  },
  {
    name: 'what was reported upwards is handed back',
    intent: 'hand_back',
    pattern: re(`^${ITEM}(?:交回(?:去)?(?:办理|去办)?|发回(?:去)?(?:办理)?|答复|批复)(?:[\\s,:]+(?<reason>\\S.*))?$`),
    when: ({ context, bare }) => (context.escalatedToHim ?? 0) > 0 || /交回/u.test(bare),
  },
  {
    name: 'money from above',
    intent: 'hand_back',
    pattern:
      /^(?:同意)?(?:给(?:你们?|他们?)?|拨(?:给|付)?|批(?:给|了)?|局里(?:出|给|拨)|经费|资金|这笔钱)[^?]{0,12}(?:[0-9一二两三四五六七八九十百]+(?:万|千|百|块|元)|经费|资金|钱|解决)[^?]*$/du,
    when: ({ context, bare }) => (context.escalatedToHim ?? 0) > 0 && !/[没不未缺]|紧张|困难|请上级|上报|请求/u.test(bare),
    also: (clues) => ({ reason: saidWhole(clues) }),
  },
  {
    name: 'what was reported upwards is taken over',
    intent: 'take_over',
    pattern: re(
      `^${ITEM}(?:这个|这条|这事)?(?:由|让)?(?:我们?|局里|中心校)?(?:来)?(?:接过来|接手|接管|收上来)(?:来)?(?:办|处理|弄|解决)?(?:吧|了)?$`,
    ),
  },
  {
    name: 'what is overdue',
    intent: 'progress_query',
    pattern:
      /^(?:看|查|列|一下|现在|今天|目前|都|有|□|[\s,])*(?:的)?(?:哪些|哪几个|多少|几个|几条|什么)?(?:逾期|超期|过期)(?:未(?:整改|办结?|完成)|没(?:改|办|弄)完?)?(?:的)?(?:隐患|事项|任务|清单|列表|名单)?(?:的)?(?:还)?(?:都)?(?:有)?(?:哪些|哪几个|哪几条|多少|几个|几条|啥|什么)?(?:呢|啊|吗)?$/du,
    when: (clues) => !/过期/u.test(clues.bare) || /隐患|事项|任务/u.test(clues.bare),
    also: () => ({ result: '逾期' }),
  },
  {
    name: 'five fixed parts',
    intent: 'five_fixed',
    pattern: /(?:^|[\s,;。\n])(?:责任人?|措施|资金|时限|预案)(?:[::]|是(?!不))\s*\S/du,
    when: (clues) => clues.bare.length < 1500,
    also: (clues) => ({ five: readFive(clues) }),
  },
  {
    name: 'all of them, yes',
    intent: 'approve',
    pattern:
      /^(?:全部?|都|一律|统统|一起|全都)(?:给)?(?:同意|通过|批准|准了)(?:了|吧)?$|^(?:同意|通过|批准)(?:全部|所有的?|以上(?:全部)?)$/du,
    also: () => ({ numbers: 'all' }),
  },
  {
    name: 'all of them, no',
    intent: 'reject',
    pattern: re(`^(?:全部?|都|一律)(?:给)?(?:${NO})(?:了|吧)?[\\s,:]*(?<reason>.+)?$`),
    also: () => ({ numbers: 'all' }),
  },
  {
    name: 'some of them, yes',
    intent: 'approve',
    pattern: re(
      `^(?:同意|通过|批准|准)[\\s,:]*(?<list>${LIST})(?:都)?$|^(?<list2>${LIST})[\\s,:]*(?:都)?(?:同意|通过|批准|准了)(?:了|吧)?$`,
    ),
    also: (_, match) => ({ numbers: parseNumberList(match.groups?.list ?? match.groups?.list2 ?? '') }),
  },
  {
    name: 'some of them, no',
    intent: 'reject',
    pattern: re(
      `^(?:${NO})[\\s,:]*(?<list>第?[0-9]{1,2}(?:条|项|号)?(?:[-、,到至 ][0-9]{1,2}(?:条|项|号)?)*)(?![0-9个张块次])[\\s,:]*(?<reason>.+)?$|^(?<list2>${LIST})[\\s,:]*(?:都)?(?:${NO})[\\s,:]*(?<reason2>.+)?$`,
    ),
    also: (clues, match) => ({
      numbers: parseNumberList(match.groups?.list ?? match.groups?.list2 ?? ''),
      ...(match.groups?.reason2 === undefined ? {} : { reason: saidGroup(clues, match, 'reason2') }),
    }),
  },
  {
    name: 'one waiting decision, 1 means yes',
    intent: 'approve',
    pattern: /^1$/du,
    when: ({ context }) => context.pendingDecisions === 1 && context.listShown === 0,
  },
  {
    name: 'a line of the last list',
    intent: 'choose',
    pattern: re(
      `^(?:第|选|看|打开|选择)?(?<list>[0-9]{1,3}(?:[\\s,、和-]+[0-9]{1,3}){0,20}|(?<=第)[一二三四五六七八九十]{1,3})(?:条|个|项|号)?$`,
    ),
    also: (_, match) => numbersOf(match),
  },
  {
    name: 'a number of a hazard alone',
    intent: 'progress_query',
    pattern: /^(?:查(?:一下|询)?|看(?:一下|看)?)?[\s,:]*(?<ref>h\s?\d{4,12}|\d{4,12})(?:号)?(?:隐患|那个|这条|那条)?$/du,
    when: (_, match) => !/^1\d{10}$/u.test(match.groups?.ref ?? ''),
  },
];

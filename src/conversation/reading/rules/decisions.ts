import type { Clues } from '../clues.ts';
import { FIX, NO, YES } from '../words.ts';
import { ANYTHING, hasFault, hasThing, type IntentRule, isDone, isNewHazard, isUrgent, re } from './rule.ts';
import { checking, normal, period, queryWords, questioning } from './telling.ts';

const conditional = /^(?:同意|通过|可以|行|批准)[\s,]*(?:但是?|不过|只是|前提|先|可是|就是)/u;

/** 都清走了,就是…还堵着: not solved after all. */
function faultRemains(clues: Clues): boolean {
  return (
    /(?:但|不过|可是|就是|还(?:是|有|在|没))[^。]{0,16}/u.test(clues.bare) &&
    /还(?:是|在|没)[^,。]{0,8}(?:堵|漏|坏|没|堆|占)/u.test(clues.bare)
  );
}

/** Somebody else checks, or is told to. */
const passive = /来(?:检查|查)|迎检|迎接|被(?:检查|查)|通知|准备好|请(?:各|大家)|安排(?:人|谁)/u;

/** 都中, 人都齐: all is in order, where a check was told before it. */
const allThere =
  /(?:都|均|全)(?:中|妥|行|挺好|齐|齐了|到齐|在|在岗|在位|在床|睡了|睡下)(?:了|着呢?|的|全)*$|一个(?:都)?(?:不|没)少$|全员(?:到|在)[岗位齐]?$|(?:没有?|未)(?:查|搜|翻)(?:出|着|到)/u;

/** Decisions and duties. */
export const decisions: readonly IntentRule[] = [
  {
    name: 'how to use',
    intent: 'help',
    pattern:
      /(?:怎么|咋|如何|怎样)(?:个)?(?:分(?!的)|定级|算|界定|划分|判定?|报(?!废|警)|上报|用(?!电)|操作|填|登记|绑定|提交|发起|使用|查(?!出)|看(?!着)|转办|验收|销号|拍照|传照片|发照片|开始|玩)|^(?:帮助|帮忙|菜单|功能|使用说明|说明书?|教程|指令|命令|help|\?|新手|客服|人工)(?:一下|列表)?$|你(?:是)?(?:谁|干啥的|干什么的|会啥|会什么|能干|能做|有啥用|有什么用|都能|是机器人|是干)|能(?:干|做)(?:嘛|啥|什么|些)|(?:有|是)?(?:啥|什么|哪些)功能|教(?:教)?(?:我|一下)(?:怎么|咋|用)?|^(?:咋整|咋弄|怎么办|咋办|怎么弄|不会用|不会弄|不会报)(?:啊|呀|呢)?$|^[^,。]{0,4}不会(?:用|弄|操作|报|填|使)|在哪(?:里|儿)?(?:报|填|看|上报|查)|(?:拍照|照片|图片|视频|传|发|登录|登|卡片|按钮|绑定|账号|定位)[^,。;!?]{0,8}(?:咋办|怎么办|咋整|怎么弄|咋弄)$|(?:啥|什么|哪些)(?:算|是|叫)(?:重大|较大|一般)?隐患|什么叫/du,
  },
  {
    name: 'back again',
    intent: 'away',
    pattern:
      /^(?:我|本人)?(?:已经?|今天|今早|现在|提前|明天|,|\s)*(?:回来(?:上班)?(?:了|啦)|回岗了?|返岗了?|到岗了|销假了?|(?:取消|结束|不)请假了?|回校了|回单位了)(?:,?可以(?:派|给我)[^,。]{0,8})?$/du,
    also: () => ({ result: '回来' }),
  },
  {
    name: 'away from a day to a day',
    intent: 'away',
    pattern:
      /^(?:我|本人|从|要|得|想|\s|,)*[^,。;!?]{2,10}(?:到|至|-)[^,。;!?]{2,10}?(?:我|本人|,|\s)*(?:要|得|想)?(?:请(?:个|了)?(?:病|事|产|年|婚|丧)?假|休(?:病|产|年|婚|陪产)?假|出差|外出(?:培训|学习|开会)|住院|培训|不在(?:校|单位|岗|学校))(?:了)?$|^(?:我|本人)?从[^,。;!?]{2,8}(?:请|休)(?:病|事|产|年|婚|丧)?假(?:到|至)[^,。;!?]{2,8}$/du,
    when: (clues) => !hasFault(clues) && !/孩子|学生|班(?!主任)/u.test(clues.bare),
  },
  {
    name: 'away',
    intent: 'away',
    pattern:
      /^(?:我|本人|从|今天|明天|后天|下周|这周|周[一二三四五六日]|起|要|得|想|需要|这几天|这两天|开始|家里有事|有事|身体不适|,|\s)*(?:请(?:个|了)?(?:病|事|产|年|婚|丧|几天|一天|[0-9一二两三四五六七八九十]+天)?假|休(?:病|产|年|婚|陪产)?假|出差|外出(?:培训|学习|开会)?|住院|培训|不在(?:校|单位|岗|学校))(?:了)?(?:到|至|,|\s|$|去|[0-9一二两三四五六七八九十半]+(?:天|周|个)|从)/du,
    when: (clues) => !hasFault(clues) && !/孩子|学生|班/u.test(clues.bare),
  },
  {
    name: 'no',
    intent: 'reject',
    pattern: re(
      `^(?:这个|这条|这|那个|那条|我|h?\\d{4,12}(?!\\d)(?:号)?|[\\s,]|验收|审核|审批)*(?:${NO})(?:了|吧|啊|哈|给他|给他们|一下)?[\\s,。:!]*(?<reason>.+)?$`,
    ),
    when: (clues, match) => !(/^不合格|^不达标|^不符合/u.test(match[0]) && hasThing(clues)) && !isUrgent(clues),
  },
  {
    name: 'no, with the reason first',
    intent: 'reject',
    pattern:
      /^(?<reason>\S.*?)[\s,。;!:]+(?:请|先|给)?(?:退回|驳回|打回|不同意|不通过|不能通过)(?:去|吧|了|修改|重改|重做|整改|重新整改)*$/du,
    when: (clues) => !isUrgent(clues) && clues.bare.length < 80,
  },
  {
    name: 'yes',
    intent: 'approve',
    pattern: re(
      `^(?:这个|这条|这|那个|那条|可以了?|行了?|好了?|没问题|看了|看过了|核实了|h?\\d{4,12}(?!\\d)(?:号)?|[\\s,])*${YES}(?:了|吧|啊|哈|的|哦|呀)?(?![\\u4e00-\\u9fff]*[吗没?])(?:$|[\\s,。:!]+|(?=但|不过|只是))(?<reason>.+)?$`,
    ),
    when: (clues, match) => !/通过了?[吗没]/u.test(match[0]) && (clues.done === null || /^(?:同意|通过)/u.test(clues.bare)),
    also: (clues) => (conditional.test(clues.bare) ? { question: '这算同意，还是先退回补齐？请回复“同意”或“退回”。' } : {}),
  },
  {
    name: 'yes, after a remark',
    intent: 'approve',
    pattern: /^[^,。;!?]{1,14}[\s,。]+(?:同意|通过|批准|准予销号|同意销号|可以销号|予以销号)(?:了|吧|销号)?$/du,
    when: (clues) => !hasFault(clues) && !/[不没未]|如果|要是|等|才/u.test(clues.bare.replace(/没(?:有)?问题|没意见|没毛病/u, '')),
  },
  {
    name: 'more time',
    intent: 'extend',
    pattern: re(
      [
        '宽限|延期|延长|延后|延到|延至|缓(?:一|两|几|些|个)?(?:缓|天|两天|几天|一缓)|缓到|推迟|往后(?:推|拖|延)|晚(?:几|[一二两三四五六七八九十0-9]+|些|个)[^,。;!?]{0,3}(?:天|日|周|再|弄|修|交|完)|拖(?:几|两|一)天|再(?:等|容|给|宽)(?:我|我们|俺们?|咱)?(?:[^,。;!?]{0,3}(?:天|周|时间|日|星期|月|工夫|功夫))|多给(?:我|我们)?[^,。;!?]{0,3}(?:天|时间|周)|来不及|赶不(?:上|及|完)|(?:完|做|弄|修|干)不(?:完|了)[^,。;!?]{0,4}(?:宽|延|缓|晚|推)',
        `给(?:我|我们|俺)?(?:[一二两三四五六七八九十半0-9几]+)(?:天|周|个?月|个?小时|个?星期)|(?:得|只能|要|估计|恐怕)(?:等|拖|排)?到?(?:下周[一二三四五六日天]?|下个?月|月底|放假|年后|周末)(?:才)|再(?:${FIX})(?:行不行?|行吗|可以吗|可不可以|中不中?|成不成?)|等[^,。;!?]{1,10}(?:再|才能|之后)(?:${FIX})|(?:放(?:寒|暑)?假|寒假|暑假|假期|开春|天(?:气)?暖和|周末|下周[一二三四五]?|下个?月|月底|明天|后天|过(?:几|两)天|年后|节后)(?:里|了|的时候|之后|后)?(?:再|才能)(?:${FIX})|能不能[^,。;!?]{0,6}(?:晚|往后|放假|下周|下月|月底)[^,。;!?]{0,8}`,
      ].join('|'),
    ),
    when: (clues) =>
      !/(?<!能)不(?:能|准|许|予)(?:再)?(?:延|拖)|别(?:再)?拖|逾期|同意延|延误/u.test(clues.bare) && !isDone(clues) && !isNewHazard(clues),
  },
  {
    name: 'still not done',
    intent: 'progress_query',
    pattern: /(?:还|一直|怎么还|咋还)(?:没|没有|未)(?:人)?(?:修|弄|处理|整改|换|解决|来|管|动静)(?:好|呢|啊|完|了)?$/du,
    when: (clues) => clues.context.openTasks === 0 && clues.done === null,
  },
  {
    name: 'asking how it goes',
    intent: 'progress_query',
    pattern: queryWords,
    when: (clues) =>
      !/(?:行|可以|对|好|能)[吗么]$|行不行/u.test(clues.bare) &&
      !(checking.test(clues.bare) && normal.test(clues.bare) && !questioning.test(clues.bare)),
  },
  {
    name: 'a check that is recorded late',
    intent: 'inspection',
    pattern: /(?<!后|事后|一天)补(?:记|录|登)(?:一?下|上|个)?(?!的)/du,
    when: (clues) =>
      clues.bare.length <= 30 &&
      (checking.test(clues.text) || period.test(clues.text)) &&
      normal.test(clues.bare) &&
      clues.evidence.every(({ category }) => category === 'management'),
    also: () => ({ result: '正常' }),
  },
  {
    name: 'checked and nothing found',
    intent: 'inspection',
    pattern: ANYTHING,
    when: (clues) =>
      (checking.test(clues.text) || period.test(clues.text)) &&
      (normal.test(clues.text.replace(/[,。.!\s]+$/u, '')) || allThere.test(clues.bare)) &&
      !hasFault(clues) &&
      !/重新|打回/u.test(clues.text),
    also: () => ({ result: '正常' }),
  },
  {
    name: 'put right on the spot',
    intent: 'inspection',
    pattern: re(
      `(?:当场|现场|当即|立即|立刻|顺手|马上)(?:就)?(?:已(?:经)?)?(?:让|叫|给|把)?[^,。;!?]{0,12}(?:整改|处理|清|搬|换|修|收|锁|关|扔|拆|制止|扶|挪|补|没收|劝|弄|解决|掐|灭|拔|批评|教育|纠正)|(?:我|已(?:经)?)(?:就)?(?:让|叫|喊|给|把|找)(?:他们?|她们?|人|学生|保洁|保安|值日生|厨师|师傅|门卫|老师)?[^,。;!?]{0,10}?(?:搬走|清走|扔|收走|收了|锁上|关上|拔了|拔掉|没收|制止|换了|挪走|挪开|清理|拿走|扶起|关了|关掉|灭了|处理了|弄走|修上|修好|补上|装上|弄好|扫了|捡|擦|填|拉开|劝)[^,。;!?]{0,3}了?|(?:刚(?:才|刚)?|方才|今早|早上|上午|中午)[^。!?]{2,40}(?:已(?:经)?|都|全)(?:扔|清|搬|收|锁|关|换|修|处理|没收|制止|劝|挪|拿|扫|捡|拔)[^,。;!?]{0,6}了`,
    ),
    when: (clues) =>
      (hasFault(clues) || clues.wrong || (hasThing(clues) && /刚才|刚刚|当场|现场|当即/u.test(clues.text))) &&
      (clues.context.openTasks === 0 || /刚才|刚刚|当场|现场|当即|检查|巡查|发现|看见|看到|让他们/u.test(clues.text)) &&
      !/^已(?:整改|处理|修复|完成|更换|解决)/u.test(clues.bare) &&
      !faultRemains(clues),
    also: () => ({ result: '有问题', solvedOnSpot: true }),
  },
  {
    name: 'done in part',
    intent: 'rectified',
    pattern:
      /还差(?!得远|不多|啥|什么|几|多少)|还剩|还有(?:[一两俩仨二三四五六七八九十0-9]+|几)(?:个|处|把|块|盏|台|根|扇|间|条)?[^,。;!?]{0,4}(?:没|未|等|缺|差)|剩(?:下)?(?:的)?(?:[一两俩仨二三四五0-9]|明天|下周|那|再)|只(?:换|修|弄|装|补|清)(?:了|好|完)|(?:换|修|弄|装|补|清|搬|整改|处理)了?(?:一半|半拉|一部分|大半|部分|差不多)|一部分(?:已)?(?:弄|修|换|整改|完成)|基本(?:上)?(?:弄好|完成|修好|整改|好了)|大部分(?:都)?(?:弄|修|换|完成|整改|好)|没(?:全)?(?:弄|换|修|清|搬)完|先(?:换|修|弄|装)了/du,
    when: (clues) =>
      (clues.done !== null || /换了|修了|弄了|装了|清了|搬了|好了|整了|半拉|一半|只(?:换|修|弄)/u.test(clues.text)) &&
      !questioning.test(clues.bare),
    also: () => ({ partial: true }),
  },
  {
    name: 'done',
    intent: 'rectified',
    pattern: ANYTHING,
    when: (clues) =>
      isDone(clues) &&
      !/^(?:收到|好的)[^,。]{0,4}$/u.test(clues.bare) &&
      !((checking.test(clues.bare) || /总结/u.test(clues.bare)) && period.test(clues.text)) &&
      !/(?:会|演练|课|培训|班会|活动)(?:已经|都)?(?:开|搞|做|上|办|弄)?完/u.test(clues.text),
  },
  {
    name: 'a check that was made, with problems',
    intent: 'inspection',
    pattern: re(
      '(?:检查|巡查|排查|巡视|督查|抽查|走访|巡检|督导|自查|查|夜查)(?:了|过|完了?|完毕|结束|做完了?|完成)(?!没|吗)|(?:检查|巡查|排查|巡检|督查|抽查|自查|夜查)[,:。\\s](?=.{2})',
    ),
    when: (clues) => hasFault(clues) || clues.wrong,
    also: () => ({ result: '有问题' }),
  },
  {
    name: 'a school that was checked',
    intent: 'inspection',
    pattern:
      /(?:检查|巡查|排查|督查|督导|抽查|查|走访|看|转|去)(?:了|过了?|完了?|完毕|完成|结束)(?!没|吗)|(?:检查|巡查|排查|督查|抽查)(?:有|发现|查出)(?:了)?(?:一?些|几个|几处)?(?:问题|隐患)/du,
    when: (clues) =>
      clues.unit !== null &&
      (clues.unit.unit !== null || clues.unit.among.length > 0) &&
      (checking.test(clues.text) || /查过/u.test(clues.text)) &&
      !hasFault(clues) &&
      !questioning.test(clues.bare) &&
      !passive.test(clues.bare),
    also: (clues) => {
      if (/(?:有|发现|查出)(?:了)?(?:一?些|几个|几处)?(?:问题|隐患)/u.test(clues.bare)) return { result: '有问题' };
      return /(?:挺|很|都|还|蛮)好|不错/u.test(clues.bare) ? { result: '正常' } : {};
    },
  },
  {
    name: 'a check that is planned',
    intent: 'inspection',
    pattern: /(?:明[天早日]|后天|大后天|下个?(?:周|星期|礼拜|月))[^,。;!?]{0,12}(?:检查|巡查|排查|督查|抽查|查)[^,。;!?]{0,14}$/du,
    when: (clues) =>
      clues.unit !== null &&
      clues.unit.unit !== null &&
      clues.context.openTasks === 0 &&
      !hasFault(clues) &&
      !questioning.test(clues.bare) &&
      !passive.test(clues.bare),
  },
  {
    name: 'a check that was made',
    intent: 'inspection',
    pattern: re(
      '(?:日|天|周|月|季度|夜|晚)(?:巡查|排查|检查|巡检|总结)(?:已经?)?(?:做|搞|弄)?(?:完|好|了|过)|(?:检查|巡查|排查|巡检)(?:已经?)?(?:做|搞)?(?:完了?|完成|完毕|结束|过了)|(?:今天|上午|下午|刚|刚才|早上|晚上)[^,。]{0,8}(?:检查|巡查|排查|巡视|抽查|查)了',
    ),
    when: (clues) => !hasFault(clues) && !clues.wrong && !questioning.test(clues.bare),
  },
  {
    name: 'nothing found',
    intent: 'inspection',
    pattern: normal,
    when: (clues) =>
      !hasFault(clues) &&
      !/没问题[,\s]*(?:我|马上|这就|收到)|重新|(?:我|这就|马上)(?:来|去)/u.test(clues.bare) &&
      !(
        /^(?:嗯|好|行)?[,\s]*没问题(?:的|啊|哈)?$/u.test(clues.bare) &&
        (clues.context.justAssigned || clues.context.pendingDecisions > 0)
      ) &&
      !(clues.context.asked === 'reason'),
    also: () => ({ result: '正常' }),
  },
];

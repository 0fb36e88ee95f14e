import type { DangerousWork } from '../../domain/hazard/state.ts';

/**
 * Words that resemble one of the three situations of 刑法 art. 134-1 (危险作业罪): 1 safety equipment switched off or broken on purpose, or
 * its data and records faked; 2 an order to stop disobeyed, or a rectification that is a lie; 3 building work, or keeping dangerous goods,
 * without approval. Only a flag for a person to judge, so it must rarely be wrong: what is merely broken, flat or missing is none.
 */
type Sign = { situation: DangerousWork['situation']; expression: RegExp };

/** A short gap within a sentence. */
const GAP = '[^。;!?\\n]{0,8}?';
/** Within one clause. */
const CLAUSE = '[^,。;!?\\n]{0,10}?';

const ALARM =
  '(?:(?:燃气|煤气|可燃气体?|天然气|一氧化碳|co|火灾|消防|烟雾|烟感|周界|一键)?(?:泄漏)?报警(?:器|主机|系统|装置|探头|控制器)|烟感(?:探头|探测器|器)?|(?:消防|报警|火警)(?:控制)?主机|消防(?:泵|水泵)|喷淋(?:泵|系统|阀门|头)?|(?:紧急切断|联锁|安全)(?:阀|装置|开关)|漏电保护器?|防护罩|光电保护|限位器)';
const CAMERA = '(?:监控|录像|摄像头?|硬盘录像机|视频|执法记录仪)';
/** Doing away with it: a deliberate act, whoever did it. */
const DISABLE =
  '(?:拔(?:了|掉|下来?|着|插头)|拆(?:了|掉|下来?|除|走)|屏蔽|静音|消音|短接|切断|掐(?:了|断)|剪(?:了|断)|遮住|套(?:住|着|上)|包(?:住|着|起来)|堵(?:住|死))';
/** Off: said of safety equipment it is an act too; 没电, 停电 and 关不上 are none. */
const OFF = '(?:(?:给|被|让)?(?:人)?(?:关(?:了|掉|闭|停|机|着)|断(?:了)?电|停(?:了|用|掉)|(?:打|调|设)(?:到|成|在)?(?:了)?手动))';
const ON_PURPOSE = '(?:被人?|把|给|让人|有人|私自|擅自|故意|人为|偷偷|嫌|为了|怕|图省事)';

const RECORDS =
  '(?:(?:巡查|检查|巡检|排查|维保|维护|保养|检测|检验|消防|值班|交接班|晨检|午检|消毒|留样|温度|测温|培训|演练|领用|登记|台账)(?:情况)?(?:记录|台账|登记|表|本|报告|资料)?|(?:记录|台账|报告)(?:本|表|单)?)';
const FAKED =
  '(?:造假|作假|做假|弄虚作假|伪造|编造|捏造|(?:是|都是|全是|纯属)?(?:假的|编的|瞎编|瞎写|瞎填|胡编|抄的|虚构)|(?:乱|瞎|胡|随便)(?:填|写|编)的?|提前(?:填|签|写)(?:好|完|了)|(?:月底|期末|一次性|集中|事后|检查前|突击|统一)(?:一次(?:性)?)?补(?:的|出来|齐|上|全|签|填|写))';
const MEASURED = '(?:(?:监测|检测|报警|浓度|压力|温度|监控|传感器?)?(?:数据|读数|数值))';

const ORDERED =
  '(?:责令(?:停|关|封)[^,。;]{0,4}|勒令[^,。;]{0,4}|(?:已经?|早就?|被|给|让|要求|通知|下令|明令)[^,。;!?]{0,10}?(?:停用|停工|停业|查封|封停|封存|停止使用|停止施工|禁用|叫停|封了)|停工令|停业整顿|(?:停用|查封|停工|封存)(?:通知书?|令|决定|的)|贴了?封条|封条)';
const STILL =
  '(?:(?:仍然?|还|依然|依旧|照样|照常|照旧|接着|继续|又|偷偷|私自|擅自|私下)(?:在)?(?:使用|用|开|上课|住|施工|干|运行|运转|营业|生产|开工|动工|启用|烧|经营)|(?:仍|还|照样|照旧)[^,。;]{0,3}(?:让|给)[^,。;]{0,4}(?:用|住|上课|坐|进))';

const BUILD =
  '(?:施工|开工|动工|开挖|盖(?:楼|房|棚|起|了|的|教室|库房|宿舍)|搭建|加盖|扩建|改建|建(?:楼|房|了|的|起|库房|教室|厂房)|拆(?:墙|承重|除)|装修)';
const PERMIT = '(?:施工许可证?|规划许可证?|许可证?|审批(?:手续)?|批准|报批|报建|手续|备案|资质|批文)';
const GOODS =
  '(?:汽油|柴油|煤油|稀料|稀释剂|香蕉水|天那水|松香水|甲醇|酒精|酒精桶|溶剂|烟花爆竹|烟花|鞭炮|爆竹|炸药|雷管|危化品|危险化学品|易燃易爆品?)';
const KEEP =
  '(?:储存|存放|存储|贮存|囤(?:积|了|着)?|私存|私藏|藏(?:了|着)?|存(?:了|着)|堆(?:了|着|放)|放(?:了|着|有)|摆(?:了|着)|藏有|存有)';
const MUCH =
  '(?:[一二两三四五六七八九十几好多0-9]+(?:来|多)?(?:大)?(?:桶|箱|公斤|斤|升|吨|壶|捆|袋|车|件|瓶)|大量|成箱|成桶|不少|一批|一堆|整箱|好多|很多)';

const sign = (situation: Sign['situation'], ...sources: string[]): Sign[] =>
  sources.map((source) => ({ situation, expression: new RegExp(source, 'giu') }));

const SIGNS: readonly Sign[] = [
  ...sign(
    1,
    `${ALARM}${CLAUSE}(?:${DISABLE}|${OFF})`,
    `${ON_PURPOSE}${CLAUSE}${ALARM}${CLAUSE}(?:${DISABLE}|${OFF}|弄坏|砸|毁|破坏)`,
    `(?:关(?:了|掉|闭|停)|拔(?:了|掉)|拆(?:了|掉|除)|屏蔽(?:了)?|静音(?:了)?|停用(?:了)?|破坏(?:了)?|短接(?:了)?)(?:学校|食堂|宿舍|厨房|后厨|锅炉房|的)*${ALARM}`,
    `${ALARM}${CLAUSE}(?:插头|电源)${CLAUSE}(?:拔|断开|关(?:了|着|掉))`,
    `${CAMERA}${CLAUSE}(?:(?:被|给|让)[^,。;]{0,6})?(?:删(?!除键)|格式化|清空|抹掉|剪掉|销毁)`,
    `(?:删(?:了|掉|除)?|格式化(?:了)?|清空(?:了)?|抹(?:去|掉)|销毁(?:了)?)${CLAUSE}${CAMERA}`,
    `${RECORDS}${CLAUSE}${FAKED}`,
    `(?:伪造|编造|虚构|瞎填|瞎编|乱填|冒填)(?:了|的)?${CLAUSE}${RECORDS}`,
    `(?:没|没有|根本没|压根没|从来没|未)(?:去)?(?:查|检查|巡查|巡|做|到场|维保)${GAP}(?:就|却|照样|也)(?:直接|都|给)?(?:填|签|写)(?:了|上|好|的)`,
    `${MEASURED}${CLAUSE}(?:造假|作假|做假|篡改|伪造|(?:被|给)(?:人)?改(?:了|过|掉)|是(?:假的|编的|改过的))`,
    `(?:篡改|伪造|隐瞒|销毁)(?:了)?${CLAUSE}${MEASURED}`,
  ),
  ...sign(
    2,
    `${ORDERED}[^。;!?\\n]{0,14}?${STILL}`,
    `${STILL}[^。;!?\\n]{0,6}?(?:停用|查封|封停|责令停[^,。;]{0,4}|禁用)(?:了)?的`,
    '(?:撕(?:了|掉|下|开|毁)?|私拆|擅自(?:启|拆|揭))(?:了)?[^,。;!?\\n]{0,6}封条|封条(?:又|都|已经?|给)?(?:被|让)?(?:人)?(?:撕|揭|拆)|擅自(?:启封|解封)',
    '(?:拒不|拒绝|不肯|就是不|死活不)(?:执行|整改|停用|停工|停止|停业|停)(?![^,。;]{0,4}(?:的话|吗))',
    '整改[^,。;!?\\n]{0,6}(?:是|都是|全是)?(?:假的|造假|作假|做假|弄虚作假)|(?:虚报|谎报|假报)[^,。;!?\\n]{0,4}(?:已)?(?:整改|完成)|(?:虚假|假)整改(?!吗)|(?:没|没有|根本没|压根没|未)(?:整改|改|修|动)[^。;!?\\n]{0,8}?(?:就|却)(?:报|说|写|填|谎称)[^,。;!?\\n]{0,6}(?:已?整改|改好|完成|修好|销号)',
  ),
  ...sign(
    3,
    `(?:没有?|无|未(?:取得|办理?|经|报)?|没(?:办|报|经过|拿到|取得))(?:任何|什么|啥)?(?:合法)?${PERMIT}${GAP}${BUILD}`,
    `${BUILD}${CLAUSE}(?:没有?|无|未(?:取得|办理?|经|报)?|没(?:办|报|经过|拿到|取得))(?:任何|什么|啥)?${PERMIT}`,
    '未批先建|无证施工|无资质施工|违法(?:建设|施工|建筑)|(?:私自|擅自)(?:施工|开工|动工|开挖|盖|加盖|搭建|扩建|改建|建(?!议|档|群)|拆(?:除)?承重)',
    `(?:私自|偷偷|擅自|违规|违法|非法|没(?:有)?(?:审批|手续|许可证?|资质)|无(?:证|手续|许可))${CLAUSE}(?:${KEEP}|经营|卖|买卖|制造|生产)${CLAUSE}${GOODS}`,
    `${KEEP}${CLAUSE}${MUCH}(?:的)?${GOODS}`,
    `${GOODS}${CLAUSE}${KEEP}${CLAUSE}${MUCH}`,
    `(?:私存|私藏|私自存|偷存)(?:了|着|放)?${GOODS}`,
    `${KEEP}(?:了|着|有)?(?:汽油|柴油|煤油|烟花爆竹|炸药|雷管)`,
  ),
];

/** It is said not to be so, forbidden, taught or only asked about. */
const DENIED =
  /(?:没有?|未|不曾|并未|不存在|无)(?:发现|看到|见|出现|发生|人|有人|再|被|私自|擅自|违规|故意|存在|任何|学生)*$|(?:严禁|禁止|不得|不准|不许|不能|不要|别|杜绝|防止|避免|严防|切勿|谨防|严查|是否|有没有|有无|会不会|能不能|可不可以|如果|要是|万一|一旦|谁)[^,。;!?\n]{0,10}$/u;
/** … 的规定, … 吗: a lesson, a rule or a question. */
const ABOUT =
  /^[^,。;!?\n]{0,6}(?:的?(?:危害|后果|规定|教育|宣传|培训|知识|案例|通知|演练|行为要|行为的处罚|专项整治|专项排查))|^[^,。;!?\n]{0,4}(?:吗|么|怎么办|行不行|算不算|可以不)/u;
/** The matched words themselves say that it stopped: 停用后没再用. */
const INNER_DENIAL = /(?:没有?|未|不再|不)(?:人|有人|再)?(?:继续|接着|私自|擅自|使用|用|开|住|造假|作假|伪造|删|拔|拆|关)/u;
/** A check or its own repair: the equipment was off because somebody is mending it. */
const BEING_MENDED =
  /(?:厂家|维保(?:单位|人员)?|电工|师傅|工程师|消防(?:公司|维保))[^,。;!?\n]{0,8}(?:检修|维修|维护|更换|换新|测试|调试|保养)|(?:检修|换新|更换新|测试)(?:的)?(?:时候|期间|中)/u;
/** A wiped or covered disk: nobody's act. */
const BY_ITSELF = /自动(?:覆盖|删除|关闭|关机)|(?:到期|满了|循环)[^,。]{0,3}覆盖|停电|没电|欠费|跳闸|短路|雷击|老化|自己(?:关|停|断)/u;

/** Folded width and case, no spaces; indexes differ from the source, so the words are given as folded. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ \t\u3000]+/gu, '');

const MOST_WORDS = 60;
/** Texts beyond this are read up to there. */
const LONGEST = 5000;

const isMeant = (text: string, start: number, words: string): boolean =>
  !DENIED.test(text.slice(Math.max(0, start - 16), start)) &&
  !ABOUT.test(text.slice(start + words.length)) &&
  !INNER_DENIAL.test(words.replace(/^(?:没有?|无|未)/u, '').replace(/没有?(?:任何|办|报)?(?:施工|审批|许可|手续|批准)/gu, '')) &&
  !BY_ITSELF.test(words);

/**
 * The situation of art. 134-1 that a text resembles, with the words that say so; the earliest, where there are several. Null: none.
 */
export const dangerousWorkIn = (said: string): DangerousWork | null => {
  const text = folded(said.slice(0, LONGEST));
  if (BEING_MENDED.test(text)) return null;
  const found = SIGNS.flatMap(({ situation, expression }) =>
    [...text.matchAll(expression)]
      .filter((match) => isMeant(text, match.index, match[0]))
      .map((match) => ({ situation, at: match.index, words: match[0] })),
  );
  const first = found.toSorted((a, b) => a.at - b.at || b.words.length - a.words.length)[0];
  return first ? { situation: first.situation, words: first.words.slice(0, MOST_WORDS) } : null;
};

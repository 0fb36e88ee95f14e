import type { CategoryCode, Level } from '../../domain/hazard/category.ts';

/** `levels`: the clause speaks only for these levels; absent: for any. */
type ClauseRule = { category: CategoryCode; words: RegExp; clause: string; levels?: readonly Level[] };

/** Stands where no text whose wording is known gives the level. */
export const OUR_DEFAULT = '本系统默认分级';

/** Which rule a hazard touches. Only texts whose wording is known; everything else is our own default and says so. */
const clauseRules: readonly ClauseRule[] = [
  {
    category: 'fire',
    words: /电瓶|电动|电摩|电车|飞线/u,
    clause: '教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）3-1-6',
    levels: ['重大'],
  },
  {
    category: 'fire',
    words: /消火栓|消防栓|喷淋|烟感|报警|主机|彩钢|夹芯|泡沫板|地下室|半地下|四层|汽油|柴油|稀料|香蕉水|易燃|烟花|鞭炮/u,
    clause: '教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）',
    levels: ['重大'],
  },
  { category: 'management', words: /消防责任/u, clause: '教育系统重大事故隐患判定指南（教发厅函〔2024〕20号）', levels: ['重大'] },
  { category: 'fire', words: /通道|出口|堆|堵|锁|防盗|栅|封/u, clause: '消防法第二十八条' },
  { category: 'fire', words: /灭火器|消火栓|消防栓|应急|指示|喷淋|烟感|报警|主机|防火门|器材/u, clause: '消防法第十六条' },
  { category: 'building', words: /危房|[cd]级/iu, clause: '未成年人保护法第三十五条' },
  { category: 'gas', words: /报警器|报警/u, clause: '安全生产法第三十六条' },
  { category: 'food', words: /./u, clause: '食品安全法第五十七条' },
  { category: 'bus', words: /超员|核载|核定|限载|拉了|塞|挤|超载/u, clause: '校车安全管理条例第三十四条' },
  { category: 'bus', words: /标牌|许可|黑车|黑校车/u, clause: '校车安全管理条例' },
  { category: 'bus', words: /照管|跟车|没人跟/u, clause: '校车安全管理条例第三十八条' },
  { category: 'equipment', words: /年检|过期|超期|未检|没检|逾期|不合格|到期|标志/u, clause: '特种设备安全法第四十条' },
  { category: 'equipment', words: /登记/u, clause: '特种设备安全法第三十三条' },
  { category: 'bullying', words: /性侵|猥亵|骚扰|摸/u, clause: '未成年人保护法第四十条' },
  { category: 'bullying', words: /失踪|走失|不见|丢|找不/u, clause: OUR_DEFAULT },
  { category: 'bullying', words: /欺|霸凌|打|扇|堵|围|勒索|保护费|孤立/u, clause: '未成年人保护法第三十九条' },
  { category: 'surroundings', words: /网吧|酒吧|ktv|游戏厅/iu, clause: '未成年人保护法第五十八条' },
  { category: 'surroundings', words: /烟|酒|彩票/u, clause: '未成年人保护法第五十九条' },
  { category: 'disease', words: /[0-9一二两三四五六七八九十几]/u, clause: '学校和托幼机构传染病疫情报告工作规范（试行）' },
];

/** The clause behind a suggestion, for the words that gave it. */
export const clauseFor = (category: CategoryCode, level: Level, words: string): string =>
  clauseRules.find((rule) => rule.category === category && rule.words.test(words) && (rule.levels?.includes(level) ?? true))?.clause ??
  OUR_DEFAULT;

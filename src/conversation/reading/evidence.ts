import { type CategoryCode, graver, type Level } from '../../domain/hazard/category.ts';
import { hazardPatterns } from './hazard-patterns.ts';
import type { Lexicon, WordKind } from './lexicon.ts';

/** One sign of a hazard in a normalised text. */
export type Evidence = {
  start: number;
  end: number;
  category: CategoryCode;
  level: Level;
  urgent: boolean;
  weight: number;
  kind: WordKind | 'pattern';
};

export type Judgement = { category: CategoryCode; level: Level; urgent: boolean; sensitive: boolean; strong: boolean; because: Evidence[] };

/** Manners of speaking in which fire, death and explosions are no hazard. */
const idlePhrases: readonly RegExp[] = [
  /(?:跟|像|好像|和|就像)?(?:着火|起火|着了火|冒烟|冒火|爆炸|地震|蒸笼|火炉|失火|触电)(?:了)?(?:似的|一样|一般|似得|般)/gu,
  /(?:跟|像|好像|就像)[^,。;!?\s]{0,6}(?:似的|一样)(?:热|冷|累|忙|乱)/gu,
  /(?:热|冻|冷|累|饿|困|气|笑|忙|烦|急|吵|晒|渴|乐|愁|美|香|臭|丑|羡慕|尴尬|无聊|堵)死(?:个)?(?:了|人|我|我们|咱)*/gu,
  /想死(?:个)?(?:我|你|您|他们|她们|它|爸|妈|爷|奶|姥|家|人)|(?:累|困|热|忙|难受|无聊|烦|愁)(?:得|的)?(?:都|真|我)*想死/gu,
  /(?:笑|乐)(?:得|的)[^,。;!?]{0,8}(?:肚子疼|肚子痛|岔气|直不起腰|抽筋|流泪|晕|断气)/gu,
  /(?:要|快|能|真能|都快)(?:热|冻|累|忙|气|笑)(?:死|晕|昏|疯|炸|冒烟)(?:人|了|我)*/gu,
  /(?:头|脑袋|脑子|脑瓜子?|肺|手机|群里?|心态)(?:都|要|快|真)*(?:大|炸|炸了|气炸|爆炸|要炸|炸锅|疼)了?/gu,
  /(?:嗓子|嗓门)(?:都|要|快)*(?:冒烟|冒火|着火)了?/gu,
  /(?:忙|累|急|气|热)(?:得|的)[^,。;!?]{0,8}(?:晕倒|昏倒|吐血|爆炸|冒烟|着火|上吊|跳楼|想死)/gu,
  /手机[^,。]{0,3}(?:没电|停机|坏)|[多忙热累闷满撑吵][^,。;!?]{0,3}(?:要|快|都)(?:爆炸|炸)|火爆|一塌糊涂|后院(?:着火|起火)|火烧眉毛|救火队员?|当救火/gu,
  /(?:考试|成绩|分数|比赛|股票|工资)[^,。;!?]{0,6}(?:爆炸|崩|砸|跳楼|塌)/gu,
];

/** The text with idle phrases blanked, same length. */
export const withoutIdleTalk = (text: string): string =>
  idlePhrases.reduce((rest, phrase) => rest.replace(phrase, (words) => '□'.repeat(words.length)), text);

const denyBefore =
  /(?:没有?|不|无|未|零|不存在|不会|没再|不再|杜绝|严禁|禁止|防止|预防|避免|谨防|并未|并没有?|也没|都没)(?:人|有人|学生|孩子|发现|出现|发生|看到|看见|见到|见|任何|啥|什么|再|有|存在|过|现象)*$/u;
const lackBefore =
  /(?:没有?|无|未装|未配|未设|没装|没配|没放|没挂|没安|没设|没立|缺少?|缺了|差|丢了|少了?)(?:任何|一个|一把|个|把|一|两|俩|几个|块|具|着|有)*$/u;
const denyScope =
  /(?:没有?发现|未发现|未见|没看到|没看见|没见|不存在|没有?出现|未出现|没有?发生|未发生|无)(?=[^,。;!?\n]{0,24}(?:现象|问题|隐患|情况|异常))|(?:没有?发现|未发现|未见|不存在|没有?出现|未出现|没有?发生|未发生|没(?:有)?(?:听说|接到)|(?:没有?|未)(?:查|搜|排查|检查|翻)(?:出|着|到))(?!来?原因)/gu;
const educating = /(?:讲|教育|宣传|培训|学习|宣讲|主题|班会|知识|演练|公开课|安全课|警示片|讲座|答题|征文|手抄报)/u;

/** 没有学生被打, 不许打骂学生, 不打架了: the blow itself is denied or forbidden; 没人管 学生被打 is not. */
const deniedBlow =
  /(?:没有?|未|不(?:再|许|准|要|能|会|得|该|允许)?|别|禁止|严禁|杜绝|防止)(?:再|有|让|被|挨|受|遭|发生|参与|人|老师|教师|学生|同学|孩子|谁|互相|动手){0,3}(?:打|揍|欺负|欺凌|霸凌|骂|踢|踹|体罚|殴)[^打揍踢踹,。]{0,6}$/u;
const isDeniedBlow = (text: string, category: CategoryCode, span: Span): boolean =>
  category === 'bullying' && deniedBlow.test(text.slice(Math.max(0, span.start - 8), span.end));

type Span = { start: number; end: number };

/** Where a sentence says that nothing of the kind was found: up to the end of its clause. */
const deniedSpans = (text: string): Span[] =>
  [...text.matchAll(denyScope)].map((match) => {
    const start = match.index + match[0].length;
    const length = /^[^,。;!?\n]{0,30}/u.exec(text.slice(start))?.[0].length ?? 0;
    return { start, end: start + length };
  });

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

const before = (text: string, at: number): string => text.slice(Math.max(0, at - 8), at);

/** 地震演练, 防溺水教育: a lesson about it, not the thing itself. */
const isTaught = (text: string, end: number): boolean =>
  /^(?:的)?(?:应急|安全|疏散|逃生|防范|预防|防治)*(?:演练|演习|教育|知识|宣传|讲座|预案|培训|主题|班会|课)(?!没|未|不|缺)/u.test(
    text.slice(end, end + 12),
  );

/** Words that say by themselves that something is absent are not turned round by 没 in front. */
const wordEvidence = (text: string, lexicon: Lexicon): Evidence[] =>
  lexicon.find(text).flatMap((hit): Evidence[] => {
    const { category, level, urgent, kind } = hit.value;
    const ahead = before(text, hit.start);
    const span = { start: hit.start, end: hit.end };
    if (isTaught(text, hit.end)) return [];
    if (kind === 'fault' && denyBefore.test(ahead) && !/^[没无未]/u.test(hit.word)) return [];
    const length = Math.min(hit.word.length, 8);
    if (kind === 'thing' && lackBefore.test(ahead)) {
      return [{ ...span, category, level, urgent, kind: 'fault', weight: 4.5 + length * 0.4 }];
    }
    const weight = kind === 'fault' ? 5 + length * 0.5 + (urgent ? 1.5 : 0) : kind === 'thing' ? 2 + length * 0.3 : 1;
    return [{ ...span, category, level, urgent: urgent && kind === 'fault', kind, weight }];
  });

/** 月检查做完了 没|啥问题: the pattern's own 没 belongs to words that all is right. */
/** 消防通道没堵, 灭火器没过期: the pattern's own end says that it is not so. */
const turnedRound =
  /(?:没有?|未|并不|不|无)(?:再|被)?(?:过期|堵|占|挡|堆|松|晃|掉|裂|漏|坏|锈|断|歪|翘|破|烂|脱落|倾|塌|缺|少|丢|变质|发霉|超|逾期|到期|异响|抖|冒|老化|裸|发烫|锁死|锁着|积水|结冰|打架|着火|晕倒|拥挤|挤|乱停|冻|泄漏|漏气|超员|超载)$/u;

const saysAllRight = (text: string, end: number): boolean =>
  /(?:没有?|无|未)$/u.test(text.slice(Math.max(0, end - 2), end)) &&
  /^有?(?:啥|什么|任何|发现|明显|大)*(?:问题|隐患|异常|毛病|事)/u.test(text.slice(end));

const patternEvidence = (text: string): Evidence[] =>
  hazardPatterns.flatMap((each) =>
    [...text.matchAll(each.expression)]
      .filter(
        (match) =>
          !turnedRound.test(match[0]) &&
          !denyBefore.test(before(text, match.index)) &&
          !saysAllRight(text, match.index + match[0].length) &&
          !isTaught(text, match.index + match[0].length),
      )
      .map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        category: each.category,
        level: each.level,
        urgent: each.urgent,
        kind: 'pattern' as const,
        weight: each.weight,
      })),
  );

/** All signs of hazards in a normalised text, what the text denies left out. Linear in the length of the text. */
export const gatherEvidence = (text: string, lexicon: Lexicon): Evidence[] => {
  const serious = withoutIdleTalk(text);
  const denied = deniedSpans(serious);
  return [...wordEvidence(serious, lexicon), ...patternEvidence(serious)].filter(
    (each) => !denied.some((span) => overlaps(span, each)) && !isDeniedBlow(serious, each.category, each),
  );
};

/** Something is broken, missing, open, blocked, dirty … whatever the thing is. */
export const defect =
  /坏|松动|松了|裂|漏|掉了|掉下|脱落|往下掉|堵|不亮|没锁|没上锁|未锁|不严|打不开|关不上|锁不上|拧不|锈|烂|断了|断裂|翘|晃|歪|塌|倾斜|破了|破损|破的|破洞|碎|缺|少了?[一两俩几仨0-9]|没了|丢了|过期|到期|失效|不灵|不管用|不好使|不好用|不转|不响|不出水|没水|没电|没人管|没人|无人|敞|没关|没盖|堆|挡住|挡着|占了|占着|裸露|老化|发烫|冒|滴水|渗|积水|湿滑|太滑|结冰|异味|臭|糊味|呛|刺鼻|脏|太乱|危险|隐患|怕出事|吓人|够得着|松垮|变形|鼓包|起皮|生锈|磨损|不合格|不规范|不到位|不足|不够|没戴|没穿|没装|没换|没清|没洗|没做|没搞|没封|没围|没挂|没有(?!问题|异常|隐患|事|了吗)|未(?!发现|见|出现|发生)|违规|违章|乱(?:拉|接|放|停|扔|堆|跑)|伤|摔|滑倒|砸|绊|磕|有毒|超(?:载|员|标|期|速)|不达标|失灵|崩|爆|陷|豁|洞|窟窿|耷拉|悬|压着|拆了|偷|打架|吵|闹/u;

/** Milder signs of trouble; they count only beside a thing that can be a hazard. */
export const uneasy =
  /没(?!事|问题|关系|啥|什么)|太(?!好|棒|平|感谢|谢)|忒|老是|总是|一直|随便|差点|怕|挨着|离[^,。]{1,6}近|少了|丢|乱|别|不(?!错|用|客气|好意思|知道|了$|去|是|来|开|要紧)|坏|危|险|堵|挤|乱窜|翻[墙进出]|死死|拴|一堆|味|臭|呛|黑|滑|刀|砸|绊|混|偷|漏|满是|全是|都是|凉|旧|老化|脱|掉/u;

const strongKinds: ReadonlySet<string> = new Set(['pattern', 'fault']);

/** The strongest sign counts most, further signs of the same category a little. */
const scoreOf = (signs: readonly Evidence[]): number => {
  const weights = signs.map((sign) => sign.weight).sort((a, b) => b - a);
  return weights.reduce((sum, weight, index) => sum + weight * (index === 0 ? 1 : 0.2), 0);
};

const groupByCategory = (evidence: readonly Evidence[]): Map<CategoryCode, Evidence[]> => {
  const groups = new Map<CategoryCode, Evidence[]>();
  for (const each of evidence) {
    const group = groups.get(each.category);
    if (group === undefined) groups.set(each.category, [each]);
    else group.push(each);
  }
  return groups;
};

const winner = (groups: Map<CategoryCode, Evidence[]>): Evidence[] => {
  let best: Evidence[] = [];
  let bestScore = 0;
  for (const signs of groups.values()) {
    const score = scoreOf(signs);
    const first = Math.min(...signs.map((sign) => sign.start));
    const bestFirst = Math.min(...best.map((sign) => sign.start));
    if (score > bestScore || (score === bestScore && first < bestFirst)) [best, bestScore] = [signs, score];
  }
  return best;
};

export const surnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
const namedMinor = new RegExp(
  `[${surnames}][\\u4e00-\\u9fff]{1,2}(?:同学|小朋友)|(?:学生|女生|男生|班的?|叫)(?:叫)?[${surnames}][\\u4e00-\\u9fff某]{1,2}(?=被|说|摔|受|晕|发|吐|抑|不|掉|把|割|要|想|自|流|得了|[,。;!?\\s]|$)|[${surnames}](?:某某?|××|xx|\\*+)`,
  'u',
);
const abuse = /性侵|猥亵|骚扰|家暴|虐待|虐童|体罚|自杀|自残|轻生|割腕|不想活|想死|遗书/u;

const sensitiveCategories: ReadonlySet<CategoryCode> = new Set(['bullying', 'mental']);
const harms: ReadonlySet<CategoryCode> = new Set([
  'bullying',
  'mental',
  'disease',
  'bus',
  'water',
  'security',
  'crowd',
  'sports',
  'lab',
  'food',
]);

const isSensitive = (text: string, evidence: readonly Evidence[]): boolean =>
  evidence.some((each) => sensitiveCategories.has(each.category) && strongKinds.has(each.kind)) ||
  (abuse.test(text) && !educating.test(text) && evidence.length > 0) ||
  (namedMinor.test(text) && evidence.some((each) => harms.has(each.category) && strongKinds.has(each.kind)));

/** Adds the level of a thing (扶手) whose own defect stands right behind it (扶手 … 松了). */
const levelOf = (text: string, signs: readonly Evidence[]): Level => {
  const strong = signs.filter((sign) => strongKinds.has(sign.kind));
  const things = signs.filter((sign) => sign.kind === 'thing');
  const counted = strong.length === 0 ? things : [...strong, ...things.filter((sign) => defect.test(text.slice(sign.end, sign.end + 4)))];
  return counted.reduce<Level>((level, sign) => graver(level, sign.level), '一般');
};

/**
 * Weighs the signs: which kind of hazard, how grave, how urgent. Null when there is none at all. `strong`: the text says that something is
 * wrong, rather than only naming a thing that could be.
 */
export const judge = (text: string, evidence: readonly Evidence[]): Judgement | null => {
  if (evidence.length === 0) return null;
  const signs = winner(groupByCategory(evidence));
  const [first] = signs;
  if (first === undefined) return null;
  const strong = evidence.some((each) => strongKinds.has(each.kind));
  return {
    category: first.category,
    level: levelOf(text, signs),
    urgent: evidence.some((each) => each.urgent && strongKinds.has(each.kind)),
    sensitive: isSensitive(text, evidence),
    strong: strong || defect.test(text),
    because: [...signs].sort((a, b) => b.weight - a.weight),
  };
};

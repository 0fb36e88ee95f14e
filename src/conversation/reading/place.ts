import { normalise } from './normalise.ts';
import { numberCharacters, parseNumber } from './numbers.ts';
import type { KnownPlace } from './reading.ts';

type Span = { start: number; end: number };

const N = `[${numberCharacters}]{1,3}`;
const DIRECTION = '(?:东南|东北|西南|西北|东|西|南|北)';
const SUBJECT =
  '(?:化学|物理|生物|音乐|美术|微机|计算机|多媒体|科学|劳技|舞蹈|书法|校长|教师|老师|心理|体育|器材|药品|危化品|试剂|仪器|卫生|医务|保健|广播|档案|财务|会议|总务|后勤|教务|德育|监控|消防控制|体育器材|少先队|党员|录播|班主任|年级|宿管|门卫|保安)';
const OWNER = '(?:小学部|初中部|高中部|幼儿部|中学部|男生|女生|男|女|学生|教师|教工|教职工|师生|老师|职工|公共)';
const FLOOR = `(?:(?:地下|负)?${N}(?:楼|层)(?!梯|道)|顶楼|顶层|楼上|楼下|楼顶|屋顶|房顶|天台|地下室|半地下室)`;
const SIDE = `(?:${DIRECTION}(?:侧|边|头|面|角|墙根?|墙角|墙外|墙外面|院墙)(?:底下|下面|根底下|根下)?|(?:前|后|左|右|里|外|旁|侧)(?:侧|边|面|院|头)|门口|门外|后门|前门|侧门|对面|旁边|附近|墙根(?:底下|下)?|墙角|拐角(?:处)?|角落|楼前|楼后|门前|门后|底下|中间|尽头|一角)`;
const CLASSROOM = `(?:(?:初|高|小|七|八|九)?${N}年级(?:\\(?${N}\\)?班)?|(?:初|高)${N}(?:年级)?\\(?${N}\\)?班|${N}\\(${N}\\)班|(?:初|高)[一二三123](?!中)|(?:大|中|小|托)${N}班|${N}班)`;
const BUILDING = `(?:(?:${DIRECTION}|前|后|中|新|老|旧|主|大|小|第?${N}号?|${OWNER}|${SUBJECT}){0,4}(?:教学楼|实验楼|综合楼|办公楼|宿舍楼|公寓楼|科技楼|科学楼|艺术楼|行政楼|教工楼|图书楼|体育馆|图书馆|风雨操场|大礼堂|礼堂|报告厅|阶梯教室|宿舍|公寓|寝室|食堂|餐厅|操作间|后厨|厨房|伙房|操场|篮球场|足球场|排球场|运动场|球场|田径场|体育场|自行车棚|电动车棚|车棚|停车场|停车棚|锅炉房|水房|开水房|洗漱间|洗漱室|浴室|澡堂|库房|仓库|储物间|储藏室|杂物间|体育器材室|机房|电教室|配电室|配电间|配电房|变电室|泵房|消防泵房|花园|小花园|花坛|院子|前院|后院|菜园|工地|主席台|看台|舞台|连廊|长廊|升旗台|国旗台|校医室|隔离室|午睡室|睡眠室|活动室|小院|教室|办公室|会议室|阅览室|实验室|准备室|药品室|危化品室|药品柜|器材室|值班室|门卫室|保安室|传达室|警务室|监控室|消控室|消防控制室|医务室|保健室|卫生室|档案室|广播室|心理室|咨询室|实训室|实训楼|实训车间|车间|微机室|图书室|音乐室|美术室|舞蹈室|录播室|财务室|${N}号楼|${N}栋|厕所|卫生间|洗手间|茅房|旱厕|走廊|楼道|过道|门厅|大厅|楼梯间|楼梯口|楼梯|台阶|阳台|平台|岗亭)(?:区)?|(?:${DIRECTION}|前|后|中|新|老|主|大|小)楼(?!梯|道|下|上|板|顶)|${N}(?:教室|宿舍|寝室|办公室|室|号宿舍|号教室))`;
const GATE = `(?:学校大门口?|校门口|校门外|校门前|校门|学校门口|大门口|大门外|大门|${DIRECTION}门(?:口|外|岗)?|正门(?:口)?|小门(?:口)?|铁门|校园门口)`;
const OUTSIDE = `(?:学校|校园|校|幼儿园)(?:对面|旁边|附近|周边|后面|前面|外面|门前|后墙外|${DIRECTION}(?:边|侧|面|头|墙外))|校外|村(?:委会)?(?:${DIRECTION}|前|后)?(?:头|口|边|外|中)|村里|(?:河|塘|渠|沟|坑|水库|湖|江|海)边|桥头|桥下|桥上|(?:十字|丁字|三岔)?路口|公路边|马路边|马路对面|路边|胡同口|巷口|地道桥`;
const SHOP = '(?:小卖部|超市|文具店|网吧|托管班?|小饭桌|台球厅|游戏厅|彩票店|加油站|奶茶店|饭店)';

const COMPONENT = `(?:${OUTSIDE}|${CLASSROOM}|${FLOOR}|${GATE}|${BUILDING}|${SIDE}|${SHOP}|${DIRECTION}${N}楼)`;
const phrase = new RegExp(`${COMPONENT}(?:的?\\s?${FLOOR}|的?${COMPONENT}){0,8}`, 'gu');

const specific = new RegExp(
  `${N}(?:楼|层|号|栋|室|教室|宿舍)|${DIRECTION}|楼[前后顶]|男|女|大门|校门|操场|食堂|房|车棚|场|馆|厅|库|准备|器材|值班|传达|保安室|门卫室|对面|村|河|路口|后厨|宿舍楼|教学楼|机房|实训`,
  'u',
);
const classOnly = new RegExp(`^${CLASSROOM}$`, 'u');
/** 初二4班有个女生: the class tells who, not where. */
const aboutPeople = /^(?:的|那|这)?(?:有|俩|两|几|一)?(?:[一-龥]{0,2}个)?(?:名|位)?(?:女|男|学|孩|同|老师|班主任|家长|娃)/u;
/** 上下楼, 东西: letters that only look like a place. */
const misleading = /^(?:东西|中间|底下|里面|外面|前面|后面|一层|旁边|后头|里头|外头|附近|对面|门口)$/u;
const objectBehind = /^(?:扶手|栏杆|灯泡)/u;

const scoreOf = (text: string, span: Span): number => {
  const words = text.slice(span.start, span.end);
  const behind = text.slice(span.end, span.end + 8);
  const base = misleading.test(words) ? 2 : classOnly.test(words) ? (aboutPeople.test(behind) ? 1 : 4.2) : specific.test(words) ? 5 : 3.5;
  const standing = /(?:在|位于|到)$/u.test(text.slice(Math.max(0, span.start - 2), span.start)) ? 0.6 : 0;
  return base + standing + Math.min(words.length, 8) * 0.05 - (objectBehind.test(behind) ? 0.2 : 0);
};

const wrongHere = (text: string, span: Span): boolean => {
  const ahead = text.slice(Math.max(0, span.start - 2), span.start);
  const words = text.slice(span.start, span.end);
  if (/^(?:楼上|楼下)$/u.test(words)) return /[上下]$/u.test(ahead);
  if (/^楼梯/u.test(words)) return /[电]$/u.test(ahead);
  if (/^中间|^一班/u.test(words)) return true;
  if (/^厅|^走廊/u.test(words)) return false;
  if (/^[一二三四五六七八九十两0-9]+(?:楼|层)$/u.test(words)) return /[下上]$/u.test(ahead) && /^[一二]楼$/u.test(words) === false;
  return false;
};

/** Every phrase of the text that looks like a place, best first. */
const candidates = (text: string): (Span & { score: number })[] =>
  [...text.matchAll(phrase)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter((span) => span.end - span.start > 1 && !wrongHere(text, span))
    .map((span) => ({ ...span, score: scoreOf(text, span) }))
    .sort((a, b) => b.score - a.score || a.start - b.start);

const rosterParts = (places: readonly KnownPlace[]): string[] => {
  const parts = places.flatMap((place) => [place.venue, place.spot, place.area]).map((part) => normalise(part ?? '').text.trim());
  return [...new Set(parts)].filter((part) => part.length >= 2).sort((a, b) => b.length - a.length);
};

/**
 * The phrase that says where (北楼三层, 教学楼东边), as a span of the normalised text; the roster's own names (启智楼) count too. `blank` hides
 * the school's name, which may contain such words (东门小学).
 */
export const findPlace = (text: string, places: readonly KnownPlace[], blank: Span | null): Span | null => {
  const seen = blank === null ? text : text.slice(0, blank.start) + '□'.repeat(blank.end - blank.start) + text.slice(blank.end);
  const [best] = candidates(seen);
  const part = rosterParts(places).find((each) => seen.includes(each));
  if (part === undefined) return best ?? null;
  const start = seen.indexOf(part);
  const known = { start, end: start + part.length };
  if (best === undefined) return known;
  if (best.start <= known.start && known.end <= best.end) return best;
  if (known.end === best.start || known.start === best.end)
    return { start: Math.min(known.start, best.start), end: Math.max(known.end, best.end) };
  return best.score >= 4 && best.start < known.start ? best : known;
};

/** No place takes more words than this; longer messages need not be searched for one that fills them. */
const LONGEST_PLACE = 80;

/** The words are a place and nothing else (二楼东头). */
export const isOnlyPlace = (text: string, places: readonly KnownPlace[]): boolean => {
  if (text.length > LONGEST_PLACE) return false;
  const bare = text
    .replace(/[\s,。.!?、;:]+$/u, '')
    .replace(/^(?:在|是|就在|就是|位置|位置在|地点|地点是|[:\s])+/u, '')
    .replace(/(?:那边|那儿|那里|那块|这边|这儿|这里|这)$/u, '');
  const found = findPlace(bare, places, null);
  return bare !== '' && found !== null && found.end - found.start >= bare.length - 1;
};

/** One spelling for the many ways to say a floor, a side or a number. */
const canonical = (words: string): string =>
  normalise(words)
    .text.replace(new RegExp(`(${N})\\s?(?:楼|层|f)(?!梯|道)`, 'gu'), (whole, number: string) => {
      const floor = parseNumber(number);
      return floor === null ? whole : `<${floor}>`;
    })
    .replace(new RegExp(`(${N})号`, 'gu'), (whole, number: string) => `${parseNumber(number) ?? whole}号`)
    .replace(new RegExp(`(${DIRECTION})(?:侧|边|头|面|端)`, 'gu'), '$1侧')
    .replace(/卫生间|洗手间|茅房/gu, '厕所')
    .replace(/餐厅|伙房/gu, '食堂')
    .replace(/寝室|公寓/gu, '宿舍')
    .replace(/过道|楼道/gu, '走廊')
    .replace(/[\s,。、的()-]/gu, '');

const pairsOf = (words: string): Set<string> => {
  const letters = [...words];
  return new Set(letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
};

const likeness = (a: string, b: string): number => {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const common = [...left].filter((pair) => right.has(pair)).length;
  return right.size === 0 ? 0 : common / right.size;
};

const floorsOf = (words: string): string[] => words.match(/<\d+>/gu) ?? [];
const sidesOf = (words: string): string[] => words.match(/(?:东|西|南|北)(?=侧|楼|门|教|墙|楼梯)/gu) ?? [];
const contradict = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && b.length > 0 && !a.some((each) => b.includes(each));

const partScore = (said: string, part: string | null): { weight: number; value: number } => {
  const wanted = canonical(part ?? '');
  if (wanted === '') return { weight: 0, value: 0 };
  if (said.includes(wanted)) return { weight: 1, value: 1 };
  if (wanted.length > 1 && said.length > 1 && wanted.includes(said)) return { weight: 1, value: 0.8 };
  const like = likeness(said, wanted);
  return { weight: 1, value: like >= 0.5 ? like * 0.8 : 0 };
};

/**
 * Which known places the words may mean, best first; `score` from 0 to 1 is the share of the place's description that was said. 三楼, 3楼 and
 * 三层 are one, so are 东侧, 东边 and 东头; another floor or another side rules a place out.
 */
export const matchPlaces = (words: string, places: readonly KnownPlace[]): { place: KnownPlace; score: number }[] => {
  const said = canonical(words);
  if (said === '') return [];
  return places
    .map((place) => {
      const whole = canonical([place.area, place.venue, place.spot].join(''));
      if (contradict(floorsOf(said), floorsOf(whole)) || contradict(sidesOf(said), sidesOf(whole))) return { place, score: 0 };
      const parts = [place.area, place.venue, place.spot].map((part) => partScore(said, part));
      const weight = parts.reduce((sum, part) => sum + part.weight, 0);
      const value = parts.reduce((sum, part) => sum + part.value, 0);
      return { place, score: weight === 0 ? 0 : Math.min(1, value / weight) };
    })
    .filter((each) => each.score >= 0.3)
    .sort((a, b) => b.score - a.score);
};

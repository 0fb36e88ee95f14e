import { compileWords } from './aho-corasick.ts';

/** A text made easy to read, with the way back: `original(start, end)` gives the words as they were written. */
export type NormalText = { text: string; source: string; original: (start: number, end: number) => string };

type Unit = { out: string; from: number; to: number };

/** Invisible code points: joiners, marks of direction, variation selectors, tags. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const pictograph = /\p{Extended_Pictographic}|[\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3]/u;
const thumbs = new Set(['👍', '👌', '🆗', '✅', '✔']);
const folded: Record<string, string> = {
  '，': ',',
  '﹐': ',',
  '､': ',',
  '﹑': '、',
  '｡': '。',
  '．': '.',
  '…': ',',
  '~': '~',
  '～': '~',
  '﹔': ';',
  '﹕': ':',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '“': '"',
  '”': '"',
  '‘': '"',
  '’': '"',
  '–': '-',
  '—': '-',
  '①': ' 1.',
  '②': ' 2.',
  '③': ' 3.',
  '④': ' 4.',
  '⑤': ' 5.',
  '⑥': ' 6.',
  '⑦': ' 7.',
  '⑧': ' 8.',
  '⑨': ' 9.',
  '\t': ' ',
  '\r': '\n',
};

/** Traditional characters that turn up in hazard words; a full table would not change a reading. */
const traditionalCharacters =
  '滅壓過電燈門關開鎖樓層學廁間車輛麵煙氣裡裏牆護欄樹線纜發燙熱塊壞斷緊報隱換準備實驗監險橋鎮東邊頭這個幾兩沒還後從來點處說請問題檢檯臺爐鍋鐵銹鏽滲燒傷醫藥體罰騷擾園師長號機應積漬滿髒亂質變蟲頂棟廳館圖書齊無為與見觀轉給員負責歸誰嗎麼啟陽龍灣溝進當動證標領導辦認區場課廠衛風飛邏週時嚴傳給';
const simplifiedCharacters =
  '灭压过电灯门关开锁楼层学厕间车辆面烟气里里墙护栏树线缆发烫热块坏断紧报隐换准备实验监险桥镇东边头这个几两没还后从来点处说请问题检台台炉锅铁锈锈渗烧伤医药体罚骚扰园师长号机应积渍满脏乱质变虫顶栋厅馆图书齐无为与见观转给员负责归谁吗么启阳龙湾沟进当动证标领导办认区场课厂卫风飞逻周时严传给';
const simplifiedOf = [...simplifiedCharacters];
const traditional = new Map([...traditionalCharacters].map((character, index) => [character, simplifiedOf[index] ?? character] as const));

const fold = (character: string): string => {
  if (invisible.test(character)) return '';
  const known = folded[character] ?? traditional.get(character);
  if (known !== undefined) return known;
  if (thumbs.has(character)) return '👍';
  if (pictograph.test(character) && !/[0-9#*]/.test(character)) return ' ';
  const plain = character.normalize('NFKC').toLowerCase();
  return /^\s+$/u.test(plain) && plain !== '\n' ? ' ' : plain;
};

const foldUnits = (source: string): Unit[] => {
  const units: Unit[] = [];
  let at = 0;
  for (const character of source) {
    const out = fold(character);
    const to = at + character.length;
    for (const one of out) units.push({ out: one, from: at, to });
    at = to;
  }
  return units;
};

/** [图片], [捂脸]: what a client writes where it shows a picture. Blanked, so that no word of it is read. */
const blankStickers = (units: Unit[]): void => {
  for (let start = 0; start < units.length; start += 1) {
    if (units[start]?.out !== '[') continue;
    const end = units.slice(start, start + 8).findIndex((unit) => unit.out === ']');
    if (end < 2) continue;
    const inside = units
      .slice(start + 1, start + end)
      .map((unit) => unit.out)
      .join('');
    if (!/^[\u4e00-\u9fffa-z]{1,6}$/u.test(inside)) continue;
    const approving = /^(强|ok|赞)$/u.test(inside);
    for (let each = start; each <= start + end; each += 1) (units[each] as Unit).out = ' ';
    if (approving) (units[start] as Unit).out = '👍';
  }
};

/** Frequent slips of the keyboard and of voice input; the right word must be one that we know. */
const slips: readonly (readonly [string, string])[] = [
  ['灭火其', '灭火器'],
  ['灭火机', '灭火器'],
  ['灭火气', '灭火器'],
  ['面火器', '灭火器'],
  ['灭活器', '灭火器'],
  ['消防拴', '消防栓'],
  ['消防酸', '消防栓'],
  ['消防铨', '消防栓'],
  ['消火拴', '消火栓'],
  ['消访', '消防'],
  ['肖防', '消防'],
  ['食糖', '食堂'],
  ['食汤', '食堂'],
  ['实堂', '食堂'],
  ['教事', '教室'],
  ['教师门', '教室门'],
  ['宿社', '宿舍'],
  ['宿射', '宿舍'],
  ['隐换', '隐患'],
  ['隐喚', '隐患'],
  ['引患', '隐患'],
  ['隐坏', '隐患'],
  ['整盖', '整改'],
  ['正改', '整改'],
  ['安全初口', '安全出口'],
  ['应机灯', '应急灯'],
  ['应及灯', '应急灯'],
  ['上下楼体', '上下楼梯'],
  ['楼体扶手', '楼梯扶手'],
  ['楼体口', '楼梯口'],
  ['楼体间', '楼梯间'],
  ['校扯', '校车'],
  ['锅卢', '锅炉'],
  ['国炉', '锅炉'],
  ['没气罐', '煤气罐'],
  ['没气味', '煤气味'],
  ['煤汽', '煤气'],
  ['然气', '燃气'],
  ['保按', '保安'],
  ['监空', '监控'],
  ['间控', '监控'],
  ['配电香', '配电箱'],
  ['配电相', '配电箱'],
  ['插坐', '插座'],
  ['插作', '插座'],
  ['护拦', '护栏'],
  ['栏干', '栏杆'],
  ['扶守', '扶手'],
  ['井该', '井盖'],
  ['井改', '井盖'],
  ['围强', '围墙'],
  ['电题', '电梯'],
  ['体法学生', '体罚学生'],
  ['其凌', '欺凌'],
  ['欺零', '欺凌'],
  ['溺睡', '溺水'],
  ['兰球架', '篮球架'],
  ['蓝球架', '篮球架'],
  ['蓝球', '篮球'],
  ['单扛', '单杠'],
  ['双扛', '双杠'],
  ['暖汽', '暖气'],
  ['烟冲', '烟囱'],
  ['围档', '围挡'],
  ['脚手加', '脚手架'],
  ['私啦乱接', '私拉乱接'],
  ['私拉乱结', '私拉乱接'],
  ['漏店', '漏电'],
  ['触店', '触电'],
  ['留洋', '留样'],
  ['建康证', '健康证'],
  ['厕锁', '厕所'],
  ['侧所', '厕所'],
  ['测所', '厕所'],
  ['操厂', '操场'],
  ['艹场', '操场'],
  ['已整该', '已整改'],
  ['着伙', '着火'],
  ['毛烟', '冒烟'],
  ['瞒烟', '冒烟'],
];
const findSlips = compileWords(slips);

/** A finder of words that are right as they stand: no slip is corrected where one of them lies. */
export type Protect = (text: string) => readonly { start: number; end: number }[];

const correct = (units: Unit[], protect: Protect): Unit[] => {
  const text = units.map((unit) => unit.out).join('');
  const found = findSlips(text);
  if (found.length === 0) return units;
  const keep = protect(text).filter((span) => span.end - span.start > 1);
  const result: Unit[] = [];
  let at = 0;
  for (const slip of found.sort((a, b) => a.start - b.start)) {
    const protectedHere = keep.some(
      (span) => span.start < slip.end && slip.start < span.end && span.end - span.start > slip.word.length - 1,
    );
    if (slip.start < at || protectedHere || isRightHere(text, slip.start, slip.word)) continue;
    result.push(...units.slice(at, slip.start));
    [...slip.value].forEach((out, index) => {
      const source = units[slip.start + Math.min(index, slip.word.length - 1)] as Unit;
      result.push({ ...source, out });
    });
    at = slip.end;
  }
  return [...result, ...units.slice(at)];
};

/** 白砂糖食糖, 有没气味: the slip's letters are right between these neighbours. */
const isRightHere = (text: string, start: number, word: string): boolean => {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(start + word.length, start + word.length + 2);
  if (word === '食糖') return /[盐油糖、]$/u.test(before) || /^(过期|和|、|受潮)/u.test(after);
  if (word === '没气罐' || word === '没气味') return /[有还都]$/u.test(before);
  if (word === '然气') return /[天]$/u.test(before) || /[突忽居果虽]$/u.test(before);
  return false;
};

/**
 * Folds full-width forms, case, punctuation, emoji, invisible and traditional characters, and mends known slips. Total; linear.
 * Indexes into `text` go back to the written words through `original`.
 */
export const normalise = (source: string, protect: Protect = () => []): NormalText => {
  const folded1 = foldUnits(source);
  blankStickers(folded1);
  const units = correct(folded1, protect).flatMap((unit) => (unit.out.length === 1 ? [unit] : spread(unit)));
  return {
    source,
    text: units.map((unit) => unit.out).join(''),
    original: (start, end) => {
      const first = units[start];
      const last = units[end - 1];
      return first === undefined || last === undefined || end <= start ? '' : source.slice(first.from, last.to);
    },
  };
};

/** One index a UTF-16 unit, so that regular expressions' indexes fit. */
const spread = (unit: Unit): Unit[] => Array.from({ length: unit.out.length }, (_, index) => ({ ...unit, out: unit.out.charAt(index) }));

/** Folded letters without mended slips: the form in which roster names are looked up (see `ReadingContext.units`), and names themselves. */
export const searchable = (source: string): string => {
  const units = foldUnits(source);
  blankStickers(units);
  return units.map((unit) => unit.out).join('');
};

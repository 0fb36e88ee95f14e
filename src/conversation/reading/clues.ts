import { defect, type Evidence, gatherEvidence, type Judgement, judge, withoutIdleTalk } from './evidence.ts';
import type { Lexicon } from './lexicon.ts';
import type { NormalText } from './normalise.ts';
import type { ReadingContext } from './reading.ts';
import { findUnit, type UnitFound } from './units.ts';

/** All that the rules look at, worked out once. Indexes go into `text`, the normalised message. */
export type Clues = {
  normal: NormalText;
  text: string;
  /** `text` without idle talk, greetings in front and punctuation around: for rules that want the whole message. */
  bare: string;
  /** Where `bare` begins in `text`. */
  bareStart: number;
  context: ReadingContext;
  unit: UnitFound | null;
  evidence: readonly Evidence[];
  judgement: Judgement | null;
  /** Something is wrong, by its words. */
  wrong: boolean;
  /** 换好了, 已整改 …: the last such words. */
  done: { start: number; end: number } | null;
};

const greeting =
  /^(?:喂|你好|您好|领导好?|老师好?|(?:王|李|张|刘|陈)?主任好?|校长好?|大家好|嗯+|哦+|啊+|那个|额|呃|好的?|行|哎+|@\S+)[\s,。!、:]+/u;
const edges = /^[\s,。.!?、;:"~]+|[\s,。.!?、;:"~]+$/gu;

const bareOf = (text: string): string => {
  let rest = text.replace(edges, '');
  for (let round = 0; round < 3 && greeting.test(rest) && rest.replace(greeting, '') !== ''; round += 1) rest = rest.replace(greeting, '');
  return rest.replace(edges, '');
};

const VERB =
  '(?:整改|修复|修理|维修|修|弄|换|处理|解决|清理|清运|清除|清扫|清|搬|补齐|补|焊|安装|安(?=上|装)|装|包|缠|绑|加固|更换|拆除|拆|安排|消除|排除|疏通|疏散|通|关|锁|收|擦|拖|扫|铲|扔|没收|张贴|张挂|贴|挂|搞|整|改|拾掇|归置|收拾|规整|拧紧|拧|紧固|钉|粘|刷|填|盖|围|拉|运|抬|拿|取|赶|撵|劝|挪|移|冲洗|垒|砌|抹|糊|锯|割|栽|埋|办|做|落实|更新|培训|检测|登记|恢复|冲|摆)';
const finished = new RegExp(
  [
    '(?:灯|暖气|水|电|广播|监控|铃)(?:又|都|也|已经)?(?:亮|热|通|来|响|恢复)(?:起来)?了|能(?:打开|关上|关严|锁上?|用|开)了|(?:围|封|圈|拦|盖)(?:起来|上|住|好)了|处理过了|(?:更换|换|修理|维修|修|清理|焊|补|处理|整改|解决)了(?=$|[,。\\s])',
    '换新(?:了|的)?(?!吗|没)|(?:重新)?(?:走|弄|做|装|刷|拉|接)了一遍',
    `${VERB}(?:好|完|毕|走|掉|到位|干净|妥(?:当|善)?|利索|齐|上|出去|结束|成)(?:了|啦|咯|喽|嘞)?(?!没|吗|不|之?前|后再|再)`,
    '(?:已(?:经)?|都|全(?:都|部)?|均|刚刚?)(?:给|让人|找人|把[^,。;!?]{1,10})?(?:整改|修复|处理|更换|维修|修|换|清理|清走|解决|排除|消除|加装|安装|恢复|关闭|拆除|拆|完成|落实|加固|清除|收|锁|贴|补|扔(?!进|到|在)|移除|上锁|改)(?:了|过|完|好|啦|完毕|完成|到位)?',
    '(?:能|可以)(?:走|过|通)(?:人|车)了(?![吗没不么])|搞定|完事儿?了?|弄利索|ok了|好使了|能用了|恢复正常|正常了|妥了[,\\s].|没问题了|(?<!都|也)(?:不|没)(?:再)?(?:漏|响|晃|滴|渗|冒|堵|闪|烫|松|滑|跳闸|有味|裸露|露|掉|翘|歪|挤|呛|绊)[^,。;!?]{0,3}了',
    `(?:换|修|装|补|清|焊|配|买|贴|挂|安)了(?:${'[0-9一二两俩仨三四五六七八九十几半]'}|新|个新|上新|一)`,
    '(?:换|修|锁|清|装|焊|补|拆|安|贴)(?:上|过)了',
    '(?:都|全|全都|已经|现在|其他的?|其它的?)(?:都)?好了|^(?:都)?好了|解决了|整改了(?!吗|没)|修了(?!吗|没|又|好几|半天|几次)',
    '(?<!没)(?<!未)(?:上|加)(?:了)?锁了|整改(?:完成|完毕|结束|到位)|处理(?:完成|完毕)|(?:换|修|装|补|改|清|弄)(?:了)?(?:一遍|一下了)',
  ].join('|'),
  'gu',
);
/** 没修好, 等修好, 怎么修好, 被改好: not done, or not by us. */
const notDone =
  /(?:没|没有|未|不|还没|尚未|等|怎么|咋|如何|能|可以|被|让|要|得|需要|再|快|别|帮|帮忙|赶紧|请|麻烦|无法|没法|没人|谁|明天|马上|尽快|保证|争取|什么时候|啥时候|几时|去|来|才能|的话|如果|才|必须|该|早该|前|内|之前|以内|应该|应当|建议|先|报)(?:给|把|有人|人|能|会|就|去|来|要|弄|全部|都|全|彻底|它|他们|找人)*$/u;

const findDone = (text: string): { start: number; end: number } | null => {
  let last: { start: number; end: number } | null = null;
  for (const match of text.matchAll(finished)) {
    if (notDone.test(text.slice(Math.max(0, match.index - 8), match.index))) continue;
    last = { start: match.index, end: match.index + match[0].length };
  }
  return last;
};

/** Reads the signs of one message or of one part of it. */
export const gatherClues = (normal: NormalText, text: string, context: ReadingContext, lexicon: Lexicon): Clues => {
  const unit = findUnit(text, context.units, context.ownUnit);
  const guessed = unit === null || (unit.unit === null && unit.among.length === 0);
  const hidden = guessed ? text : text.slice(0, unit.start) + '□'.repeat(unit.end - unit.start) + text.slice(unit.end);
  const serious = withoutIdleTalk(hidden);
  const evidence = gatherEvidence(hidden, lexicon);
  const judgement = judge(serious, evidence);
  const wrong = judgement?.strong ?? false;
  const bare = bareOf(serious);
  return {
    normal,
    text,
    bare,
    bareStart: Math.max(0, serious.indexOf(bare)),
    context,
    unit,
    evidence,
    judgement,
    wrong: wrong || defectAlone(serious),
    done: findDone(hidden),
  };
};

const nothingWrong = /没(?:有)?(?:啥|什么|任何|发现)?(?:问题|隐患|异常|毛病|情况)|(?:一切|均|都|全部?)(?:正常|挺好|完好|良好|合格)/gu;
const defectAlone = (text: string): boolean => defect.test(text.replace(nothingWrong, ''));

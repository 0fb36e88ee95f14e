import type { Clues } from '../clues.ts';
import { type IntentRule, re, saidWhole } from './rule.ts';

/** Keeps people away or takes the danger off for a while, whatever the hazard is: nobody rectifies by it. */
const FOR_NOW = [
  '(?:拉|扯)(?:了|上|起|好)*(?:警戒(?:线|带)?|隔离带?|围挡)',
  '停(?:了|掉)*(?:用|工)',
  '拉(?:了|下|掉)*(?:电|总)?闸',
  '(?:关|切断)(?:了|掉|闭|上)*(?:总)?(?:闸|阀门?|电源|气阀|气源)',
  '(?:派|安排|留|叫)(?:了)?(?:人|保安|老师|专人|值班的?)[^,。;!?]{0,4}(?:看|守|盯|站岗|值守)(?:着|住)?',
  '(?:学生|孩子|人员?|师生|娃)(?:都|已经?|全)*(?:撤|疏散|转移|带)(?:走|离|出来|开|到)*[^,。;!?]{0,4}',
  '疏散',
  '(?:不让|不许|禁止|不准)(?:人|学生|孩子|师生)?(?:再)?(?:进|靠近|走|用|去|使用|进入|通行)',
].join('|');
/** May be the rectification itself (没围挡 → 围起来了): only where it is said to be for now. */
const ALSO_REPAIR = [
  '(?:封|围|圈|拦|隔|挡|隔离)(?:起来|上|住|好|闭|死|掉|开)?',
  '(?:贴|放|摆|设|挂|立|插)(?:了|上|好)*(?:个|块|张|了)?(?:警示|封条|提示|路障|锥桶|警告|隔离)[^,。;!?]{0,3}',
].join('|');

/** What also happens by itself (停电了 is a report): only where somebody says that he did it. */
const SWITCHED_OFF =
  /^(?:我们?|俺们?|电工|师傅|让人|找人|叫人|现场|那边|那里|这边)*(?:(?:已(?:经)?|先)+(?:把|将|给)?[^,。;!?]{0,6}|(?:把|将)[^,。;!?]{0,6})(?:断|停)(?:了|开|掉)*(?:电源?|气源?|水)?(?:了|着)?$/u;

/** What stands before it: who, that it is done, that it is for now. */
const LEAD = /^(?:我|们|俺|咱|人|现场|那边|那里|那儿|这边|已|经|都|先|就|现在|刚|马上|让人|找人|给|暂时|临时|目前|也|并)+/u;
/** 把配电箱先…, 东楼梯已…: the thing before it. */
const THING = /^把?[^,。;!?]{0,6}?(?:已经?|先|给)/u;
const TAIL = '(?:了个?|起来|好|住|上|着|使用|的)*';
const said = (measures: string): RegExp => re(`^(?:${measures})${TAIL}$`);
const tells = (part: string, measures: RegExp): boolean => {
  const bare = part.replace(LEAD, '');
  return [part, bare, bare.replace(THING, '').replace(LEAD, '')].some((words) => measures.test(words)) || SWITCHED_OFF.test(part);
};
const forNow = said(FOR_NOW);
const alsoRepair = said(`${FOR_NOW}|${ALSO_REPAIR}`);
/** What people put beside it: 等师傅来修, 学生绕行. */
const beside =
  /^(?:等|正在|马上|明天|下午|回头|准备|已?(?:联系|通知|找)|(?:学生|孩子|人|师生|大家)?(?:都)?(?:已|先)?绕(?:行|道|着走)|安全|没事)[^。;!?]{0,14}$/u;
const isDone = /先|已|了$|着$/u;
const repaired = /修(?:好|复|完|了)|换(?:好|了|新|上)|整改|弄好|处理(?:好|完)|补(?:好|上)|焊|更换|完成|清理|清走/u;

/** Every part of the message tells such a measure, or stands beside one. */
const onlyMeasures = (clues: Clues, pattern: RegExp): boolean => {
  const parts = clues.bare.split(/[\s,。;!?、]+/u).filter((part) => part !== '');
  const measures = parts.filter((part) => tells(part, pattern));
  return measures.some((part) => isDone.test(part)) && parts.every((part) => measures.includes(part) || beside.test(part));
};

/** Without an item of his own that waits, the sender reports, or tells of a check. */
const waitsForHim = ({ context }: Clues): boolean => context.openTasks > 0 || context.mustSecure === true;
const isForNow = (clues: Clues): boolean => clues.context.mustSecure === true || /先|暂时|临时/u.test(clues.bare);

/** 临时管控: 已断电, 先封起来了, from somebody who has something to make safe. */
export const measures: readonly IntentRule[] = [
  {
    name: 'a measure for the meantime',
    intent: 'measure',
    pattern: /^.{2,60}$/du,
    when: (clues) => waitsForHim(clues) && !repaired.test(clues.bare) && onlyMeasures(clues, isForNow(clues) ? alsoRepair : forNow),
    also: (clues) => ({ reason: saidWhole(clues) }),
  },
];

/** The words may tell of such a measure: worth finding out what the sender was asked to make safe. */
export const mayBeMeasure = (text: string): boolean =>
  /警戒|隔离|断|停|闸|阀|电源|看|守|撤|疏散|转移|带|不让|禁止|封|围|圈|拦|挡|贴|放|摆|挂|警示|措施/u.test(text);

import { formatDay } from '../../domain/calendar/display.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import type { ReasonVerb } from '../session.ts';
import type { Saying } from '../turn.ts';
import { checkSayings } from './checks.ts';
import { shortText } from './item-text.ts';

const HELP = [
  '有隐患，一句话告诉我就行：',
  '「三楼东侧楼梯扶手松了」，再发张照片更好。',
  '',
  '收到任务：回复 接收；改好了发 已整改 加照片。',
  '要你验收：回复 同意，或 退回 加原因。',
  '改不了：转给 某某、上报、延到周五，都加一句原因。',
  '检查 — 查完说「今天查了三中，没问题」；查自己学校说「日巡查正常」',
  '待查 — 看还有哪些学校没查',
  '待办 — 看要你办的事',
  '进度 — 看你报的到哪一步了',
  '说错了，是四楼 — 改刚报的那条',
  '撤回 — 报错了',
  '纯文字 — 卡片看不到时用',
  '',
  '有人受伤、起火、燃气味：先救人撤离，打 119、120、110。',
].join('\n');

const UNBOUND = [
  '我还不知道你是哪位老师。',
  '请发：绑定 姓名 手机号',
  '例如：绑定 张三 13800001234',
  '学校安全办确认后就能用了。急事（着火、受伤、闯校）现在就可以直接说。',
].join('\n');

const CANNOT_READ: Record<Extract<Saying, { say: 'cannot-read' }>['what'], string> = {
  video: '视频我先存着，但看不懂。请用一句话说说是哪里、什么问题，或发张照片。',
  file: '文件我看不了。请用一句话说说是哪里、什么问题，或发张照片。',
  link: '链接我打不开。请用一句话说说是哪里、什么问题。',
  other: '这种消息我看不懂。请发文字或照片，说说是哪里、什么问题。发「帮助」看我会什么。',
};

const REASON_QUESTION: Record<ReasonVerb, string> = {
  return: '为什么退回？说一句就行，例如：照片看不清，重新拍。',
  reject: '为什么不属实？说一句就行，例如：现场看过，是好的。',
  withdraw: '为什么撤回？说一句就行，例如：看错了。',
  escalate: '难在哪里？说一句就行，例如：要两万块，学校没这笔钱。',
  'answer-escalation': '怎么办？说一句就行，例如：钱由中心校出，周五前修好。',
  'refuse-extension': '为什么不同意延期？说一句就行，例如：离开学太近，不能再拖。',
  reopen: '为什么重新打开？说一句就行，例如：又松了，没修牢。',
  enforce: '查处了什么？说一句就行，例如：责令停用，限三天改完。',
  measure: '采取了什么措施？说一句就行，例如：已拉警戒线，停用东楼梯。',
  'not-pursued': '为什么不追责？说一句就行，会存档，例如：一直在等配件，措施都到位。',
};

/** The clock is not asked: the day with its weekday can be read on any day. */
const dayOf = (iso: string): string => {
  const day = localDay(new Date(iso));
  return formatDay(day, day);
};

const numbered = (lines: readonly string[]): string => lines.map((line, index) => `${index + 1}. ${line}`).join('\n');

const WORDS: { [S in Saying['say']]: (saying: Extract<Saying, { say: S }>) => string } = {
  help: () => HELP,
  welcome: () => `您好，我是校安网格。\n${HELP}`,
  thanks: () => '好的，辛苦了。有隐患随时说一声。',
  dropped: () => '好，那就先这样，我没有改动。',
  'photo-kept': ({ mayBeAfter }) =>
    mayBeAfter
      ? '照片收到了。新问题：说一句哪里、什么问题；整改好的：发「已整改」。还有照片可以接着发。'
      : '照片收到了。是哪里、什么问题？说一句就行；还有照片可以接着发。',
  'photo-broken': () => '这张图打不开，可能没传完整。请重新拍一张发来。',
  'photo-lost': () => '这张照片没取到（平台那边没给）。请再发一次，文字不用重写。',
  'photos-full': ({ most }) => `一次最多放 ${most} 张照片，后面的没有放进去。`,
  'photo-before-or-after': ({ number }) => `这是 ${number} 整改好的照片吗？\n回复 1 是，整改好了\n回复 2 不是，是新发现的问题`,
  'need-after-photo': ({ number }) => `好的。再发一张整改后的照片，${number} 就交去验收。`,
  'need-reason': ({ verb }) => REASON_QUESTION[verb],
  'need-transfer': ({ number, to }) =>
    to === null ? `${number} 转给谁、为什么？例如：转给 李师傅，归总务管。` : `为什么转？说一句就行，例如：归总务管。（${number}）`,
  'need-extension': ({ number, until }) =>
    until === null
      ? `${number} 想延到哪天、为什么？例如：延到下周五，配件还没到。`
      : `想延到${dayOf(until)}，为什么？说一句就行，例如：配件还没到。（${number}）`,
  'need-away': () => '请假到哪天？例如：请假到周五。这几天要你办的，会同时发给你的代理人。',
  'need-number': ({ verb }) => `「${verb}」是指哪一条？请写全号，例如 H26110023。`,
  'nothing-to': ({ verb }) => `现在没有等你「${verb}」的事。发「待办」看看要你办的。`,
  left: ({ count }) => `还有 ${count} 条，再说一次就接着办。`,
  which: ({ verb, items, several }) =>
    `「${verb}」是指哪一条？回复序号${several ? '（可以几个一起，如 1、3）' : ''}：\n${numbered(items.map((item) => `${item.number} ${shortText(item.title, 24)}`))}`,
  'which-unit': ({ names }) => `是哪一所？回复序号：\n${numbered(names)}`,
  'unit-unknown': () => '没找到这所学校。请说全名，例如：石桥镇中心小学。',
  partial: ({ number }) => `好，先改了一部分。剩下的弄完，再发「已整改」和照片${number ? `（${number}）` : ''}。`,
  'yes-but': () => '这算同意，还是先退回补齐？请回复「同意」，或「退回」加原因。',
  'voice-needs-words': () => '语音我存下了，但还听不懂。麻烦打一行字：哪里、什么问题。',
  'position-needs-words': () => '位置收到了。那里有什么问题？说一句就行。',
  'place-needs-words': ({ place }) => `「${shortText(place, 20)}」有什么问题？说一句就行，发照片也可以。`,
  'not-understood': () => '没太看懂。要报隐患吗？说说哪里、什么问题就行。',
  'cannot-read': ({ what }) => CANNOT_READ[what],
  'no-such-number': ({ shown }) =>
    shown > 0 ? `刚才的列表只有 1 到 ${shown}，请再看一下序号。` : '没有正在等你选的列表。发「待办」看看要你办的事。',
  'unknown-number': ({ ref }) => `没有找到尾号 ${ref} 的隐患。请写全号，例如 H26110023，或发「待办」看看。`,
  ...checkSayings,
  'stale-button': () => '这张卡片已经用不了了。发「待办」看最新情况。',
  unbound: () => UNBOUND,
  'stranger-too-often': () =>
    '今天已经收到你好几条，都转给教育局了。急事请直接打 119、120、110；平时使用请先绑定：发「绑定 姓名 手机号」。',
  empty: () => '没看到内容。请说说是哪里、什么问题，例如：食堂后门消防通道堆了白菜。',
};

/** The words of every fixed saying. */
export const sayingText = (saying: Saying): string => (WORDS[saying.say] as (saying: Saying) => string)(saying);

/** Something that the bot cannot do: whom to call. `names`: the 具体责任人 of the speaker's own unit. */
export const notYetText = (what: string, names: readonly string[]): string => {
  const whom = names.length > 0 ? `找 ${names.join('、')}（学校安全工作具体责任人）` : '找教育局安全办公室';
  return `「${what}」我现在还办不了，请直接${whom}。已报的隐患照常办，不受影响。`;
};

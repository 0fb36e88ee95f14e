import { formatDay } from '../../domain/calendar/display.ts';
import type { LocalDay } from '../../domain/calendar/local-time.ts';
import { MOST_SCHOOLS, REVEAL_AT } from '../../domain/inspection/draw.ts';

/** Words about 四不两直 draws: none of them names a school that was drawn. */

export const notYourDrawText =
  '四不两直抽查只有教育局的三个责任人（网格长、直接责任人、具体责任人）能发起，我不能替你抽。要查自己的学校，查完说一声就行，例如「今天查了，没问题」。';

/** What was sealed, as its asker is told. `before`: earlier draws of the same day. `usual`: nobody said how many. */
export type SealedWords = {
  unitName: string;
  on: LocalDay;
  today: LocalDay;
  count: number;
  wanted: number;
  outOf: number;
  usual: boolean;
  dayOff: boolean;
  inspectors: readonly string[];
  id: string;
  hash: string;
  before: number;
};

const SHORT_ID = 8;

export const sealedText = (draw: SealedWords): string => {
  const day = formatDay(draw.on, draw.today);
  const fewer = draw.count < draw.wanted ? `能抽的只有 ${draw.count} 所，都在里面了。` : '';
  return [
    `抽好了，已封存：${day}，${draw.count} 所（从${draw.unitName} ${draw.outOf} 所里抽），检查人：${draw.inspectors.join('、')}。`,
    ...(draw.usual ? [`你没说几所，我按 ${draw.wanted} 所抽的。`] : []),
    ...(fewer === '' ? [] : [fewer]),
    ...(draw.dayOff ? [`提醒一下：${day}不是工作日。`] : []),
    ...(draw.before > 0 ? [`这一天之前已经抽过 ${draw.before} 次，每次都留着、都查得到，到时候也都会告诉检查人。`] : []),
    `当天 ${REVEAL_AT} 只告诉检查人，在那之前谁也看不到抽中了哪几所。`,
    `校验码（对外可公布）：${draw.hash}`,
    `抽签编号 ${draw.id.slice(0, SHORT_ID)}。抽查那天以后，谁想核对都可以请管理员运行：grid draw --check ${draw.id.slice(0, SHORT_ID)}，能看出名单有没有被换过。`,
  ].join('\n');
};

export const unclearDrawDayText = '没看懂是哪一天，还没抽。请说清日子，例如「下周三四不两直抽查3所」；不说日子就是下一个工作日。';

export const tooLateText = (on: LocalDay, today: LocalDay): string =>
  on < today
    ? `${formatDay(on, today)}已经过了，没抽。请说一个往后的日子，例如「明天四不两直抽查3所」。`
    : `今天 ${REVEAL_AT} 就该告诉检查人了，现在抽今天的来不及，没抽。可以说「明天四不两直抽查3所」。`;

export const badCountText = `一次能抽 1 到 ${MOST_SCHOOLS} 所，没抽。请再说一次，例如「四不两直抽查3所」。`;

export const unknownInspectorText = (said: string): string =>
  `教育局里没有找到「${said}」，还没抽。请说检查人的全名，例如「四不两直抽查3所 让张三、李四去」。`;

export const severalInspectorsText = (said: string, names: readonly string[]): string =>
  `「${said}」有好几位：${names.join('、')}。还没抽，请说全名或工号。`;

export const isSchoolText = (name: string): string =>
  `${name}只有一所，不用抽：直接去就行，查完说一声「今天查了${name}，没问题」。要从一片学校里抽，就说「四不两直抽查3所」。`;

export const otherCityText = '这个单位不归你们教育局管，没抽。';
export const noSchoolsText = (unitName: string): string => `${unitName}下面没有可抽的学校，没抽。`;
export const allBarredText = '能抽的学校都是检查人自己任职的学校，自己不能查自己，没抽。请换个检查人，例如加一句「让张三去」。';
export const inspectorGoneText = (names: readonly string[]): string => `${names.join('、')} 已离岗，没抽。请换个检查人。`;
export const tooManyInspectorsText = `检查人太多了，一次最多 ${MOST_SCHOOLS} 位，没抽。`;

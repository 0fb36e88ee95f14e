import { formatDay, sayMoment } from '../../domain/calendar/display.ts';
import { atLocal, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { isLate, REVEAL_AT } from '../../domain/inspection/draw.ts';
import type { Button, CardDraft, DraftBody } from '../../messaging/draft.ts';

/** A school that somebody has to go to, with its open hazards that cannot be left lying. `insteadOf`: who was to go, where that is another. */
export type SchoolToVisit = { code: string; name: string; shortName: string; serious: number; major: number; insteadOf: string | null };

/** A card has so many rows and buttons; beyond them the list is words. */
const MOST_ON_A_CARD = 6;
/** A button's label must not lose its end. */
const LONGEST_ON_A_BUTTON = 5;

const HOW = '不发通知、不打招呼、不听汇报、不用陪同接待，直奔基层、直插现场。到校前请不要告诉任何人。';
const WHY = '为什么抽中：没办结和超期的隐患、多久没人查、学生多少，合在一起算的。';

const openHazards = ({ serious, major }: SchoolToVisit): string => {
  const counted = [...(major > 0 ? [`重大 ${major} 条`] : []), ...(serious > 0 ? [`较大 ${serious} 条`] : [])];
  return counted.length > 0 ? `没办结：${counted.join('、')}` : '没有较大以上隐患';
};

const lineOf = (school: SchoolToVisit): string =>
  `${school.name}，${openHazards(school)}${school.insteadOf === null ? '' : `，替 ${school.insteadOf} 去`}`;

/** The day is over because nothing ran: whoever reads it must not think that it is meant for today. */
const lateLine = (on: LocalDay, now: Date): string[] => {
  if (!isLate(on, now)) return [];
  const meant = sayMoment(atLocal(on, REVEAL_AT), now);
  return [`这份抽查本该 ${meant} 告诉你，程序当时没有运行，晚了。它是 ${formatDay(on, localDay(now))} 的抽查，还去不去请自己定。`];
};

const recordLine = (first: string): string => `查完说一声：「今天查了${first}，没问题」，或「${first}检查，发现灭火器过期」。`;

const checkedButton = ({ code, name, shortName }: SchoolToVisit): Button => ({
  label: `${shortName.slice(0, LONGEST_ON_A_BUTTON)} 已查正常`,
  style: 'default',
  action: { do: 'check-ok', number: null, version: null, data: { school: code, name } },
});

const cardOf = (title: string, text: string, schools: readonly SchoolToVisit[]): CardDraft => ({
  title,
  tone: 'warning',
  source: '校安网格 · 四不两直',
  text,
  fields: schools.map((school, index) => ({ name: `第${index + 1}所`, value: lineOf(school) })),
  buttons: schools.map(checkedButton),
  outcome: null,
});

/** What one inspector is told at 07:30 of the day: his schools, and nobody else's. */
export const drawRevealBody = (on: LocalDay, schools: readonly SchoolToVisit[], now: Date): DraftBody => {
  const title = `四不两直：${isLate(on, now) ? formatDay(on, localDay(now)) : '今天'}查 ${schools.length} 所`;
  const parts = [...lateLine(on, now), HOW, WHY, recordLine(schools[0]?.shortName ?? '')];
  if (schools.length <= MOST_ON_A_CARD) return { kind: 'card', card: cardOf(title, parts.join('\n'), schools) };
  const listed = schools.map((school, index) => `${index + 1}. ${lineOf(school)}`);
  return { kind: 'text', text: [`【${title}】`, ...listed, ...parts].join('\n') };
};

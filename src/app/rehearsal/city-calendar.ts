import type { SchoolScope } from '../../domain/calendar/calendar-data.ts';
import { type DayNumber, dayNumber, dayText, weekdayOf } from './day-number.ts';

export type EntryKind = '放假' | '上班' | '学期' | '敏感时期';

/** A row of the city's own calendar. Both ends included. */
export type CalendarEntry = {
  kind: EntryKind;
  name: string;
  from: DayNumber;
  to: DayNumber;
  multiplier: number;
  appliesTo: readonly SchoolScope[];
};

/** The city's rows, and the days of the State Council's notice that lie under them. */
export type CityCalendar = { entries: CalendarEntry[]; statutory: ReadonlyMap<string, 'off' | 'work'> };

const ALL: readonly SchoolScope[] = ['全部'];

const span = (kind: EntryKind, name: string, from: string, to: string, more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  kind,
  name,
  from: dayNumber(from),
  to: dayNumber(to),
  multiplier: 1,
  appliesTo: ALL,
  ...more,
});

const period = (name: string, from: string, to: string, multiplier: number, ...appliesTo: SchoolScope[]): CalendarEntry =>
  span('敏感时期', name, from, to, { multiplier, appliesTo: appliesTo.length > 0 ? appliesTo : ALL });

const terms = (year: number): CalendarEntry[] => [
  span('学期', `${year}春季学期`, `${year}-02-24`, `${year}-07-05`),
  span('学期', `${year}暑期托管`, `${year}-07-06`, `${year}-07-20`, { appliesTo: ['幼儿园'] }),
  span('学期', `${year}高三开学`, `${year}-08-20`, `${year}-08-31`, { appliesTo: ['高中'] }),
  span('学期', `${year}秋季学期`, `${year}-09-01`, `${year + 1}-01-20`),
];

/** They overlap, fall into vacations and holidays, and one lies in a statutory holiday as a whole. */
const periods = (year: number): CalendarEntry[] => [
  period(`${year}春季开学`, `${year}-02-17`, `${year}-03-09`, 2),
  period(`${year}两会`, `${year}-03-03`, `${year}-03-12`, 1.5),
  period(`${year}五一`, `${year}-05-01`, `${year}-05-05`, 1),
  period(`${year}儿童节`, `${year}-05-25`, `${year}-06-01`, 4, '幼儿园'),
  period(`${year}高考`, `${year}-06-05`, `${year}-06-23`, 2, '高中'),
  period(`${year}汛期`, `${year}-06-01`, `${year}-09-30`, 1.5),
  period(`${year}秋季开学`, `${year}-08-25`, `${year}-09-14`, 2),
  period(`${year}国庆`, `${year}-09-28`, `${year}-10-08`, 4),
  period(`${year}消防日`, `${year}-11-09`, `${year}-11-09`, 1),
  period(`${year}冬季取暖`, `${year}-11-15`, `${year + 1}-03-15`, 1.5),
  period(`${year}寄宿安全周`, `${year}-12-01`, `${year}-12-07`, 2, '寄宿'),
];

const NAMED_DAYS: readonly [name: string, from: string, to: string][] = [
  ['元旦', '01-01', '01-03'],
  ['春节', '02-10', '02-17'],
  ['清明', '04-04', '04-06'],
  ['劳动节', '05-01', '05-05'],
  ['端午', '06-19', '06-21'],
  ['国庆', '10-01', '10-07'],
];

const saturdayFrom = (day: DayNumber): DayNumber => day + ((13 - weekdayOf(day)) % 7);

/** For years that the State Council has said nothing of yet: holidays, and a Saturday worked after each long one. */
const inventedDays = (year: number): CalendarEntry[] => [
  ...NAMED_DAYS.map(([name, from, to]) => span('放假', `${year}${name}`, `${year}-${from}`, `${year}-${to}`)),
  ...['05-06', '10-08'].map((after) => {
    const saturday = dayText(saturdayFrom(dayNumber(`${year}-${after}`)));
    return span('上班', `${year}调休${after}`, saturday, saturday);
  }),
];

/** A day off and a make-up Saturday of the city's own: its workbook wins over the notice. */
const ownDays = (year: number): CalendarEntry[] => {
  const saturday = dayText(saturdayFrom(dayNumber(`${year}-04-20`)));
  return [span('放假', `${year}运动会`, `${year}-04-17`, `${year}-04-17`), span('上班', `${year}补课`, saturday, saturday)];
};

/** The calendar of the years around a time. */
export const cityCalendar = (from: DayNumber, to: DayNumber, statutory: ReadonlyMap<string, 'off' | 'work'>): CityCalendar => {
  const [first, last] = [Number(dayText(from).slice(0, 4)) - 1, Number(dayText(to).slice(0, 4)) + 1];
  const known = new Set([...statutory.keys()].map((day) => day.slice(0, 4)));
  const entries = Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((year) => [
    ...terms(year),
    ...periods(year),
    ...(known.has(String(year)) ? [] : inventedDays(year)),
    ...ownDays(year),
  ]);
  return { entries, statutory };
};

/** A sensitive period that somebody sets by hand, ten days from this day on. */
export const extraPeriod = (calendar: CityCalendar, from: DayNumber): CityCalendar => ({
  ...calendar,
  entries: [...calendar.entries, period('临时重大活动', dayText(from), dayText(from + 9), 3)],
});

import { type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type CheckPeriod, dayAllowed } from '../../domain/inspection/check.ts';
import { periodNamed } from '../reading/checked.ts';
import { normalise } from '../reading/normalise.ts';
import { parseNumberList } from '../reading/numbers.ts';
import type { CheckedSchool, Finding, Reading } from '../reading/reading.ts';
import { checking, normal, period as periodWords } from '../reading/rules/telling.ts';
import { type NamedSchool, type Session, TOGETHER_MS } from '../session.ts';
import type { Situation } from '../situation.ts';
import { type Act, type CheckedAt, type CheckSaid, type ReportAct, type Saying, say, type Turn, type UnclearCheck } from '../turn.ts';
import type { Handler } from './item-words.ts';
import { rectified } from './item-words.ts';
import { isNews } from './on-the-spot.ts';
import { report, reportAct } from './report-words.ts';

type CheckAct = Extract<Act, { act: 'check' }>;

/** The reading of the check in a message, where there is one. */
export const checkIn = (reading: Reading): CheckedSchool[] | null =>
  reading.intent === 'inspection' || reading.second?.intent === 'inspection' ? (reading.checked ?? null) : null;

export const periodIn = (reading: Reading, text: string): CheckPeriod | null =>
  periodNamed((reading.intent === 'inspection' ? reading : reading.second)?.period ?? null, normalise(text).text);

/** A finding as a report: at the school, with what the whole message says of who may know of it. */
const reportOf = (
  { words, reading: found }: Finding,
  whole: Reading,
  school: string | null,
  photos: string[],
  spot: string | null,
): ReportAct => {
  const act = reportAct(found, words, photos, spot);
  return {
    ...act,
    unit: school ?? act.unit,
    unnamed: act.unnamed || whole.unnamed,
    withheldFromSchool: act.withheldFromSchool || whole.withheldFromSchool,
  };
};

/** Where the speaker was when he sent his last position, if that was just now. */
const positionOf = ({ spot, onSite }: Session, now: Date): string | null => {
  if (spot) return spot.text;
  const justNow = onSite?.kind === 'position' && now.getTime() - Date.parse(onSite.at) <= TOGETHER_MS;
  return justNow ? (onSite?.what ?? null) : null;
};

/** Photos and position that came before the words: those of what was found, else of the check. */
export const beforeWords = ({ session, now }: Situation): { photos: string[]; position: string | null } => ({
  photos: session.drafts.map(({ hash }) => hash),
  position: positionOf(session, now),
});

type Sorted = { at: CheckedAt[]; unclear: UnclearCheck[]; sayings: Saying[] };

/** Days that nothing can be recorded for: said, and left out. Of what was found no day is too late. */
const refusal = (day: LocalDay, today: LocalDay, schools: string[]): Saying | null => {
  const allowed = dayAllowed(day, today);
  if (allowed === 'future') return { say: 'check-planned', day, today, schools };
  return allowed === 'too-old' ? { say: 'check-too-old', day, today, schools } : null;
};

/** Each school of the message: where it is, or what is unclear about it. */
const sorted = (checked: readonly CheckedSchool[], reading: Reading, situation: Situation, settled = false): Sorted => {
  const { now, session, speaker } = situation;
  const today = localDay(now);
  const own = speaker?.unit ?? null;
  let photos = session.drafts.map(({ hash }) => hash);
  const found: Sorted = { at: [], unclear: [], sayings: [] };
  for (const { unit, said, among, day: named, result, findings } of checked) {
    const school = unit ?? (said === null ? own : null);
    const day = findings.length > 0 && named !== null && named > today ? today : (named ?? today);
    const name = said ?? null;
    const refused = findings.length > 0 && dayAllowed(day, today) === 'ok' ? null : refusal(day, today, name === null ? [] : [name]);
    if (refused) found.sayings.push(refused);
    if (refused && findings.length === 0) continue;
    const reports = findings.map((finding) => {
      const act = reportOf(finding, reading, school?.id ?? null, photos, session.spot?.text ?? null);
      photos = [];
      return act;
    });
    const saidOfIt: CheckSaid = { day, result, reports, ...(settled ? { settled } : {}) };
    if (school) found.at.push({ ...saidOfIt, school: school.id, name, found: [] });
    else found.unclear.push({ ...saidOfIt, said, options: among.map((each) => ({ id: each.id, name: each.name })) });
  }
  return found;
};

/** A check of these schools, and the session without what went into it. */
export const checkActOf = (
  { at, unclear }: Pick<Sorted, 'at' | 'unclear'>,
  words: { text: string; period: CheckPeriod | null },
  situation: Situation,
): { act: CheckAct; session: Session } => {
  const [first = null, ...more] = unclear;
  const found = [...at, ...unclear].some(({ reports }) => reports.length > 0);
  const { photos, position } = beforeWords(situation);
  return {
    act: {
      act: 'check',
      schools: at,
      unclear: first,
      alsoUnclear: more.flatMap(({ said }) => said ?? []),
      period: words.period,
      words: words.text.trim(),
      photos: found ? [] : photos,
      position,
      pressed: false,
    },
    session: { ...situation.session, drafts: [], spot: null, asked: null },
  };
};

const tellsOfCheck = (text: string): boolean => {
  const words = normalise(text).text;
  return checking.test(words) || periodWords.test(words);
};

/** 没问题 from somebody of no school, who names none and speaks of no check, is only a kind word. */
const isOnlyTalk = (checked: readonly CheckedSchool[], text: string, { speaker }: Situation): boolean =>
  !speaker?.unit && checked.every(({ said, findings }) => said === null && findings.length === 0) && !tellsOfCheck(text);

/** 刚才楼道的纸箱我让他们搬走了 tells of no check: shown by a photo it is a report that is solved, else perhaps a task that is done. */
const solvedWithoutCheck = (reading: Reading, text: string, situation: Situation): Turn | null => {
  if (isNews(reading, text, situation)) return situation.session.drafts.length > 0 ? report(reading, text, situation) : null;
  return situation.tasks.length > 0 ? rectified(reading, text, situation) : null;
};

/** What was read of a check that is told in one word. */
const asWhole = ({ unit, unitText, result }: Reading): CheckedSchool[] => [
  { unit, said: unitText, among: [], day: null, result: result === '正常' || result === '有问题' ? result : null, findings: [] },
];

/** 今天查了三中，没问题: checks of the schools that are named, or of the speaker's own, with what they found. */
export const check: Handler = (reading, text, situation) => {
  const { session } = situation;
  const checked = checkIn(reading) ?? asWhole(reading);
  if (isOnlyTalk(checked, text, situation)) return say(session, { say: 'thanks' });
  const named = checked.some(({ said }) => said !== null);
  const aside = reading.solvedOnSpot && !named && !tellsOfCheck(text);
  const solved = aside ? solvedWithoutCheck(reading, text, situation) : null;
  if (solved) return solved;
  if (aside && !situation.speaker?.unit) return say(session, { say: 'thanks' });
  const told = aside ? checked.map((each) => ({ ...each, findings: [] })) : checked;
  const { at, unclear, sayings } = sorted(told, reading, situation, aside);
  const said = sayings.map((saying) => ({ act: 'say' as const, saying }));
  const late = [...at, ...unclear].filter(({ day }) => dayAllowed(day, localDay(situation.now)) !== 'ok');
  const reports = late.flatMap((each) => each.reports);
  const inTime = { at: at.filter((each) => !late.includes(each)), unclear: unclear.filter((each) => !late.includes(each)) };
  if (inTime.at.length + inTime.unclear.length === 0) return { acts: [...reports, ...said], session: { ...session, asked: null } };
  const { act, session: after } = checkActOf(inTime, { text, period: periodIn(reading, text) }, situation);
  return { acts: [act, ...reports, ...said], session: after };
};

const DIGITS = '\\d{1,2}(?!\\d)(?:\\s*(?:[、,和到至\\s-]|跟)\\s*\\d{1,2}(?!\\d))*';
const VERB = '(?:都|全|已经?)?(?:检查|巡查|排查|查|去|看)(?:完|过|好)?(?:了|过)?';
/** 查了1、3，没问题; 1、3 没问题; 1 灭火器过期. */
const BY_NUMBER = new RegExp(
  `^(?:(?:今[天早]|上午|下午|刚才?|我|已经?)\\s*)*(?<before>${VERB})?\\s*第?(?<list>${DIGITS})(?:所|号|家|个)?(?:学校)?(?<gap>[\\s,:]*)(?<after>${VERB})?[\\s,。]*(?<rest>.*)$`,
  'u',
);
/** 3 楼灯坏了 is no line of a list. */
const NO_LINE = /^(?:楼|层|班|年级|栋|教|室|宿|号|单元|米|点|天|条)/u;

type Lines = { numbers: number[]; rest: string };

const linesIn = (text: string): Lines | null => {
  const groups = BY_NUMBER.exec(normalise(text).text.trim())?.groups;
  const numbers = parseNumberList(groups?.list ?? '');
  if (!groups || !numbers || numbers.length === 0) return null;
  const rest = groups.rest ?? '';
  const told = groups.before !== undefined || groups.after !== undefined;
  if (rest === '') return told ? { numbers, rest } : null;
  if (NO_LINE.test(rest) || (!told && groups.gap === '' && !normal.test(rest))) return null;
  return { numbers, rest };
};

const findingIn = (reading: Reading, words: string): Finding[] => {
  const found = reading.intent === 'report' ? reading : reading.second?.intent === 'report' ? reading.second : null;
  return found ? [{ words, reading: { ...found, second: null } }] : [];
};

/** After 待查: its numbers stand for the schools of the list. Null: the message does not speak of them. */
export const checkByNumbers = (reading: Reading, text: string, situation: Situation): Turn | null => {
  const { session, now } = situation;
  const { shown } = session;
  if (shown?.kind !== 'schools') return null;
  if (reading.intent === 'choose' && Array.isArray(reading.numbers)) return chosen(reading.numbers, shown.refs, session);
  const lines = linesIn(text);
  if (!lines || reading.unit !== null) return null;
  const codes = [...new Set(lines.numbers)].map((at) => shown.refs[at - 1]);
  if (!codes.every((code) => code !== undefined)) return say(session, { say: 'no-such-number', shown: shown.refs.length });
  const fine = normal.test(lines.rest);
  const findings = fine ? [] : findingIn(reading, lines.rest);
  if (lines.rest !== '' && !fine && findings.length === 0) return null;
  if (findings.length > 0 && codes.length > 1) return say(session, { say: 'check-which-found' });
  const photos = session.drafts.map(({ hash }) => hash);
  const at = codes.map(
    (school): CheckedAt => ({
      school,
      name: null,
      day: localDay(now),
      result: fine ? '正常' : findings.length > 0 ? '有问题' : null,
      reports: findings.map((finding) => reportOf(finding, reading, school, photos, session.spot?.text ?? null)),
      found: [],
    }),
  );
  const { act, session: after } = checkActOf({ at, unclear: [] }, { text, period: null }, situation);
  return { acts: [act], session: after };
};

const chosen = (numbers: readonly number[], refs: readonly string[], session: Session): Turn => {
  const [line = 0] = numbers;
  const school = refs[line - 1];
  if (!school) return say(session, { say: 'no-such-number', shown: refs.length });
  if (numbers.length > 1) return say(session, { say: 'check-numbers-alone', numbers: [...numbers] });
  return { acts: [{ act: 'due-at', school, line }], session };
};

const PERIODS: readonly CheckPeriod[] = ['day', 'week', 'month', 'quarter'];

/** A digest's button: today's check of one school, with nothing found. */
export const pressedCheck = (data: Record<string, string> | undefined, situation: Situation): Turn => {
  const school: NamedSchool | null = data?.school ? { code: data.school, name: data.name ?? '' } : null;
  if (!school) return { acts: [{ act: 'to-check' }], session: situation.session };
  const at: CheckedAt[] = [
    { school: school.code, name: school.name || null, day: localDay(situation.now), result: '正常', reports: [], found: [] },
  ];
  const period = PERIODS.find((each) => each === data?.period) ?? null;
  const { act, session } = checkActOf({ at, unclear: [] }, { text: '按钮：已查正常', period }, situation);
  return { acts: [{ ...act, pressed: true }], session };
};

import { normalise } from '../reading/normalise.ts';
import { parseNumberList } from '../reading/numbers.ts';
import type { Reading } from '../reading/reading.ts';
import { normal } from '../reading/rules/telling.ts';
import { findUnits } from '../reading/units.ts';
import type { NamedSchool } from '../session.ts';
import type { Situation } from '../situation.ts';
import { checkOf, say, type Turn } from '../turn.ts';
import { type Answer, CHANGES_THE_SUBJECT, isReport, POLITE, QUESTION } from './answer.ts';
import { idsAt, schoolOf } from './found-by-check.ts';
import { reportAct } from './report-words.ts';

const END = '[的了呢啊呀哈,，。.!！\\s👍]*$';
const NOTHING = new RegExp(`^(?:都|全|全部|也|暂时)?(?:没|没有|无|没啥|没什么|没查出|没发现|正常|没毛病)(?:问题|隐患)?${END}`, 'u');
const SOMETHING = new RegExp(`^(?:有|有问题|有隐患|有一?些|有几个|查出了?|发现了)(?:问题|隐患)?${END}`, 'u');
const MOST = 16;

const isNothing = (reading: Reading, text: string): boolean => {
  const words = normalise(text).text.trim();
  const short = words.length <= MOST && reading.unit === null;
  return short && (NOTHING.test(words) || (normal.test(words) && !isReport(reading)));
};

const reportIn = (reading: Reading): Reading | null => {
  if (reading.intent === 'report') return reading;
  return reading.second?.intent === 'report' ? reading.second : null;
};

/** 查出问题了吗？ 没有 closes it; what is reported instead was found by these checks. */
export const checkResult: Answer<'check-result'> = ({ ids, schools }, reading, text, situation) => {
  const { session } = situation;
  if (isNothing(reading, text)) {
    const acts = [{ act: 'amend-check' as const, ids, change: { result: '正常' as const }, words: text.trim(), reports: [] }];
    return { acts, session: { ...session, asked: null } };
  }
  if (SOMETHING.test(text.trim())) return say(session, { say: 'check-found-what' });
  const found = reportIn(reading);
  const school = found && schoolOf(schools, found);
  if (!found || !school || (reading.intent === 'inspection' && reading.unit !== null)) return null;
  const photos = session.drafts.map(({ hash }) => hash);
  const act = reportAct(found, text, photos, session.spot?.text ?? null);
  return {
    acts: [{ ...act, unit: school.code, foundBy: idsAt(ids, schools, school) }],
    session: { ...session, drafts: [], spot: null, asked: null },
  };
};

const LIST = /^(?:第)?(\d{1,2}(?:\s*[、,，和\s-]\s*\d{1,2})*)(?:所|个|号)?[\s。.]*$/u;

const schoolsIn = (options: readonly string[], text: string, { units }: Situation): NamedSchool[] | 'no-such-line' => {
  const words = normalise(text).text.trim();
  const digits = LIST.exec(words)?.[1];
  if (digits !== undefined && options.length > 0) {
    const codes = (parseNumberList(digits) ?? []).map((at) => options[at - 1]);
    return codes.every((code) => code !== undefined) ? codes.map((code) => ({ code, name: '' })) : 'no-such-line';
  }
  const named = findUnits(words, units, null).flatMap(({ unit, start, end }) =>
    unit ? [{ code: unit.id, name: words.slice(start, end) }] : [],
  );
  return [...new Map(named.map((school) => [school.code, school])).values()];
};

/** Several units have the name that was said: which? */
const sameName = (text: string, { units }: Situation): { id: string; name: string }[] => {
  const found = findUnits(normalise(text).text, units, null).find(({ unit, among }) => unit === null && among.length > 1);
  return (found?.among ?? []).slice(0, 6).map(({ id, name }) => ({ id, name }));
};

const LONGEST_ANSWER = 40;

/** 查的是哪所学校？ by number or by name, one or several. */
export const checkSchool: Answer<'check-school'> = ({ check, options, at }, reading, text, situation): Turn | null => {
  const { session } = situation;
  if (isReport(reading) || text.trim().length > LONGEST_ANSWER) return null;
  const again = reading.intent === 'inspection' && reading.checked?.some(({ said, day }) => said !== null && day !== null);
  if (again) return null;
  const schools = schoolsIn(options, text, situation);
  if (schools === 'no-such-line') return say(session, { say: 'no-such-number', shown: options.length });
  if (schools.length > 0) return { acts: [checkOf(check, schools)], session: { ...session, asked: null } };
  const several = sameName(text, situation);
  if (several.length > 0) {
    const asked = { kind: 'check-school' as const, check, options: several.map(({ id }) => id), at };
    return say({ ...session, asked }, { say: 'which-unit', names: several.map(({ name }) => name) });
  }
  const other = CHANGES_THE_SUBJECT.has(reading.intent) || !['chitchat', 'amend', 'report', 'inspection'].includes(reading.intent);
  if (other || reading.intent === 'inspection' || POLITE.test(text.trim()) || QUESTION.test(text) || text.trim().length > 16) return null;
  return say(session, { say: 'unit-unknown' });
};

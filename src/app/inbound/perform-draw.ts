import {
  allBarredText,
  badCountText,
  inspectorGoneText,
  isSchoolText,
  noSchoolsText,
  notYourDrawText,
  otherCityText,
  sealedText,
  severalInspectorsText,
  tooLateText,
  tooManyInspectorsText,
  unclearDrawDayText,
  unknownInspectorText,
} from '../../conversation/replies/draw.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { isWorkingDay } from '../../domain/calendar/calendar-data.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import { USUAL_SCHOOLS } from '../../domain/inspection/draw.ts';
import { type PersonRecord, peopleOf, type RoleHolder } from '../../store/organisation.ts';
import { attemptDraw, type DrawProblem, type MadeDraw } from '../inspections/make-draw.ts';
import { peopleMeant } from './find-person.ts';
import { type Performed, type Performing, saying } from './performing.ts';

type DrawAct = Extract<Act, { act: 'draw' }>;
type Unit = { code: string; name: string };

/** More names than that are no question any more. */
const MOST_OFFERED = 6;

/** The bureau whose three roles the speaker has one of; null: he may not draw. */
const bureauOf = ({ knowledge }: Performing): Unit | null =>
  knowledge.roles.find(({ unit, role }) => unit.kind === '市教育局' && role !== '成员')?.unit ?? null;

const candidates = (staff: readonly RoleHolder[]) =>
  [...new Map(staff.map((person) => [person.id, person])).values()].map(({ id, name }) => ({
    id,
    name,
    titles: staff.flatMap((each) => (each.id === id && each.title !== null ? [each.title] : [])),
  }));

/** The 工号 of those who were named, the speaker's own where nobody was; or what to ask back. */
const inspectorsFor = async (
  db: Performing['db'],
  names: readonly string[],
  bureau: Unit,
  speaker: PersonRecord,
): Promise<{ ids: string[] } | { ask: string }> => {
  if (names.length === 0) return { ids: [speaker.id] };
  const people = candidates(await peopleOf(db, bureau.code));
  const ids: string[] = [];
  for (const said of names) {
    const meant = /^(?:我|本人|我自己)$/u.test(said) ? [speaker] : peopleMeant(said, people);
    const [only] = meant;
    if (!only) return { ask: unknownInspectorText(said) };
    if (meant.length > 1) {
      const offered = meant.slice(0, MOST_OFFERED);
      return {
        ask: severalInspectorsText(
          said,
          offered.map(({ id, name }) => `${name}（${id}）`),
        ),
      };
    }
    ids.push(only.id);
  }
  return { ids };
};

const problemText = (found: DrawProblem, unitName: string, today: string): string => {
  switch (found.problem) {
    case 'bad-count':
      return badCountText;
    case 'is-a-school':
      return isSchoolText(found.name);
    case 'too-late':
      return tooLateText(found.on, today);
    case 'no-schools':
    case 'unknown-unit':
      return noSchoolsText(unitName);
    case 'all-barred':
      return allBarredText;
    case 'inspectors-left':
      return inspectorGoneText(found.people);
    case 'too-many-inspectors':
      return tooManyInspectorsText;
    case 'unknown-inspectors':
    case 'other-city':
      return unknownInspectorText(found.people.join('、'));
    case 'no-inspector':
      return unknownInspectorText('检查人');
  }
};

const madeText = ({ draw, outOf, before }: MadeDraw, { rules, now }: Performing, schools: number | null): string =>
  sealedText({
    unitName: draw.unit.name,
    on: draw.on,
    today: localDay(now),
    count: typeof draw.schools === 'number' ? draw.schools : draw.schools.length,
    wanted: schools ?? USUAL_SCHOOLS,
    outOf,
    usual: schools === null,
    dayOff: !isWorkingDay(rules.calendar, draw.on),
    inspectors: draw.inspectors.map(({ name }) => name),
    id: draw.id,
    hash: draw.hash,
    before,
  });

/** 四不两直抽查3所: only the three roles of the bureau draw, from their own schools. The answer names none of those drawn. */
export const performDraw = async (performing: Performing, act: DrawAct, session: Session): Promise<Performed> => {
  const { db, person, now, rules, city } = performing;
  const bureau = bureauOf(performing);
  if (!person || !bureau) return saying(session, [notYourDrawText]);
  if (act.on === 'unclear') return saying(session, [unclearDrawDayText]);
  const where = act.unit === null ? null : ((await city.node(act.unit))?.where ?? null);
  if (where !== null && where.bureau?.code !== bureau.code) return saying(session, [otherCityText]);
  const unit = where?.unit ?? bureau;
  const inspectors = await inspectorsFor(db, act.inspectors, bureau, person);
  if ('ask' in inspectors) return saying(session, [inspectors.ask]);
  const wish = { unit: unit.code, on: act.on, schools: act.schools ?? USUAL_SCHOOLS, inspectors: inspectors.ids };
  const attempt = await attemptDraw({ db, now, rules, by: person.id }, wish);
  return saying(session, [attempt.ok ? madeText(attempt.made, performing, act.schools) : problemText(attempt, unit.name, localDay(now))]);
};

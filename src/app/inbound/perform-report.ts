import { surnames } from '../../conversation/reading/evidence.ts';
import type { Receipt } from '../../conversation/replies/receipts.ts';
import { receiptsText } from '../../conversation/replies/receipts.ts';
import {
  afterPhotoRequest,
  newPhotoRequest,
  type OlderItem,
  onBehalfTexts,
  sameItemQuestion,
} from '../../conversation/replies/report-questions.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act, ReportedItem } from '../../conversation/turn.ts';
import { MOST_ITEMS } from '../../conversation/turns/report-words.ts';
import type { CategoryCode } from '../../domain/hazard/category.ts';
import type { Report } from '../../domain/hazard/commands.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard, Photo, Source } from '../../domain/hazard/state.ts';
import type { Relation } from '../../domain/organisation/roles.ts';
import { nextNumber } from '../../store/hazards.ts';
import { type PlaceRecord, peopleOf, placesOf, standingOf } from '../../store/organisation.ts';
import { handleHazardCommand } from '../hazards/handle-hazard-command.ts';
import { peopleMeant } from './find-person.ts';
import { type Spot, spotNamed, withLivingPerson } from './find-spot.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';
import { sourceOf } from './source-of.ts';
import { type Comparison, comparisonFor, lookAlike, olderItemFor, shownBefore } from './suspect.ts';

type ReportAct = Extract<Act, { act: 'report' }>;
type Question = { words: string; asked: NonNullable<Session['asked']> };

/** `options`: units that have the name that was said; more than one has to be asked about. */
type Where = { code: string; certain: boolean; options: readonly { id: string; name: string }[] };

/** The unit that is meant: the one named, else the sender's school, else where he works; somebody unbound is taken up by the bureau. */
const unitOf = async (performing: Performing, act: ReportAct): Promise<Where | null> => {
  const { context, roles } = performing.knowledge;
  const options = act.unit === null && act.unitText !== null && context.units.length > 1 ? context.units : [];
  const named = act.unit ?? (options.length > 0 ? null : context.ownUnit?.id) ?? null;
  if (named) return { code: named, certain: true, options };
  const workplace = context.ownUnit?.id ?? roles[0]?.unit.code;
  if (workplace) return { code: workplace, certain: false, options };
  const bureau = await performing.db.unit.findFirst({
    where: { kind: '市教育局', retiredAt: null },
    orderBy: { code: 'asc' },
    select: { code: true },
  });
  return bureau ? { code: bureau.code, certain: false, options } : null;
};

/** 别说是我说的 is said to us, not to those who read the hazard. */
const ASIDE =
  /(?:请|麻烦|千万)?(?:别说(?:是)?我|(?:不要|别|不能)(?:提|写|透露|暴露|公开)我|匿名|保密我)[^，,。；;！!？?\s]{0,10}[，,。；;！!\s]*/gu;

/** A hidden reporter is not given away by his own words (我是郑一鸣，别说是我说的). */
const wordsOf = ({ description }: ReportedItem, act: ReportAct, name: string | undefined): string => {
  const words = description.slice(0, 5000);
  if (!act.unnamed) return words;
  const kept = words.replace(ASIDE, '').trim() || words;
  return name ? kept.replaceAll(name, '（本人）') : kept;
};

const photosOf = ({ now, person }: Performing, hashes: readonly string[]): Photo[] =>
  hashes.map((hash) => ({ hash, at: now, by: person?.id ?? null }));

const reportCommand = (
  performing: Performing,
  act: ReportAct,
  item: ReportedItem,
  unit: string,
  spot: Spot,
  common: { source: Source; reporter: string | null },
  photos: { before: readonly string[]; after: readonly string[] },
): Omit<Report, 'number'> => ({
  type: 'Report',
  unit,
  place: { id: spot.id, text: spot.text },
  description: wordsOf(item, act, performing.person?.name),
  category: item.category,
  level: item.level,
  urgent: item.urgent,
  sensitive: item.sensitive,
  source: common.source,
  reporterHidden: act.unnamed,
  withheldFromSchool: act.withheldFromSchool,
  basis: item.basis,
  photos: photosOf(performing, photos.before),
  photosAfter: photosOf(performing, photos.after),
  placePerson: spot.person,
  dangerousWork: item.dangerousWork,
  ...(common.reporter ? { reporter: common.reporter } : {}),
});

/** Units of the territorial tree. */
const GOVERNMENTS: ReadonlySet<string> = new Set(['市级', '镇街', '村社区']);

/** Kinds that happen to people or papers: where it was need not be asked. */
const PLACELESS: ReadonlySet<CategoryCode> = new Set(['mental', 'infosec', 'management', 'bus', 'bullying', 'disease']);

/** What a fresh item may have to be asked about. `repeated`: the photo that was to show it solved was shown before. */
type Open = { where: Where; item: KnownHazard; solved: boolean; repeated: boolean; older: OlderItem | null; now: Date };

const unitQuestion = ({ where: { certain, options }, item: { number }, now }: Open): Question | null => {
  const at = now.toISOString();
  if (certain) return null;
  if (options.length < 2) return { words: '是哪所学校？回复校名就行。', asked: { kind: 'unit', number, options: [], at } };
  const offered = options.slice(0, 6);
  const words = `是哪一所？回复序号：\n${offered.map((unit, index) => `${index + 1}. ${unit.name}`).join('\n')}`;
  return { words, asked: { kind: 'unit', number, options: offered.map((unit) => unit.id), at } };
};

/** Solved on the spot, but not shown: only what is 一般 is handed in by the photo of a reporter who may be named. */
const afterPhotoQuestion = ({ item, solved, repeated, now }: Open): Question | null => {
  const waits = item.status === 'reported' || item.status === 'assigned';
  if (!solved || !waits || item.reporterHidden || item.level !== '一般' || laneOf(item) !== 'ordinary') return null;
  const asked = { kind: 'after-photo' as const, number: item.number, note: null, at: now.toISOString() };
  return { words: repeated ? newPhotoRequest : afterPhotoRequest, asked };
};

/** Work that is handed in already can no longer be joined with another item. */
const sameQuestion = ({ item: { number, status }, older, now }: Open): Question | null =>
  older === null || status === 'submitted'
    ? null
    : { words: sameItemQuestion(older), asked: { kind: 'same-item', number, other: older.number, at: now.toISOString() } };

const placeQuestion = ({ item, now }: Open): Question | null => {
  if (laneOf(item) !== 'ordinary' || PLACELESS.has(item.category) || item.place.id !== null || item.place.text !== null) return null;
  if (item.suggestedAssignee !== null) return null;
  return { words: '在什么位置？例如：教学楼三楼东侧。', asked: { kind: 'place', number: item.number, at: now.toISOString() } };
};

/** What is missing in the order in which it matters: one message asks one thing. */
const QUESTIONS = [unitQuestion, afterPhotoQuestion, sameQuestion, placeQuestion] as const;

/** The one thing that is asked back, if anything is missing; never of what is urgent. */
const questionAfter = (items: readonly Open[]): Question | null => {
  for (const ask of QUESTIONS) {
    const question = items
      .filter(({ item }) => !item.urgent)
      .map(ask)
      .find((found) => found !== null);
    if (question) return question;
  }
  return null;
};

/** Who is named in place of the speaker, and what he is told where that could not be. */
type Behalf = { reporter: string | null; words: string | null };

/** 帮忙上报 has the form of 帮张三上报: only what looks like a name is answered as one. */
const LIKE_A_NAME = new RegExp(
  `^(?:[${surnames}]\\p{Script=Han}{1,2}|\\p{Script=Han}{1,3}(?:老师|师傅|主任|校长|园长|书记|阿姨|大爷))$`,
  'u',
);

/** 代张老师报: a responsible person of the unit reports for one of its staff, who hears the end. */
const onBehalfOf = async (performing: Performing, act: ReportAct, unit: string, relations: ReadonlySet<Relation>): Promise<Behalf> => {
  const name = act.onBehalfOf;
  if (!name) return { reporter: null, words: null };
  const telling = (words: string): Behalf => ({ reporter: null, words: LIKE_A_NAME.test(name) ? words : null });
  if (act.unnamed) return telling(onBehalfTexts.hidden(name));
  if (![...relations].some((relation) => /^own:(?!成员)/u.test(relation))) return telling(onBehalfTexts.noRight(name));
  const staff = (await peopleOf(performing.db, unit)).map(({ id, name: own, title }) => ({ id, name: own, titles: title ? [title] : [] }));
  const meant = [...new Map(peopleMeant(name, staff).map((person) => [person.id, person])).values()];
  const [only] = meant;
  if (!only) return telling(onBehalfTexts.nobody(name));
  if (meant.length > 1)
    return telling(
      onBehalfTexts.several(
        name,
        meant.map((person) => person.name),
      ),
    );
  return { reporter: only.id, words: null };
};

const reportOne = async (
  performing: Performing,
  command: Omit<Report, 'number'>,
  unitKnown: boolean,
): Promise<Receipt & Pick<Performed, 'drafts'>> => {
  const { db, now, person, rules, city, from } = performing;
  const reporterAccount = person ? null : `${from.channel}:${from.account}`;
  // Read before the number is taken: whoever has the month's next number holds up all other reports.
  await city.node(command.unit);
  const number = await nextNumber(db, now);
  const context = { db, rules, cause: causeOf(performing), city, reporterAccount, unsure: !unitKnown };
  const outcome = await handleHazardCommand(context, number, { ...command, number, meta: { actor: person?.id ?? null, at: now } });
  if (!outcome.ok) throw new Error(`report ${number} was not taken: ${outcome.why}`);
  return { item: outcome.item, around: outcome.around, by: person?.id ?? null, unitKnown, drafts: outcome.drafts };
};

const placesAt = (performing: Performing, unit: string): Promise<PlaceRecord[]> | PlaceRecord[] =>
  performing.knowledge.places[0]?.unitCode === unit ? performing.knowledge.places : placesOf(performing.db, unit);

const NOTHING_LIKE: Comparison = { open: [], labels: new Map(), uses: [] };

const sourceFor = ({ knowledge }: Performing, act: ReportAct, relations: ReadonlySet<Relation>): Source =>
  sourceOf(
    { relations, territorialOfficer: knowledge.roles.some(({ unit }) => GOVERNMENTS.has(unit.kind)) },
    { told: act.toldSource, hearsay: act.hearsay },
  );

type Taken = { receipt: Awaited<ReturnType<typeof reportOne>>; open: Open };

/** Saves every hazard of a message first; then, at most, asks the one thing that is missing. */
export const performReport = async (performing: Performing, act: ReportAct, session: Session): Promise<Performed> => {
  const { db, now, person, city } = performing;
  const where = await unitOf(performing, act);
  if (!where) return saying(session, ['还没有录入学校名单，请联系教育局的管理员。急事请直接打 119、120、110。']);
  const places = await placesAt(performing, where.code);
  const relations = person ? await standingOf(db, person.id, where.code, (await city.node(where.code))?.where) : new Set<Relation>();
  const source = sourceFor(performing, act, relations);
  const behalf = await onBehalfOf(performing, act, where.code, relations);
  const all = act.items.every((item) => item.urgent)
    ? NOTHING_LIKE
    : await comparisonFor(performing, where.code, [...act.photos, ...act.photosAfter]);
  const repeated = shownBefore(all, act.photosAfter);
  const taken: Taken[] = [];
  for (const [index, item] of act.items.entries()) {
    const spot = await withLivingPerson(performing, spotNamed(item.place, item.description, places));
    // Somebody of a 中心校 who names a place that his own unit has means his own unit.
    const certain = where.certain || (spot.id !== null && where.options.length === 0);
    const before = index === 0 ? act.photos : [];
    // A photo that was shown before proves nothing: a new one is asked for.
    const after = index === 0 ? act.photosAfter.filter((hash) => !repeated.includes(hash)) : [];
    const command = reportCommand(performing, act, item, where.code, spot, { source, reporter: behalf.reporter }, { before, after });
    const alike = certain ? lookAlike(all, command, before) : null;
    const receipt = await reportOne(performing, { ...command, possibleDuplicateOf: alike }, certain);
    const suspected = receipt.item.possibleDuplicateOf;
    const older = suspected === null ? null : await olderItemFor(performing, suspected, receipt.item.level);
    const solved = act.solved && behalf.reporter === null;
    taken.push({ receipt, open: { where: { ...where, certain }, item: receipt.item, solved, repeated: repeated.length > 0, older, now } });
  }
  return answerTo(act, taken, behalf.words, { session, now, person: person?.id ?? null });
};

/** The receipt, the one question, and what the conversation remembers. */
const answerTo = (
  act: ReportAct,
  taken: readonly Taken[],
  aside: string | null,
  { session, now, person }: { session: Session; now: Date; person: string | null },
): Performed => {
  const question = person === null ? null : questionAfter(taken.map(({ open }) => open));
  const receipts = taken.map(({ receipt }) => receipt);
  const at = now.toISOString();
  const numbers = receipts.map(({ item }) => item.number);
  const last = numbers.at(-1);
  const handedIn = receipts.find(({ item }) => item.status === 'submitted');
  return {
    say: [
      receiptsText(receipts),
      ...(act.cut ? [`一次最多记 ${MOST_ITEMS} 条，后面的请再发一次。`] : []),
      ...(aside === null ? [] : [aside]),
      ...(question ? [question.words] : []),
    ],
    drafts: receipts.flatMap(({ drafts }) => drafts),
    session: {
      ...session,
      lastReport: { numbers, at },
      justSubmitted: handedIn ? { number: handedIn.item.number, at } : session.justSubmitted,
      lastItem: last ? { number: last, at } : session.lastItem,
      asked: question?.asked ?? session.asked,
      // The lines of the answer are numbered: a digit means them.
      shown: numbers.length > 1 ? { kind: 'items', refs: numbers, at } : session.shown,
    },
    sensitive: receipts.some(({ item }) => laneOf(item) !== 'ordinary'),
  };
};

import type { Receipt } from '../../conversation/replies/receipts.ts';
import { receiptsText } from '../../conversation/replies/receipts.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act, ReportedItem } from '../../conversation/turn.ts';
import { MOST_ITEMS } from '../../conversation/turns/report-words.ts';
import type { CategoryCode } from '../../domain/hazard/category.ts';
import type { Report } from '../../domain/hazard/commands.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { KnownHazard, Source } from '../../domain/hazard/state.ts';
import type { Relation } from '../../domain/organisation/roles.ts';
import { nextNumber } from '../../store/hazards.ts';
import { type PlaceRecord, peopleOf, placesOf, standingOf } from '../../store/organisation.ts';
import { handleHazardCommand } from '../hazards/handle-hazard-command.ts';
import { peopleMeant } from './find-person.ts';
import { type Spot, spotNamed, withLivingPerson } from './find-spot.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';

type ReportAct = Extract<Act, { act: 'report' }>;
type Question = { words: string; asked: NonNullable<Session['asked']> };

const sourceOf = (relations: ReadonlySet<Relation>, hearsay: boolean): Source => {
  if (hearsay) return '群众反映';
  const has = (prefix: string) => [...relations].some((relation) => relation.startsWith(prefix));
  if (has('own:')) return '自查';
  if (has('bureau:')) return '市级检查';
  if (has('upper:') || relations.has('territorial')) return '镇级检查';
  return relations.has('staff') ? '自查' : '群众反映';
};

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

const reportCommand = (
  performing: Performing,
  act: ReportAct,
  item: ReportedItem,
  unit: string,
  spot: Spot,
  common: { source: Source; reporter: string | null },
  photos: readonly string[],
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
  photos: photos.map((hash) => ({ hash, at: performing.now, by: performing.person?.id ?? null })),
  placePerson: spot.person,
  ...(common.reporter ? { reporter: common.reporter } : {}),
});

/** Kinds that happen to people or papers: where it was need not be asked. */
const PLACELESS: ReadonlySet<CategoryCode> = new Set(['mental', 'infosec', 'management', 'bus', 'bullying', 'disease']);

/** The one thing that is asked back, if anything is missing; never of what is urgent or confidential. */
const questionAfter = ({ certain, options }: Where, item: KnownHazard, now: Date): Question | null => {
  const { number } = item;
  const at = now.toISOString();
  if (item.urgent) return null;
  if (!certain && options.length > 1) {
    const offered = options.slice(0, 6);
    const words = `是哪一所？回复序号：\n${offered.map((unit, index) => `${index + 1}. ${unit.name}`).join('\n')}`;
    return { words, asked: { kind: 'unit', number, options: offered.map((unit) => unit.id), at } };
  }
  if (!certain) return { words: '是哪所学校？回复校名就行。', asked: { kind: 'unit', number, options: [], at } };
  if (laneOf(item) !== 'ordinary' || PLACELESS.has(item.category) || item.place.id !== null || item.place.text !== null) return null;
  if (item.suggestedAssignee !== null) return null;
  return { words: '在什么位置？例如：教学楼三楼东侧。', asked: { kind: 'place', number, at } };
};

/** 代张老师报: a responsible person of the unit reports for one of its staff; null where nobody, or more than one, is meant. */
const onBehalfOf = async (
  performing: Performing,
  act: ReportAct,
  unit: string,
  relations: ReadonlySet<Relation>,
): Promise<string | null> => {
  if (!act.onBehalfOf || act.unnamed || ![...relations].some((relation) => /^own:(?!成员)/u.test(relation))) return null;
  const staff = (await peopleOf(performing.db, unit)).map(({ id, name, title }) => ({ id, name, titles: title ? [title] : [] }));
  const meant = [...new Set(peopleMeant(act.onBehalfOf, staff).map((person) => person.id))];
  return meant.length === 1 ? (meant[0] ?? null) : null;
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

/** Saves every hazard of a message first; then, at most, asks the one thing that is missing. */
export const performReport = async (performing: Performing, act: ReportAct, session: Session): Promise<Performed> => {
  const { db, now, person, city } = performing;
  const where = await unitOf(performing, act);
  if (!where) return saying(session, ['还没有录入学校名单，请联系教育局的管理员。急事请直接打 119、120、110。']);
  const places = await placesAt(performing, where.code);
  const relations = person ? await standingOf(db, person.id, where.code, (await city.node(where.code))?.where) : new Set<Relation>();
  const source = sourceOf(relations, act.hearsay);
  const reporter = await onBehalfOf(performing, act, where.code, relations);
  const taken: Awaited<ReturnType<typeof reportOne>>[] = [];
  let question: Question | null = null;
  for (const [index, item] of act.items.entries()) {
    const spot = await withLivingPerson(performing, spotNamed(item.place, item.description, places));
    // Somebody of a 中心校 who names a place that his own unit has means his own unit.
    const certain = where.certain || (spot.id !== null && where.options.length === 0);
    const photos = index === 0 ? act.photos : [];
    const one = await reportOne(performing, reportCommand(performing, act, item, where.code, spot, { source, reporter }, photos), certain);
    taken.push(one);
    question ??= person ? questionAfter({ ...where, certain }, one.item, now) : null;
  }
  const at = now.toISOString();
  const numbers = taken.map(({ item }) => item.number);
  const last = numbers.at(-1);
  return {
    say: [
      receiptsText(taken),
      ...(act.cut ? [`一次最多记 ${MOST_ITEMS} 条，后面的请再发一次。`] : []),
      ...(question ? [question.words] : []),
    ],
    drafts: taken.flatMap(({ drafts }) => drafts),
    session: {
      ...session,
      lastReport: { numbers, at },
      lastItem: last ? { number: last, at } : session.lastItem,
      asked: question?.asked ?? session.asked,
      // The lines of the answer are numbered: a digit means them.
      shown: numbers.length > 1 ? { kind: 'items', refs: numbers, at } : session.shown,
    },
    sensitive: taken.some(({ item }) => laneOf(item) !== 'ordinary'),
  };
};

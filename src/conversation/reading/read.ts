import { type CategoryCode, compareLevels, type Level } from '../../domain/hazard/category.ts';
import { findRef, namesNumber, readAsides } from './asides.ts';
import { checkedIn } from './checked.ts';
import { clauseFor } from './clause.ts';
import { type Clues, gatherClues } from './clues.ts';
import type { Evidence } from './evidence.ts';
import { findIntent, findPeriod } from './find-intent.ts';
import { splitConnected, splitLines, splitNumbered } from './items.ts';
import { type Lexicon, standardLexicon } from './lexicon.ts';
import { type NormalText, normalise, searchable } from './normalise.ts';
import { nothing } from './nothing.ts';
import { findPlace } from './place.ts';
import type { Basis, ReadItem, Reading, ReadingContext, Told } from './reading.ts';
import { type Found, hasFault, hasThing } from './rules/rule.ts';
import { checking, normal as inOrder } from './rules/telling.ts';
import { faultToldBefore, saysSolved } from './solved.ts';
import { leaveFields, timeFields } from './time-fields.ts';

type Span = { start: number; end: number };

const part = (normal: NormalText, span: Span): NormalText => ({
  source: normal.original(span.start, span.end),
  text: normal.text.slice(span.start, span.end),
  original: (start, end) => normal.original(span.start + start, span.start + end),
});

/** The words that made it as grave as it is come first. */
const basisOf = (clues: Clues, because: readonly Evidence[]): Basis[] => {
  const seen = new Set<string>();
  return because
    .filter((each) => each.kind !== 'hint' || because.length === 1)
    .toSorted((a, b) => compareLevels(b.level, a.level))
    .map((each) => {
      const words = clues.normal.original(each.start, each.end);
      return { words, clause: clauseFor(each.category, each.level, clues.text.slice(each.start, each.end)) };
    })
    .filter(({ words, clause }) => !seen.has(`${words} ${clause}`) && seen.add(`${words} ${clause}`))
    .slice(0, 4);
};

const unitFields = (clues: Clues): Pick<Reading, 'unit' | 'unitText'> => ({
  unit: clues.unit?.unit ?? null,
  unitText: clues.unit === null ? null : clues.normal.original(clues.unit.start, clues.unit.end),
});

const placeOf = (clues: Clues): string | null => {
  const span = findPlace(clues.text, clues.context.places, clues.unit);
  return span === null ? null : clues.normal.original(span.start, span.end);
};

/** Kinds that happen to people or papers: where it was does not have to be asked. */
const placeless: ReadonlySet<CategoryCode> = new Set(['mental', 'infosec', 'management', 'bus', 'bullying', 'disease']);

const questionOf = (clues: Clues, reading: Reading): string | null => {
  const { ownUnit } = clues.context;
  if (reading.unit === null && clues.unit !== null && clues.unit.among.length > 1) {
    return `“${reading.unitText}”是哪一所？${clues.unit.among
      .slice(0, 4)
      .map((unit, index) => `${index + 1}. ${unit.name}`)
      .join('　')}`;
  }
  if (reading.unit === null && ownUnit === null) return '是哪所学校？';
  if (reading.category === 'other' && !clues.wrong && reading.items.length === 0) return '发现了什么问题？';
  const placeMissing =
    reading.items.length > 0 ? reading.items.some((item) => item.place === null && !placeless.has(item.category)) : reading.place === null;
  return placeMissing && !(reading.category !== null && placeless.has(reading.category) && reading.items.length === 0)
    ? '在什么位置？'
    : null;
};

const itemOf = (clues: Clues, inherited: string | null): ReadItem => {
  const { judgement } = clues;
  return {
    text: clues.normal.original(0, clues.text.length),
    category: judgement?.category ?? 'other',
    level: judgement?.level ?? '一般',
    urgent: judgement?.urgent ?? false,
    sensitive: judgement?.sensitive ?? false,
    place: placeOf(clues) ?? inherited,
    basis: judgement === null ? [] : basisOf(clues, judgement.because),
  };
};

type Reader = { context: ReadingContext; lexicon: Lexicon };

const cluesOf = (normal: NormalText, reader: Reader): Clues => gatherClues(normal, normal.text, reader.context, reader.lexicon);

/** An item of a list that says 其他正常 is no hazard; one whose words we don't know still is, if something stands there. */
const isHazard = (clues: Clues): boolean => findIntent(clues).intent === 'report' || (clues.wrong && clues.done === null);

/** 走廊灯坏了已换好: a hazard all the same, though it is over. */
const statesSolved = ({ text, done }: Clues): boolean => done !== null && faultToldBefore(text, done.start);

const listedHazards = (normal: NormalText, reader: Reader): ReadItem[] => {
  const numbered = splitNumbered(normal.text);
  if (numbered !== null) {
    const head = cluesOf(part(normal, numbered.head), reader);
    const inherited = placeOf(head);
    const items = numbered.items.map((span) => cluesOf(part(normal, span), reader));
    const found = items.filter(
      (clues) => isHazard(clues) || statesSolved(clues) || !['inspection', 'rectified'].includes(findIntent(clues).intent),
    );
    return items.some(isHazard) ? found.map((clues) => itemOf(clues, inherited)) : [];
  }
  const lines = splitLines(normal.text);
  const connected = (lines.length > 1 ? lines : splitConnected(normal.text)).map((span) => cluesOf(part(normal, span), reader));
  const hazards = connected.filter(isHazard);
  return hazards.length > 1 && hazards.every((clues) => clues.judgement !== null) ? hazards.map((clues) => itemOf(clues, null)) : [];
};

const gravest = (items: readonly ReadItem[]): ReadItem | null =>
  items.reduce<ReadItem | null>((best, item) => {
    if (best === null || (item.urgent && !best.urgent) || (item.urgent === best.urgent && compareLevels(item.level, best.level) > 0))
      return item;
    return best;
  }, null);

const reportFields = (clues: Clues, items: ReadItem[]): Partial<Reading> => {
  const top = gravest(items);
  if (top !== null && items.length > 1) {
    return {
      category: top.category,
      level: top.level,
      urgent: items.some((item) => item.urgent),
      sensitive: items.some((item) => item.sensitive),
      place: top.place,
      items,
      basis: top.basis,
    };
  }
  const { judgement } = clues;
  return {
    category: judgement?.category ?? 'other',
    level: judgement?.level ?? ('一般' satisfies Level),
    urgent: judgement?.urgent ?? false,
    sensitive: judgement?.sensitive ?? false,
    place: placeOf(clues),
    basis: judgement === null ? [] : basisOf(clues, judgement.because),
  };
};

const base = (clues: Clues): Reading => {
  const { text } = clues;
  return {
    ...nothing,
    ...unitFields(clues),
    ...readAsides(text),
  };
};

const asReport = (clues: Clues, reader: Reader, given: Partial<Reading> = {}): Reading => {
  const items = listedHazards(clues.normal, reader);
  const reading: Reading = { ...base(clues), intent: 'report', ...reportFields(clues, items), ...given };
  const backward = /(?:还是|又是|就是|跟)(?:昨天|前天|上次|上周|之前|刚才)/u.test(clues.text) || namesNumber(clues.text);
  const ref = backward ? findRef(clues.normal) : null;
  const solvedOnSpot = reading.items.length === 0 && !reading.urgent && saysSolved(clues.text);
  return { ...reading, ref, solvedOnSpot, question: given.question ?? questionOf(clues, reading) };
};

const timed: ReadonlySet<string> = new Set(['extend', 'accept', 'rectified', 'five_fixed', 'approve', 'hand_back', 'draw']);

const afterCorrection = (normal: NormalText): NormalText => {
  const match = /^.*(?:应该是|改成|改为|而是|(?<!不)是|:)/u.exec(normal.text);
  return match === null || match[0].length >= normal.text.trimEnd().length
    ? normal
    : part(normal, { start: match[0].length, end: normal.text.length });
};

const amended = (clues: Clues, reader: Reader): Partial<Reading> => {
  const right = cluesOf(afterCorrection(clues.normal), reader);
  const judged = right.judgement;
  return {
    ...unitFields(right),
    place: placeOf(right),
    category: judged?.strong ? judged.category : null,
    level: judged?.strong ? judged.level : null,
    urgent: judged?.strong === true && judged.urgent,
    sensitive: judged?.strong === true && judged.sensitive,
  };
};

const askedBack: Partial<Record<Reading['intent'], (reading: Reading) => string | null>> = {
  extend: (reading) => (reading.until === null ? '宽限到哪天？' : null),
  transfer: (reading) => (reading.to === null ? '转给谁？' : null),
  reject: (reading) => (reading.reason === null ? '退回的原因是什么？' : null),
  away: (reading) => (reading.until === null && reading.result === null ? '到哪天？' : null),
  dispute: () => null,
};

const asOther = (clues: Clues, reader: Reader, found: Found): Reading => {
  const reading: Reading = { ...base(clues), ...found, period: found.period ?? (found.intent === 'inspection' ? findPeriod(clues) : null) };
  if (found.intent === 'amend') Object.assign(reading, amended(clues, reader));
  else if (['rectified', 'inspection', 'progress_query', 'accept', 'transfer', 'escalate'].includes(found.intent))
    reading.place = placeOf(clues);
  if (found.intent === 'away') Object.assign(reading, found.result === '回来' ? {} : leaveFields(clues));
  else if (timed.has(found.intent) || clues.context.asked === 'until') Object.assign(reading, timeFields(clues));
  reading.ref = found.ref ?? findRef(clues.normal);
  reading.sensitive = reading.sensitive || (clues.judgement?.sensitive ?? false);
  reading.question = found.question ?? askedBack[found.intent]?.(reading) ?? null;
  return { ...reading, ...putRight(clues, reading) };
};

/** 走廊灯坏了，已经换好了: what was wrong, told together with its having been put right. */
const putRight = (clues: Clues, { intent, partial, solvedOnSpot }: Reading): Partial<Reading> => {
  const names = hasFault(clues) || (clues.wrong && (hasThing(clues) || placeOf(clues) !== null));
  const told = intent === 'rectified' ? !partial && names && statesSolved(clues) : solvedOnSpot;
  return told ? { solvedOnSpot: true, items: [itemOf(clues, null)] } : {};
};

/** A check that found something is also a report of it, and a report made while checking is also a check. */
const withCheck = (clues: Clues, reader: Reader, reading: Reading): Reading => {
  if (reading.intent === 'inspection' && reading.result === '有问题' && !reading.solvedOnSpot) {
    const report = asReport(clues, reader);
    const alone: ReadItem = { ...itemOf(clues, report.place), place: report.place };
    return { ...reading, items: report.items.length > 0 ? report.items : [alone], sensitive: report.sensitive, second: report };
  }
  // 那次检查其实有问题，灭火器过期: the record is mended, and what was found is reported.
  if (reading.intent === 'amend' && reading.result === '检查' && (hasFault(clues) || clues.wrong))
    return { ...reading, second: asReport(clues, reader) };
  if (
    reading.intent === 'report' &&
    /(?:日|周|月)?(?:巡查|排查|检查|巡检|自查)(?:时|中|的时候|过程中|了|完)?[\s,:]*(?:发现|看到|看见)/u.test(clues.text)
  ) {
    return { ...reading, second: { ...base(clues), intent: 'inspection', result: '有问题', period: findPeriod(clues) } };
  }
  return reading;
};

const readWhole = (normal: NormalText, reader: Reader): Reading => {
  const clues = cluesOf(normal, reader);
  const { rule: _, ...found } = findIntent(clues);
  // 1、灯坏了已换好 2、篮球架晃: a list of hazards of which some are over is a list of hazards.
  const listed = found.intent === 'rectified' && splitNumbered(normal.text) !== null && listedHazards(normal, reader).length > 1;
  const reading =
    found.intent === 'report' || listed
      ? asReport(clues, reader, found.question === undefined ? {} : { question: found.question })
      : asOther(clues, reader, found);
  return withCheck(clues, reader, reading);
};

const trifling: ReadonlySet<string> = new Set(['chitchat']);

/** 三楼那个修好了 另外五楼也漏: two messages in one. Null when it is one message after all. */
const readTwo = (normal: NormalText, reader: Reader): Reading | null => {
  if (splitNumbered(normal.text) !== null) return null;
  const spans = splitConnected(normal.text);
  const parts = spans.length > 1 ? spans : splitAfterDone(normal.text);
  if (parts.length < 2) return null;
  const readings = parts.map((span) => readWhole(part(normal, span), reader)).filter((reading) => !trifling.has(reading.intent));
  const [first, ...others] = readings;
  const second = others.find((reading) => reading.intent !== first?.intent);
  if (first === undefined || second === undefined) return null;
  if (first.intent === 'inspection' && first.result === '正常' && second.intent === 'report') return null;
  return { ...first, second };
};

/** 三楼的修好了,五楼又漏了: a repair told, then a new fault at another place. */
const splitAfterDone = (text: string): Span[] => {
  const match =
    /(?:好|完|了|走|上)(?:了)?[\s,。;]+(?=[^,。;\s]{0,10}(?:又|也|还)[^,。;\s]{0,8}(?:坏|漏|裂|掉|堵|不亮|松|断|塌|冒|积水))/u.exec(text);
  return match === null
    ? []
    : [
        { start: 0, end: match.index + match[0].length },
        { start: match.index + match[0].length, end: text.length },
      ];
};

/** What a part of a message tells of the school before it. */
const tellOf = (normal: NormalText, reader: Reader, span: Span): Told => {
  const words = part(normal, span);
  const clues = cluesOf(words, reader);
  const fine = inOrder.test(clues.bare.replace(/[,。.!\s]+$/u, ''));
  if (hasFault(clues) || (clues.wrong && !fine))
    return { result: '有问题', findings: [{ words: words.source.trim(), reading: asReport(clues, reader) }] };
  return { result: fine ? '正常' : null, findings: [] };
};

/** What the message as a whole tells: for the one school that it names, or the speaker's own. 有问题 alone says that, but not what. */
const toldBy = (reading: Reading, normal: NormalText, reader: Reader): Told => {
  const found = reading.intent === 'report' ? reading : (reading.second ?? (reading.solvedOnSpot ? reading : null));
  if (found === null || (found.intent !== 'report' && !found.solvedOnSpot))
    return { result: reading.result === '正常' || reading.result === '有问题' ? reading.result : null, findings: [] };
  const clues = cluesOf(normal, reader);
  const nothingSaid = found.category === 'other' && found.items.length === 0 && !hasFault(clues) && !clues.wrong;
  return { result: '有问题', findings: nothingSaid ? [] : [{ words: normal.source, reading: { ...found, second: null } }] };
};

const isCheck = (reading: Reading): boolean => reading.intent === 'inspection' || reading.second?.intent === 'inspection';

/** Which schools were checked, with what. A report from a round through several schools is a check of them too. */
const withSchools = (normal: NormalText, reader: Reader, reading: Reading): Reading => {
  const mayBeRound = reading.intent === 'report' && reader.context.units.length > 1;
  if (!isCheck(reading) && !mayBeRound) return reading;
  const checked = checkedIn(normal, reader.context, toldBy(reading, normal, reader), (span) => tellOf(normal, reader, span));
  const onTheWay = checked.length > 1 && (checking.test(normal.text) || /跑了|去了|查过/u.test(normal.text));
  if (reading.intent === 'report' && reading.urgent && onTheWay) {
    // A cry for help is nothing but that; of several schools it comes from the one where something is wrong.
    const where = checked.find(({ findings }) => findings.length > 0);
    return where ? { ...reading, unit: where.unit, unitText: where.said } : reading;
  }
  const round = mayBeRound && !isCheck(reading) && checked.length > 1 && (onTheWay || checked.some(({ result }) => result === '正常'));
  if (!isCheck(reading) && !round) return reading;
  const [first] = checked;
  const unit = checked.length > 1 && first ? { unit: first.unit, unitText: first.said } : {};
  const second = round ? { ...nothing, intent: 'inspection' as const, result: '有问题' } : reading.second;
  return { ...reading, ...unit, second, checked };
};

const LONGEST = 5000;

/**
 * Reads what a person wrote: pure, total, linear. Texts beyond 5,000 characters are read up to there.
 * @param lexicon the standard words, with an operator's additions where there are any
 */
export const read = (text: string, context: ReadingContext, lexicon: Lexicon = standardLexicon): Reading => {
  const reader = { context, lexicon };
  const names = [...context.units.flatMap((unit) => [unit.name, ...unit.aliases]), ...context.people.map((person) => person.name)].map(
    (name) => searchable(name).trim(),
  );
  const normal = normalise(text.slice(0, LONGEST), (folded) => [
    ...lexicon.find(folded),
    ...names.flatMap((name) =>
      name.length > 1 && folded.includes(name) ? [{ start: folded.indexOf(name), end: folded.indexOf(name) + name.length }] : [],
    ),
  ]);
  return withSchools(normal, reader, readTwo(normal, reader) ?? readWhole(normal, reader));
};

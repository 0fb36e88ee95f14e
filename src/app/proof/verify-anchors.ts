import { addDays, type LocalDay } from '../../domain/calendar/local-time.ts';
import { type Anchor, anchorHash, type CoveredEntry, createContentHash } from '../../store/anchors.ts';
import { type Finding, finding } from './finding.ts';

const NAMED = 5;

type Day = { content: ReturnType<typeof createContentHash>; numbers: Set<string> };

/** What was found of each day's history. Takes entries ordered by number and seq; one hash a day is all that it keeps. */
export const createDays = () => {
  const days = new Map<LocalDay, Day>();
  return {
    add: (day: LocalDay, entry: CoveredEntry): void => {
      const found = days.get(day) ?? { content: createContentHash(), numbers: new Set<string>() };
      days.set(day, found);
      found.content.add(entry);
      if (found.numbers.size <= NAMED) found.numbers.add(entry.number);
    },
    of: (day: LocalDay): Day | undefined => days.get(day),
    /** Days with entries, in order. */
    all: (): LocalDay[] => [...days.keys()].sort(),
  };
};

export type Days = ReturnType<typeof createDays>;

const named = (numbers: Iterable<string>): string => {
  const list = [...numbers];
  return list.length > NAMED ? `${list.slice(0, NAMED).join(', ')} and others` : list.join(', ');
};

const contentFault = (anchor: Anchor, days: Days, before: number): string | null => {
  const found = days.of(anchor.day);
  const count = found?.content.count() ?? 0;
  const anchored = anchor.entries - before;
  const items = found ? ` (items with entries of that day: ${named(found.numbers)})` : '';
  if (anchored !== count) return `${anchored} entries of that day were anchored, ${count} are there${items}`;
  const digest = (found?.content ?? createContentHash()).digest();
  return digest === anchor.contentHash ? null : `the history of that day was rewritten after it had been anchored${items}`;
};

const placeFault = (anchor: Anchor, before: Anchor | null): string | null => {
  const seq = (before?.seq ?? 0) + 1;
  if (anchor.seq !== seq) return `anchor number ${seq} should come here, not number ${anchor.seq}`;
  if (!(anchor.at instanceof Date) || Number.isNaN(anchor.at.getTime()) || anchorHash(anchor) !== anchor.hash)
    return 'the anchor was altered';
  if (anchor.previousHash !== (before?.hash ?? null)) return 'does not follow the anchor before it: one of the two was replaced';
  return before && anchor.day !== addDays(before.day, 1) ? 'does not follow the day before it' : null;
};

/** What is wrong with the chain of anchors (in order of `seq`), and with the history of the days that they cover. */
export const anchorFindings = (anchors: readonly Anchor[], days: Days): Finding[] => {
  const findings: Finding[] = [];
  let before: Anchor | null = null;
  for (const anchor of anchors) {
    const problem: string | null = placeFault(anchor, before) ?? contentFault(anchor, days, before?.entries ?? 0);
    if (problem !== null) findings.push(finding(`anchor of ${anchor.day}`, problem));
    before = anchor;
  }
  const [first] = anchors;
  if (first)
    for (const day of days.all().filter((each) => each < first.day))
      findings.push(finding(`history of ${day}`, `has entries, although the first day that was anchored is ${first.day}`));
  return findings;
};

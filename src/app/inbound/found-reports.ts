import type { Session } from '../../conversation/session.ts';
import type { ReportAct } from '../../conversation/turn.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import { loadHazard } from '../../store/hazards.ts';
import { linkFindings } from '../inspections/record-checks.ts';
import { performReport } from './perform-report.ts';
import { type Performed, type Performing, saying } from './performing.ts';

/** Somebody who may know little reads the record of a check: it says nothing of what is told in confidence, nor of who told it. */
const isHidden = ({ items, unnamed, withheldFromSchool }: ReportAct): boolean =>
  unnamed || withheldFromSchool || items.some((item) => item.sensitive);

/** One of them is told in confidence: the record of the check says nothing of what was found. */
export const someHidden = (reports: readonly ReportAct[]): boolean => reports.some(isHidden);
/** Stands in the record for words that say it. */
export const HIDDEN_WORDS = '（检查时发现的情况另行办理）';

/** Runs reports one after the other; each is answered by its own words. */
export const reportAll = async (
  performing: Performing,
  reports: readonly { act: ReportAct; ids: string[] }[],
  session: Session,
): Promise<Performed> => {
  const all: Performed = saying(session, []);
  for (const { act, ids } of reports) {
    const done = await performFoundReport(performing, { ...act, foundBy: ids }, all.session);
    all.say.push(...done.say);
    all.drafts.push(...done.drafts);
    all.session = done.session;
    all.sensitive ||= done.sensitive;
  }
  return all;
};

/** A report that may have been found by a check: then it is noted there, but for what is told in confidence. */
export const performFoundReport = async (performing: Performing, act: ReportAct, session: Session): Promise<Performed> => {
  const done = await performReport(performing, act, session);
  if (!act.foundBy || act.foundBy.length === 0 || act.unnamed || act.withheldFromSchool) return done;
  const before = session.lastReport?.numbers ?? [];
  const numbers = (done.session.lastReport?.numbers ?? []).filter((number) => !before.includes(number));
  await linkFindings(performing.db, act.foundBy, await openlyTold(performing, numbers));
  return done;
};

/** Those of these hazards that everybody of their school may know of. */
export const openlyTold = async ({ db }: Performing, numbers: readonly string[]): Promise<string[]> => {
  const open: string[] = [];
  for (const number of numbers) {
    const item = (await loadHazard(db, number))?.state;
    if (item && laneOf(item) === 'ordinary') open.push(number);
  }
  return open;
};

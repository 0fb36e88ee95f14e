import type { ItemDeed } from '../deed.ts';
import { dangerousWorkIn } from '../reading/dangerous-work.ts';
import { isOnlyPlace } from '../reading/place.ts';
import type { Reading } from '../reading/reading.ts';
import { toldSource } from '../reading/source.ts';
import { knownItems, type Situation } from '../situation.ts';
import { type Act, type ReportedItem, say } from '../turn.ts';
import { askWhich, doTo } from './do-it.ts';
import { foundByCheck } from './found-by-check.ts';
import type { Handler } from './item-words.ts';
import { whichItems } from './which-item.ts';

/** One message brings at most so many hazards: it is one transaction, and one answer that people read. */
export const MOST_ITEMS = 20;

const itemsOf = (reading: Reading, text: string, spot: string | null): ReportedItem[] => {
  if (reading.items.length > 1)
    return reading.items.slice(0, MOST_ITEMS).map(({ text: description, ...item }) => ({
      ...item,
      description,
      place: item.place ?? spot,
      dangerousWork: dangerousWorkIn(description),
    }));
  // What was put right on the spot is told among the items, since the message as a whole is no report.
  const { category, level, urgent, sensitive, place, basis } = reading.items[0] ?? reading;
  return [
    {
      description: text.trim(),
      category: category ?? 'other',
      level: level ?? '一般',
      urgent,
      sensitive,
      place: place ?? spot,
      basis,
      dangerousWork: dangerousWorkIn(text),
    },
  ];
};

/** The act of reporting what a message says. `spot` is a place that was said before. Of what is solved the last photo shows it so. */
export const reportAct = (reading: Reading, text: string, photos: string[], spot: string | null): Extract<Act, { act: 'report' }> => {
  const items = itemsOf(reading, text, spot);
  const solved = reading.solvedOnSpot && items.length === 1;
  return {
    act: 'report',
    items,
    cut: reading.items.length > MOST_ITEMS,
    photos: solved ? photos.slice(0, -1) : photos,
    solved,
    photosAfter: solved ? photos.slice(-1) : [],
    unit: reading.unit?.id ?? null,
    unitText: reading.unitText,
    unnamed: reading.unnamed,
    withheldFromSchool: reading.withheldFromSchool,
    hearsay: reading.hearsay,
    toldSource: toldSource(text),
    onBehalfOf: reading.onBehalfOf,
  };
};

/** 二楼东头 alone says where, not what: kept for the words or photos that follow. */
const namesOnlyAPlace = (reading: Reading, text: string, { places }: Situation): boolean =>
  !reading.urgent && reading.items.length === 0 && text.trim().length <= 20 && isOnlyPlace(text.trim(), places);

export const report: Handler = (reading, text, situation) => {
  const { session, now } = situation;
  if (namesOnlyAPlace(reading, text, situation)) {
    const place = text.trim();
    return say({ ...session, asked: null, spot: { text: place, at: now.toISOString() } }, { say: 'place-needs-words', place });
  }
  const photos = session.drafts.map((draft) => draft.hash);
  return {
    acts: [foundByCheck(reportAct(reading, text, photos, session.spot?.text ?? null), reading, session, now)],
    session: { ...session, drafts: [], spot: null, asked: null },
  };
};

/** The items that a correction may be meant for: the one that is named, those of the last report, else the latest. */
const amendable = (reading: Reading, text: string, situation: Situation): string[] => {
  const { session, reports } = situation;
  const which = reading.ref ? whichItems(reading, text, reports, knownItems(situation), session) : null;
  if (which?.kind === 'these') return which.numbers.slice(0, 1);
  const last = session.lastReport?.numbers ?? [];
  return last.length > 0 ? last : reports.slice(0, 1).map((item) => item.number);
};

/** 说错了，是四楼: mends the sender's last report, and is never a new one; where there is none to mend, it is a report after all. */
export const amend: Handler = (reading, text, situation) => {
  const numbers = amendable(reading, text, situation);
  const [number] = numbers;
  if (!number) return report(reading, text, situation);
  const place = reading.place;
  const unit = reading.unit?.id ?? null;
  const note = place === null && unit === null ? `更正：${text.trim()}` : null;
  const deed: ItemDeed = { do: 'amend', place, unit, note, sensitive: reading.sensitive };
  const meant = situation.reports.filter((item) => numbers.includes(item.number));
  return numbers.length > 1 && meant.length > 1 ? askWhich(meant, deed, situation) : doTo([number], deed, situation);
};

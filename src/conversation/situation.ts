import type { Level } from '../domain/hazard/category.ts';
import type { HazardStatus } from '../domain/hazard/state.ts';
import type { KnownPlace, KnownUnit } from './reading/reading.ts';
import type { Session } from './session.ts';

/** One item as the conversation needs it: enough to name it and to tell it from others. */
export type ItemLine = {
  number: string;
  status: HazardStatus;
  level: Level;
  urgent: boolean;
  sensitive: boolean;
  description: string;
  place: string | null;
  unit: { code: string; name: string };
  assignee: { id: string; name: string } | null;
  deadline: Date | null;
  reportedAt: Date;
};

export type Speaker = { id: string; name: string; plainText: boolean; unit: KnownUnit | null };

/** Everything that the reading of one message may depend on; found beforehand by the application. */
export type Situation = {
  now: Date;
  /** Null: an account that is not bound to a person. */
  speaker: Speaker | null;
  session: Session;
  /** Waits for the speaker's 同意, most urgent first. */
  decisions: readonly ItemLine[];
  /** Waits for the speaker's grading, or for him to name somebody (a card with a suggestion). */
  gradings: readonly ItemLine[];
  /** Somebody asks him for more time. */
  extensions: readonly ItemLine[];
  /** Has been reported up to him, to decide. */
  escalations: readonly ItemLine[];
  /** He was asked to make these safe while they are being graded. */
  toSecure: readonly ItemLine[];
  /** His to rectify, not yet submitted. */
  tasks: readonly ItemLine[];
  /** His own reports that are still open, latest first. */
  reports: readonly ItemLine[];
  /** Further open items of his view that the words may mean: by the four digits he wrote, or 重大 ones where he says the 五落实. */
  alsoMeant: readonly ItemLine[];
  /** Units that the message names. */
  units: readonly KnownUnit[];
  places: readonly KnownPlace[];
};

/** Everything the speaker may name by its last digits, each once. */
export const knownItems = (situation: Situation): ItemLine[] => {
  const { decisions, gradings, extensions, escalations, toSecure, tasks, reports, alsoMeant } = situation;
  return unique([...decisions, ...gradings, ...extensions, ...escalations, ...tasks, ...toSecure, ...reports, ...alsoMeant]);
};

/** Each item once, the first of its lines. */
export const unique = (items: readonly ItemLine[]): ItemLine[] => {
  const found = new Map<string, ItemLine>();
  for (const item of items) if (!found.has(item.number)) found.set(item.number, item);
  return [...found.values()];
};

import type { Level } from './category.ts';
import type { HazardEvent } from './events.ts';
import type { FiveParts, Hazard } from './state.ts';

/** Why a command has no effect now. Each code becomes one reply; the words for it live with the conversation. */
export type Rejection =
  /** The item is not in a status in which this can be done; `none`: there is no such item. */
  | { code: 'wrong-status'; status: Hazard['status'] }
  /** Only a known person can do this. */
  | { code: 'not-bound' }
  | { code: 'not-the-assignee'; assignee: string }
  | { code: 'not-the-reporter' }
  /** The reporter is too late: a person has classified or accepted it. */
  | { code: 'already-taken-up' }
  | { code: 'photo-missing' }
  /** Every photo that was to be added is there already. */
  | { code: 'photo-not-new' }
  | { code: 'too-many-photos'; most: number; present: number }
  | { code: 'reason-missing' }
  | { code: 'lower-level-needs-reason'; from: Level; to: Level }
  | { code: 'rectifier-cannot-verify' }
  | { code: 'on-site-evidence-missing' }
  | { code: 'five-fixed-missing'; missing: (keyof FiveParts)[] }
  /** All five are said; the 网格长 has yet to confirm them. */
  | { code: 'five-fixed-unconfirmed' }
  | { code: 'deadline-in-the-past'; until: Date }
  | { code: 'nobody-to-assign' }
  /** In confidence few may verify: with this person as its handler nobody would be left who may. */
  | { code: 'nobody-left-to-verify'; assignee: string }
  /** A photo was shown before, with this item or another: is it meant? */
  | { code: 'photo-used-before'; hashes: string[] }
  /** Whoever asks is the highest already. */
  | { code: 'nobody-above' }
  | { code: 'not-escalated' }
  | { code: 'no-extension-asked' }
  | { code: 'deadline-not-later'; until: Date; deadline: Date }
  | { code: 'cannot-merge-into'; number: string; why: 'itself' | 'ended' | 'elsewhere' | 'confidential' | 'milder' | 'on-record' }
  | { code: 'not-suspected' }
  | { code: 'too-late-to-reopen'; endedAt: Date; days: number }
  | { code: 'no-such-case' }
  /** Nobody decides on a file that names himself. */
  | { code: 'own-case' }
  | { code: 'unchanged' };

export type RejectionCode = Rejection['code'];

/** What a command leads to: facts, or the reason why not. */
export type Decision = { ok: true; events: HazardEvent[] } | { ok: false; rejection: Rejection };

export const accepted = (...events: HazardEvent[]): Decision => ({ ok: true, events });
export const refused = (rejection: Rejection): Decision => ({ ok: false, rejection });
export const wrongStatus = (state: Hazard): Decision => refused({ code: 'wrong-status', status: state.status });

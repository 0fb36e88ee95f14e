import type { HistoryEntry } from '../../src/store/history.ts';

/** What somebody sent to the product, and what came of it as far as its sender knows. */
export type Deed = {
  account: string;
  /** `nonsense`: rightly signed, unreadable. `forged`: not signed by the platform; it must leave nothing. */
  kind: 'report' | 'words' | 'photo' | 'press' | 'nonsense' | 'forged';
  /** The decrypted message; an inbox row's payload equals it. */
  payload: string;
  /** A word that no other message has, in the words of a report. */
  marker: string | null;
  /** SHA-256 of the photo that was sent. */
  photo: string | null;
  /** Some attempt was answered with 200. */
  acknowledged: boolean;
};

/** Times are milliseconds since 1970. */
export type InboxFact = {
  id: string;
  payload: string;
  status: string;
  reason: string | null;
  lane: string;
  /** Who is bound to the sender's account. */
  person: string | null;
  receivedAt: number;
  processedAt: number | null;
};

export type OutboxFact = {
  id: string;
  sequence: number;
  kind: string;
  status: string;
  error: string | null;
  attempts: number;
  lane: string;
  /** Key of the group's robot. */
  group: string | null;
  causeType: string;
  causeId: string;
  hazardNumber: string | null;
  text: string;
  redraws: string | null;
  platformId: string | null;
  createdAt: number;
  notBefore: number;
};

export type HazardFact = { number: string; status: string; version: number; description: string; state: unknown };
export type ChainFact = { number: string; entries: HistoryEntry[]; texts: ReadonlyMap<string, string> };

/** One call that the platform accepted. */
export type Display = {
  via: 'message' | 'webhook' | 'appchat' | 'update' | 'recall';
  msgid: string | null;
  to: string[];
  text: string | null;
  /** Equal bodies have equal keys: what the duplicate check compares. */
  bodyKey: string;
  /** What the request said of the duplicate check; it follows from the row's number. */
  interval: number | null;
  duplicate: boolean;
  /** Who silently got nothing. */
  dropped: string[];
};

export type Readiness = { process: string; status: number; problems: string };
/** Something that must not stand in a log. The line itself may hold what nobody should read, so it stays where it was. */
export type LogFinding = { process: string; what: string; file: string; line: number };

/** What the operator's own check says (`grid verify`); `ran` false where this version has none. */
export type Verification = { ran: boolean; ok: boolean; findings: string[] };

/** All that was collected once everything had become quiet. */
export type Evidence = {
  collectedAt: number;
  /** What the faults injected as codes of the product: a message may be parked for these only. */
  injected: ReadonlySet<string>;
  deeds: Deed[];
  inbox: InboxFact[];
  outbox: OutboxFact[];
  hazards: HazardFact[];
  chains: ChainFact[];
  displays: Display[];
  heldLanes: string[];
  readiness: Readiness[];
  /** Processes that ended by themselves after they were ready, without a reason that is meant so; a name for each time. */
  fallen: string[];
  logFindings: LogFinding[];
  verification: Verification;
};

/** A broken promise: which, of what, and how it shows. */
export type Violation = { law: string; subject: string; detail: string };
export type Law = (evidence: Evidence) => Violation[];

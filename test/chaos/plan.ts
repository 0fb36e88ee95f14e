import { type MachineFault, PLATFORM_FAULTS, type PlannedFault } from './faults.ts';
import type { Random } from './random.ts';

export type PlanRequest = {
  /** How long faults go on, in milliseconds. */
  durationMs: number;
  /** Which faults this site knows. */
  machines: readonly MachineFault[];
  /** Time between two faults of the platform, on average. */
  everyMs: number;
  /** Time between two of ours, on average: what comes back needs a while before it is worth killing again. */
  oursEveryMs: number;
};

/** What is killed leaves its lanes locked for half a minute, which a short run has no time for at its end. */
const LAST_KILL = { share: 0.7, beforeEndMs: 10_000 };
const killsEnd = (durationMs: number): number => Math.max(durationMs * LAST_KILL.share, durationMs - LAST_KILL.beforeEndMs);

const withTime = <T extends object>(items: readonly T[], random: Random, durationMs: number) => {
  const slot = durationMs / Math.max(1, items.length);
  return items.map((item, index) => ({
    ...item,
    at: Math.round(slot * (index + 0.15 + 0.7 * random.next())),
    downMs: random.between(200, 2_000),
    which: random.between(0, 999),
  }));
};

/** As many as are asked for: each kind once before any comes again. */
const rounds = <T>(kinds: readonly T[], count: number, random: Random): T[] => {
  const all: T[] = [];
  while (all.length < count && kinds.length > 0) all.push(...random.shuffled(kinds));
  return all.slice(0, count);
};

/** The whole schedule, from the seed alone: every kind at least once, however short the run. */
export const planOf = ({ durationMs, machines, everyMs, oursEveryMs }: PlanRequest, random: Random): PlannedFault[] => {
  const ours = rounds(machines, Math.max(machines.length, Math.floor(durationMs / oursEveryMs)), random);
  const theirs = rounds(PLATFORM_FAULTS, Math.max(PLATFORM_FAULTS.length, Math.floor(durationMs / everyMs)), random);
  return [
    ...withTime(
      ours.map((kind) => ({ what: 'machine' as const, kind })),
      random,
      killsEnd(durationMs),
    ),
    ...withTime(
      theirs.map((fault) => ({ what: 'platform' as const, kind: fault.kind, fault })),
      random,
      durationMs,
    ),
  ].sort((a, b) => a.at - b.at);
};

import type { Violation } from './evidence.ts';
import { doubledInGroups } from './laws/displays.ts';
import { groupedBy } from './laws/grouping.ts';
import { waitsForItsHour } from './laws/messages.ts';
import type { RunResult } from './run.ts';

/** How many kinds of violations the summary names, and how many of a kind; the rest is counted. */
const KINDS_NAMED = 20;
const NAMED = 3;

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|H\d{8,}/g;

/** The first of each kind, so that one that comes a hundred times does not hide another. */
const violationLines = (violations: readonly Violation[]): string[] => {
  const kinds = [...groupedBy(violations, ({ law, detail }) => `[${law}] ${detail.replaceAll(ID, '…').replaceAll(/\d+/g, 'n')}`)];
  const lines = kinds
    .slice(0, KINDS_NAMED)
    .flatMap(([, group]) => [
      ...group.slice(0, NAMED).map(({ law, subject, detail }) => `     [${law}] ${subject}: ${detail}`),
      ...(group.length > NAMED ? [`       and ${group.length - NAMED} more like it`] : []),
    ]);
  return kinds.length > KINDS_NAMED ? [...lines, `     and ${kinds.length - KINDS_NAMED} more kinds`] : lines;
};

const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

const spread = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99), max: sorted.at(-1) ?? null };
};

const counts = (items: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...groupedBy(items, (item) => item)].map(([name, group]) => [name, group.length] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The figures of a run, as `--json` prints them. */
export const figuresOf = (result: RunResult) => {
  const { options, evidence, people, quiet } = result;
  const { deeds, inbox, outbox, displays, hazards, chains } = evidence;
  const handled = inbox.flatMap(({ receivedAt, processedAt }) => (processedAt === null ? [] : [processedAt - receivedAt]));
  return {
    size: options.size,
    seed: options.seed,
    leftOut: result.leftOut,
    seconds: Math.round(result.seconds),
    faults: result.faults,
    messages: {
      sent: deeds.length,
      byKind: counts(deeds.map((deed) => deed.kind)),
      attempts: people.attempts,
      resends: people.resends,
      acknowledged: deeds.filter((deed) => deed.acknowledged).length,
      notAcknowledged: deeds.filter((deed) => !deed.acknowledged && deed.kind !== 'forged').length,
      refusals: Object.fromEntries(people.refusals),
      people: new Set(deeds.map((deed) => deed.account)).size,
    },
    inbox: counts(inbox.map((row) => row.status)),
    outbox: counts(outbox.map((row) => row.status)),
    outboxRetried: outbox.filter((row) => row.attempts > 1).length,
    waitingForTheirHour: outbox.filter((row) => waitsForItsHour(row, evidence.collectedAt)).length,
    items: counts(hazards.map((hazard) => hazard.status)),
    historyEntries: chains.reduce((sum, chain) => sum + chain.entries.length, 0),
    displays: displays.filter((one) => !one.duplicate).length,
    swallowedRepeats: displays.filter((one) => one.duplicate).length,
    doubledInGroups: doubledInGroups(evidence),
    acknowledgedWithinMs: spread(people.latencies),
    handledWithinMs: spread(handled),
    quietAfterMs: Math.round(quiet.tookMs),
    left: quiet.left,
    starts: result.starts,
    crashes: result.crashes,
    memoryMb: Object.fromEntries(
      Object.entries(result.memory).map(([name, { most, atSecond, last }]) => [
        name,
        { most: Math.round(most), atSecond, last: Math.round(last) },
      ]),
    ),
    verify: evidence.verification.ran ? (evidence.verification.ok ? 'all as it was written' : 'FINDINGS') : 'not in this version',
    logLines: result.logLines,
    logFolder: result.violations.length > 0 ? result.logFolder : null,
    violations: result.violations,
  };
};

const pairs = (record: Record<string, unknown>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ') || 'none';

/** The summary that a person reads. */
export const summaryOf = (result: RunResult): string => {
  const figures = figuresOf(result);
  const { messages, violations } = figures;
  return [
    `── ${figures.size}, seed ${figures.seed}, ${figures.seconds} s`,
    ...figures.leftOut.map((what) => `   left out: ${what}`),
    `   faults: ${pairs(figures.faults)}`,
    `   messages: ${messages.sent} by ${messages.people} people (${pairs(messages.byKind)})`,
    `   acknowledged ${messages.acknowledged}, not acknowledged ${messages.notAcknowledged}; ${messages.attempts} attempts, ${messages.resends} of them again; forged ones answered with: ${pairs(messages.refusals)}`,
    `   inbox: ${pairs(figures.inbox)}; items: ${pairs(figures.items)}; history entries ${figures.historyEntries}`,
    `   outbox: ${pairs(figures.outbox)}; ${figures.outboxRetried} needed more than one try; ${figures.waitingForTheirHour} wait for their hour`,
    `   shown ${figures.displays}, repeats swallowed by the duplicate check ${figures.swallowedRepeats}, shown twice in groups (no check there): ${figures.doubledInGroups.join('; ') || 'none'}`,
    `   acknowledged within ms: ${pairs(figures.acknowledgedWithinMs)}`,
    `   handled within ms: ${pairs(figures.handledWithinMs)}`,
    `   quiet ${(figures.quietAfterMs / 1000).toFixed(1)} s after the last message`,
    `   starts: ${pairs(figures.starts)}; ended by themselves: ${pairs(figures.crashes)}`,
    `   memory MB: ${pairs(figures.memoryMb)}; log lines ${figures.logLines}; grid verify: ${figures.verify}`,
    violations.length === 0
      ? '   every law holds'
      : `   ${violations.length} VIOLATIONS (logs in ${figures.logFolder}; the same seed tries the same again):`,
    ...violationLines(violations),
  ].join('\n');
};

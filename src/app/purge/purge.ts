import type pg from 'pg';
import { addDays, type LocalDay, localDay, startOfDay } from '../../domain/calendar/local-time.ts';
import { takeMaintenanceLock } from '../../store/maintenance-lock.ts';
import { type Batch, noteRun, type PurgeCounts, purgedFiles, RETENTION_RULE, type Step } from '../../store/purge/steps.ts';
import { findWhatStays } from '../../store/purge/what-stays.ts';
import { PurgeError } from './purge-error.ts';

/**
 * Nothing younger is ever purged: an item can be reopened within 30 days of its end (design §4.1), and the quarter's papers still need its
 * words. How long records must be kept beyond that is the bureau's to decide.
 */
export const YOUNGEST_DAYS = 90;

export type PurgeDeps = {
  pool: pg.Pool;
  media: { remove(hash: string): Promise<boolean> };
  now: Date;
  /** Who has it done, for the record. */
  by: string;
};

/** `files`: photos whose files were removed now; those of a run that was killed are among them. */
export type PurgeReport = { before: LocalDay; dryRun: boolean } & PurgeCounts & { files: number };

const NOTHING: PurgeCounts = {
  hazards: 0,
  words: 0,
  photos: 0,
  inbox: 0,
  outbox: 0,
  notices: 0,
  sessions: 0,
  absences: 0,
  bindings: 0,
  checks: 0,
  amendments: 0,
  reminders: 0,
  digests: 0,
  people: 0,
  accounts: 0,
};

type Run = { client: pg.ClientBase; before: LocalDay; dryRun: boolean; deps: PurgeDeps };

const add = (total: PurgeCounts, counts: Partial<PurgeCounts>): PurgeCounts => {
  const sum = { ...total };
  for (const [name, count] of Object.entries(counts) as [keyof PurgeCounts, number][]) sum[name] += count;
  return sum;
};

const isSome = (counts: Partial<PurgeCounts>): boolean => Object.values(counts).some((count) => count > 0);

/** One batch, its transaction and its note. A dry run does the same and takes it back: so its numbers are those of the real one. */
const batch = async ({ client, before, dryRun, deps }: Run, step: Step, after: Batch['next']): Promise<Batch> => {
  await client.query('BEGIN');
  try {
    const done = await step.purge(client, startOfDay(before), after);
    if (!dryRun && isSome(done.counts)) await noteRun(client, before, deps.now, deps.by, done.counts);
    await client.query(dryRun ? 'ROLLBACK' : 'COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
};

const walk = async (run: Run, step: Step): Promise<PurgeCounts> => {
  let total = NOTHING;
  let after: Batch['next'] = null;
  do {
    const { next, counts } = await batch(run, step, after);
    total = add(total, counts);
    after = next;
  } while (after !== null);
  return total;
};

/** Files go after the rows: one that is left behind by a kill is found again here. */
const removeFiles = async ({ client, deps }: Run): Promise<number> => {
  let removed = 0;
  for (let hashes = await purgedFiles(client, ''); hashes.length > 0; hashes = await purgedFiles(client, hashes.at(-1) ?? ''))
    for (const hash of hashes) if (await deps.media.remove(hash)) removed += 1;
  return removed;
};

const purgeAll = async (run: Run): Promise<PurgeReport> => {
  let total = NOTHING;
  await findWhatStays(run.client, startOfDay(run.before));
  for (const step of RETENTION_RULE) total = add(total, await walk(run, step));
  return { before: run.before, dryRun: run.dryRun, ...total, files: run.dryRun ? 0 : await removeFiles(run) };
};

const refuseTooYoung = (before: LocalDay, now: Date): void => {
  const latest = addDays(localDay(now), -YOUNGEST_DAYS);
  if (before > latest)
    throw new PurgeError(
      `${before} is too recent: what is younger than ${YOUNGEST_DAYS} days is never purged. The latest day is ${latest}.`,
    );
};

/**
 * Removes personal data by the retention rule (store/purge/steps.ts) from what ended before a day, in bounded batches that each commit with
 * their note in `purge_run`. Killed at any point, it goes on where it was when it is run again; run twice, it finds nothing. History stays
 * whole: words are referred to, and their absence is no alteration.
 * @throws PurgeError when the day is too recent, or a backup or another purge is under way
 */
export const purge = async (deps: PurgeDeps, before: LocalDay, { dryRun }: { dryRun: boolean }): Promise<PurgeReport> => {
  refuseTooYoung(before, deps.now);
  const client = await deps.pool.connect();
  try {
    if (!(await takeMaintenanceLock(client, 'alone')))
      throw new PurgeError('A backup or another purge is under way: try again when it has ended.');
    return await purgeAll({ client, before, dryRun, deps });
  } finally {
    // The connection has the lock and tables of its own; both go with it.
    client.release(true);
  }
};

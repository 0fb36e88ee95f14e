import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/**
 * A lane is a key whose work is done in order, by one process at a time: one person's messages, one recipient's deliveries.
 *
 * Whoever is told that a lane has work claims it for a while. If somebody else holds it, the attempt still counts up `wakeups`, and the
 * holder lets go only if nobody has knocked since it last looked: so no work is left lying between "nothing there" and "let go".
 * While a step runs, a heartbeat prolongs the lease; a process that dies lets it run out. Lease times are the database's: processes'
 * clocks may differ.
 */
const LEASE_MS = 30_000;
/** A lane's job ends after this many steps even if there is more to do, so that no lane holds a worker for ever. */
const MAX_STEPS = 500;
/** A step that takes longer hangs: its lease is no longer prolonged, and somebody else may try. */
const LONGEST_STEP_MS = 10 * 60_000;

export type LaneOptions = {
  /** How long a dead holder keeps others out. */
  leaseMs?: number;
  /** Asked between steps: true ends the run with `more`. */
  stopping?: () => boolean;
};

const claim = async (pool: pg.Pool, key: string, owner: string, leaseMs: number): Promise<string | null> => {
  const { rows } = await pool.query<{ owner: string; wakeups: string }>(
    `INSERT INTO lane AS l (key, owner, lease_until, wakeups) VALUES ($1, $2, now() + $3 * interval '1 millisecond', 1)
     ON CONFLICT (key) DO UPDATE SET wakeups = l.wakeups + 1,
       owner = CASE WHEN l.lease_until > now() THEN l.owner ELSE excluded.owner END,
       lease_until = CASE WHEN l.lease_until > now() THEN l.lease_until ELSE excluded.lease_until END
     RETURNING owner, wakeups`,
    [key, owner, leaseMs],
  );
  const row = rows[0];
  return row?.owner === owner ? row.wakeups : null;
};

const renew = async (pool: pg.Pool, key: string, owner: string, leaseMs: number): Promise<string | null> => {
  const { rows } = await pool.query<{ wakeups: string }>(
    `UPDATE lane SET lease_until = now() + $3 * interval '1 millisecond' WHERE key = $1 AND owner = $2 RETURNING wakeups`,
    [key, owner, leaseMs],
  );
  return rows[0]?.wakeups ?? null;
};

const LET_GO = 'UPDATE lane SET owner = NULL, lease_until = NULL WHERE key = $1 AND owner = $2';

/** A held lane. What it believes of its lease errs on the safe side. */
const createHold = (pool: pg.Pool, key: string, owner: string, leaseMs: number, claimedWakeups: string) => {
  let wakeups = claimedWakeups;
  let provenAt = performance.now();
  const prolong = async (): Promise<string | null> => {
    const asked = performance.now();
    const seen = await renew(pool, key, owner, leaseMs);
    if (seen !== null) provenAt = asked;
    return seen;
  };
  return {
    /** Prolongs the lease only: knocks during a step must still be unseen when it ends. */
    beat: async (): Promise<void> => void (await prolong()),
    /** Whether the lane is still ours; asks the database only where the heartbeat has been silent. */
    isOurs: async (): Promise<boolean> => performance.now() - provenAt < leaseMs / 2 || (await prolong()) !== null,
    /** Sees all knocks until now; false when the lane was lost. */
    lookAgain: async (): Promise<boolean> => {
      const seen = await prolong();
      wakeups = seen ?? wakeups;
      return seen !== null;
    },
    /** Lets go, unless somebody has knocked since we last looked. */
    release: async (): Promise<boolean> => (await pool.query(`${LET_GO} AND wakeups = $3`, [key, owner, wakeups])).rowCount === 1,
    abandon: async (): Promise<void> => void (await pool.query(LET_GO, [key, owner])),
  };
};

type Hold = ReturnType<typeof createHold>;
type Step = () => Promise<'more' | 'empty'>;
export type LaneOutcome = 'done' | 'busy' | 'more';

const workThrough = async (hold: Hold, step: Step, stopping: () => boolean): Promise<LaneOutcome> => {
  for (let steps = 0; steps < MAX_STEPS && !stopping(); steps += 1) {
    if (!(await hold.isOurs())) return 'busy';
    if ((await step()) === 'more') continue;
    if (await hold.release()) return 'done';
    if (!(await hold.lookAgain())) return 'busy';
  }
  await hold.abandon();
  return 'more';
};

/** Calls `beat` every so often while a step runs, for at most LONGEST_STEP_MS a step. Returns the guarded step and how to stop. */
const withHeartbeat = (hold: Hold, step: Step, everyMs: number): { step: Step; stop(): void } => {
  let startedAt = performance.now();
  const timer = setInterval(() => {
    // A beat that fails is made up for by the next one, or by isOurs() before the next step.
    if (performance.now() - startedAt < LONGEST_STEP_MS) hold.beat().catch(() => {});
  }, everyMs);
  const guarded: Step = () => {
    startedAt = performance.now();
    return step();
  };
  return { step: guarded, stop: () => clearInterval(timer) };
};

/**
 * Runs `step` until it says `empty`, as the only one on this lane. A step that throws ends the run and frees the lane.
 * @returns `busy` when somebody else is at it (who will see our knock), `more` when the lane was left with work to do
 */
export const runLane = async (pool: pg.Pool, key: string, step: Step, options: LaneOptions = {}): Promise<LaneOutcome> => {
  const { leaseMs = LEASE_MS, stopping = () => false } = options;
  const owner = randomUUID();
  const wakeups = await claim(pool, key, owner, leaseMs);
  if (wakeups === null) return 'busy';
  const hold = createHold(pool, key, owner, leaseMs, wakeups);
  const guarded = withHeartbeat(hold, step, leaseMs / 3);
  try {
    return await workThrough(hold, guarded.step, stopping);
  } catch (error) {
    await hold.abandon().catch(() => {});
    throw error;
  } finally {
    guarded.stop();
  }
};

/** Frees every lane: for the start of the embedded size, where a dead process's lease can hold nobody up because there is only one. */
export const freeAllLanes = async (pool: pg.Pool): Promise<void> => {
  await pool.query('UPDATE lane SET owner = NULL, lease_until = NULL WHERE owner IS NOT NULL');
};

export const inboundLane = (lane: string): string => `in:${lane}`;
export const outboundLane = (lane: string): string => `out:${lane}`;

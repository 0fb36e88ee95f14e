import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createWecomLookalikeServer, type WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { databaseEvidence, displayOf, readinessOf } from './collect.ts';
import type { Display, Evidence, Violation } from './evidence.ts';
import { type MachineFault, PLATFORM_FAULTS, type PlannedFault } from './faults.ts';
import { violationsOf } from './laws.ts';
import { verifyByCli } from './machines/cli.ts';
import { type LogWatch, watchLogs } from './machines/log-watch.ts';
import { createPeople, type People } from './people.ts';
import { planOf } from './plan.ts';
import { endPauses, type Left, untilQuiet } from './quiet.ts';
import { createRandom } from './random.ts';
import { openSite, type Site, type Size } from './site.ts';

export type RunOptions = {
  size: Size;
  seed: number;
  /** How long faults go on. */
  seconds: number;
  /** How many deeds in a second somebody begins; each report leads to some five more. */
  perSecond: number;
  /** How long to wait at most, after the faults, until all is quiet. */
  quietSeconds: number;
  say(line: string): void;
};

type Memory = Record<string, { most: number; atSecond: number; last: number }>;

export type RunResult = {
  options: RunOptions;
  leftOut: string[];
  faults: Record<string, number>;
  people: People;
  evidence: Evidence;
  violations: Violation[];
  quiet: { tookMs: number; left: Left | null };
  crashes: Record<string, number>;
  starts: Record<string, number>;
  /** Resident memory in MB, by process: highest, in which second that was, and last. */
  memory: Memory;
  logLines: number;
  logFolder: string;
  seconds: number;
};

/** When everything stands again, people go on for a while: nothing may be wrong with what was broken before. */
const AFTERWARDS_MS = 4_000;
/** A pause that the platform asks for is over after a moment: nobody has ten minutes here. */
const MENDED_AFTER_MS = 2_500;
const MEMORY_EVERY_MS = 1_000;
const RESEND_AFTER_MS = 1_000;
const PACE = { everyMs: 2_000, oursEveryMs: 8_000 };

type Running = { options: RunOptions; site: Site; platform: WecomLookalikeServer; people: People; counted: Map<string, number> };

const count = (counted: Map<string, number>, what: string): void => void counted.set(what, (counted.get(what) ?? 0) + 1);

const mendLater = (site: Site, underWay: Set<Promise<unknown>>): void => {
  const mended = pause(MENDED_AFTER_MS)
    .then(() => site.databaseUrl())
    .then((url) => (url === null ? undefined : endPauses(url)))
    .catch(() => undefined); // the database is away: the next one, or the end, mends it
  underWay.add(mended);
};

const allReady = async (site: Site, { quietSeconds }: RunOptions): Promise<void> =>
  void (await Promise.all(site.programs.map((program) => program.ready(quietSeconds * 1000))));

/** So long the only process of the small size works before it is killed again. */
const LIVES_MS = 3_000;

/**
 * Carries the schedule out in real time. What takes its time (a restart) goes on beside what comes next, but never two of ours at once:
 * where one is still under way, only a kind that was not tried yet waits for its turn.
 */
const breakThings = async ({ options, site, platform, counted }: Running, plan: readonly PlannedFault[]): Promise<void> => {
  const from = performance.now();
  const underWay = new Set<Promise<unknown>>();
  let ours: Promise<void> = Promise.resolve();
  let busy = 0;
  const breakOurs = async (kind: MachineFault, downMs: number, which: number): Promise<void> => {
    if (site.mayFall) {
      await allReady(site, options);
      await pause(LIVES_MS);
    }
    options.say(`${((performance.now() - from) / 1000).toFixed(1)} s: ${kind}`);
    await site.break(kind, downMs, which);
    busy -= 1;
  };
  for (const planned of plan) {
    await pause(Math.max(0, planned.at - (performance.now() - from)));
    if (planned.what === 'platform') {
      platform.fail(planned.fault.path, planned.fault.fault, planned.fault.times);
      mendLater(site, underWay);
    } else if (busy > 0 && counted.has(planned.kind)) continue;
    else {
      busy += 1;
      ours = ours.then(() => breakOurs(planned.kind, planned.downMs, planned.which));
      ours.catch(() => undefined); // heard of at the end
    }
    count(counted, planned.kind);
  }
  await pause(Math.max(0, options.seconds * 1000 - (performance.now() - from)));
  await ours;
  await Promise.all(underWay);
};

const loadFor = (people: People, perSecond: number): { stop(): void } => {
  const timer = setInterval(() => people.act(), 1000 / perSecond);
  return { stop: () => clearInterval(timer) };
};

const watchMemory = (site: Site) => {
  const memory: Memory = {};
  const from = performance.now();
  const look = (): void => {
    for (const program of site.programs) {
      const now = program.memory();
      if (now === null) continue;
      const before = memory[program.name];
      const higher = before === undefined || now > before.most;
      memory[program.name] = higher
        ? { most: now, atSecond: Math.round((performance.now() - from) / 1000), last: now }
        : { ...before, last: now };
    }
  };
  const timer = setInterval(look, MEMORY_EVERY_MS);
  return { memory, stop: () => clearInterval(timer) };
};

/** The embedded PostgreSQL writes to a file of its own. */
const readPostgresLog = async (folder: string, logs: LogWatch): Promise<void> => {
  try {
    const stream = Readable.from([readFileSync(join(folder, 'data', 'postgres.log'))]);
    logs.follow('postgres', stream);
    await new Promise((resolve) => stream.once('end', resolve));
  } catch {
    // The scaled-out size has none: its PostgreSQL is followed as it writes.
  }
};

const injectedCodes = (): ReadonlySet<string> => new Set(PLATFORM_FAULTS.map(({ code }) => code));

const collect = async (running: Running, displays: Display[], logs: LogWatch): Promise<Evidence> => {
  const { site, people } = running;
  const url = await site.databaseUrl();
  if (url === null) throw new Error('the database did not come back');
  return {
    ...(await databaseEvidence(url)),
    injected: injectedCodes(),
    deeds: people.deeds,
    displays,
    fallen: site.mayFall ? [] : site.programs.flatMap(({ name, fallen }) => Array.from({ length: fallen }, () => name)),
    readiness: await readinessOf(site.programs),
    logFindings: logs.findings,
    verification: await verifyByCli(site.env),
  };
};

const perName = (site: Site, of: (program: Site['programs'][number]) => number): Record<string, number> =>
  Object.fromEntries(site.programs.map((program) => [program.name, of(program)]));

const underFaults = async (running: Running, logs: LogWatch, displays: Display[], folder: string): Promise<RunResult> => {
  const { options, site, platform, people, counted } = running;
  const from = performance.now();
  const { memory, stop: stopMemory } = watchMemory(site);
  const load = loadFor(people, options.perSecond);
  const random = createRandom(options.seed).fork('plan');
  await breakThings(running, planOf({ durationMs: options.seconds * 1000, machines: site.faults, ...PACE }, random));
  platform.healFaults();
  await allReady(site, options);
  await pause(AFTERWARDS_MS);
  load.stop();
  people.rest();
  options.say('faults are over; waiting until all is quiet');
  await people.settled();
  const quiet = await untilQuiet(site, options.quietSeconds * 1000);
  stopMemory();
  await readPostgresLog(folder, logs);
  const evidence = await collect(running, displays, logs);
  return {
    options,
    leftOut: site.leftOut,
    faults: Object.fromEntries([...counted].sort(([a], [b]) => (a < b ? -1 : 1))),
    people,
    evidence,
    violations: violationsOf(evidence),
    quiet,
    crashes: perName(site, (program) => program.crashes),
    starts: perName(site, (program) => program.starts),
    memory,
    logLines: logs.lines(),
    logFolder: folder,
    seconds: (performance.now() - from) / 1000,
  };
};

/** One run of one size, from an empty machine to the verdict. Its folder stays where a law was broken. */
export const runChaos = async (options: RunOptions): Promise<RunResult> => {
  const random = createRandom(options.seed);
  const secret = `zq${random.letters(4)}`;
  const folder = mkdtempSync(join(tmpdir(), 'campus-grid-chaos-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when this is run by root
  const logs = watchLogs(folder, secret);
  const platform = await createWecomLookalikeServer({ credentials: CREDENTIALS, resendAfterMs: RESEND_AFTER_MS });
  const displays: Display[] = [];
  platform.onSent(() => {
    const record = platform.sent.at(-1);
    if (record) displays.push(displayOf(record));
  });
  let site: Site | null = null;
  let violated = true;
  try {
    site = await openSite(options.size, folder, platform, logs);
    options.say('ready; people begin, and things begin to break');
    const people = createPeople(platform, random.fork('people'), secret);
    const result = await underFaults({ options, site, platform, people, counted: new Map() }, logs, displays, folder);
    violated = result.violations.length > 0;
    return result;
  } finally {
    await site?.stop();
    await platform.close();
    logs.close();
    if (!violated) rmSync(folder, { recursive: true, force: true });
  }
};

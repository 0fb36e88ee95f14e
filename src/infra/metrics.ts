import type pg from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { MetricName, Metrics } from '../app/ports.ts';
import { endOfDay } from '../domain/calendar/local-time.ts';
import { lastKnownDay } from './calendar/statutory-days.ts';

const COUNTERS: Record<MetricName, { help: string; labels: string[] }> = {
  callbacks_total: { help: 'Verified callbacks kept, by channel and outcome', labels: ['channel', 'outcome'] },
  callbacks_refused_total: { help: 'Callbacks refused without effect, by reason', labels: ['channel', 'code'] },
  inbox_handled_total: { help: 'Messages handled, by outcome', labels: ['outcome'] },
  outbox_delivered_total: { help: 'Deliveries ended, by outcome', labels: ['outcome'] },
  reconciled_total: { help: 'Sweeps that found work lying still; zero is the healthy number', labels: [] },
};

type Backlog = { edge: 'inbox' | 'outbox'; status: string; count: number };

const backlog = async (pool: pg.Pool): Promise<Backlog[]> => {
  const { rows } = await pool.query<Backlog>(
    `SELECT 'inbox' AS edge, status, count(*)::int AS count FROM inbox_message WHERE status IN ('pending', 'failed', 'kept') GROUP BY status
     UNION ALL SELECT 'outbox', status, count(*)::int FROM outbox_message WHERE status IN ('queued', 'parked') GROUP BY status`,
  );
  return rows;
};

/** Figures of the whole city that are asked for when the metrics are read. */
export type Figures = {
  burden: { p50: number; p95: number; max: number; over: number };
  duties: { running: number; overdue: number };
};

/** Years of which the city has entered days off in its workbook (日历). */
const enteredYears = async (pool: pg.Pool): Promise<Set<string>> => {
  const { rows } = await pool.query<{ year: string }>(
    `SELECT DISTINCT to_char(day, 'YYYY') AS year FROM calendar_entry, unnest(ARRAY["from", "to"]) AS day WHERE kind = '放假'`,
  );
  return new Set(rows.map(({ year }) => year));
};

/** Counting a province takes up to a second: whoever reads the metrics every few seconds gets the same figures for so long. */
const FIGURES_KEPT_MS = 30_000;

/** Asked for once, however many gauges are read in one go, and not again while the answer is fresh. */
const askedSeldom = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: { answer: Promise<T>; at: number } | null = null;
  return () => {
    if (asked !== null && performance.now() - asked.at < FIGURES_KEPT_MS) return asked.answer;
    const answer = ask();
    asked = { answer, at: performance.now() };
    answer.catch(() => {
      if (asked?.answer === answer) asked = null;
    });
    return answer;
  };
};

const addFigures = (registry: Registry, figures: () => Promise<Figures>): void => {
  const ask = askedSeldom(figures);
  const registers = [registry];
  new Gauge({
    name: 'campus_grid_started_messages',
    help: 'Messages that the bot started by itself in the last seven days, a person who got any',
    labelNames: ['quantile'],
    registers,
    async collect() {
      const { burden } = await ask();
      this.set({ quantile: '0.5' }, burden.p50);
      this.set({ quantile: '0.95' }, burden.p95);
      this.set({ quantile: '1' }, burden.max);
    },
  });
  new Gauge({
    name: 'campus_grid_over_burden',
    help: 'People who got more messages in the last seven days than the cap',
    registers,
    async collect() {
      this.set((await ask()).burden.over);
    },
  });
  new Gauge({
    name: 'campus_grid_duties',
    help: 'Unfinished duties to check, by whether their window runs or is over',
    labelNames: ['status'],
    registers,
    async collect() {
      const { duties } = await ask();
      this.set({ status: 'running' }, duties.running);
      this.set({ status: 'overdue' }, duties.overdue);
    },
  });
};

export type MetricsRegistry = Metrics & { contentType: string; render(): Promise<string> };

/**
 * Prometheus metrics of this process, and what all processes share: the backlog, until when the calendar is known, and the city's figures
 * where `figures` tells them. No label is personal.
 */
export const createMetrics = (pool: pg.Pool, figures: (() => Promise<Figures>) | null = null): MetricsRegistry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `campus_grid_${name}`, help, labelNames: labels, registers: [registry] }),
    ]),
  );
  new Gauge({
    name: 'campus_grid_backlog',
    help: 'Messages that wait, were given up, or were parked',
    labelNames: ['edge', 'status'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { edge, status, count } of await backlog(pool)) this.set({ edge, status }, count);
    },
  });
  new Gauge({
    name: 'campus_grid_calendar_known_until',
    help: 'End of the last day whose statutory days off and make-up days are known, in seconds since the epoch',
    registers: [registry],
    async collect() {
      const entered = await enteredYears(pool);
      this.set(endOfDay(lastKnownDay((year) => entered.has(year))).getTime() / 1000);
    },
  });
  if (figures !== null) addFigures(registry, figures);
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
};

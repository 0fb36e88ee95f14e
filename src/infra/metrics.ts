import type pg from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { MetricName, Metrics } from '../app/ports.ts';

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

export type MetricsRegistry = Metrics & { contentType: string; render(): Promise<string> };

/** Prometheus metrics of this process, and the backlog that all processes share. No label is personal. */
export const createMetrics = (pool: pg.Pool): MetricsRegistry => {
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
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
};

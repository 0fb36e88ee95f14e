import type { Database, Db } from '../../store/database.ts';
import type { Added } from '../../store/outbox.ts';
import type { CityRules } from '../inspections/deps.ts';
import type { Clock, JobQueue, Log } from '../ports.ts';

/** What the sweep needs of the program. */
export type SweepDeps = {
  database: Database;
  clock: Pick<Clock, 'now'>;
  queue: JobQueue;
  rules(db: Db): Promise<CityRules>;
  log: Log;
};

/** Asks those who deliver to look, after the commit. */
export const knock = (queue: JobQueue, added: readonly Added[], correlationId: string): void =>
  queue.wake(added.map(({ lane }) => ({ kind: 'outbound', lane, correlationId })));

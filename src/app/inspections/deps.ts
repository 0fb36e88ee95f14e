import type { Rules } from '../../domain/hazard/timing.ts';
import type { InspectionPolicy } from '../../domain/inspection/policy.ts';
import type { Database, Db } from '../../store/database.ts';
import type { Clock, JobQueue, Log } from '../ports.ts';

/** Everything that times are computed from: the policy tables and the calendar of the city. */
export type CityRules = Rules & { inspections: InspectionPolicy };

/** What planning, reminding and revealing need of the program. Only `prisma` and `transaction` of the database are used: a preview passes its own. */
export type InspectionDeps = {
  database: Pick<Database, 'prisma' | 'transaction'>;
  clock: Pick<Clock, 'now'>;
  queue: JobQueue;
  rules(db: Db): Promise<CityRules>;
  log: Log;
};

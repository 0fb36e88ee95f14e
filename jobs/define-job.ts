import type { z } from 'zod';
import { type Processor, UnrecoverableError } from '../src/infra/queue/bullmq.ts';

/** A job: what its data look like, and the one application service that it calls. */
export type JobDefinition<Schema extends z.ZodType> = { schema: Schema; run(data: z.infer<Schema>): Promise<void> };

/** Data that do not fit the schema will not fit at the next try either: such a job ends at once. */
export const defineJob =
  <Schema extends z.ZodType>({ schema, run }: JobDefinition<Schema>): Processor =>
  async (data) => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new UnrecoverableError(`job data: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
    await run(parsed.data);
  };

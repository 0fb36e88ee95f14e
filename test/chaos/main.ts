import { readOptions, USAGE, UsageError } from './options.ts';
import { figuresOf, summaryOf } from './report.ts';
import { type RunResult, runChaos } from './run.ts';

/** `npm run chaos`: breaks everything around the product while people use it, then counts. Exits with 1 when a law was broken. */
const run = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2), new Date());
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const results: RunResult[] = await Promise.all(
    options.sizes.map((size) => runChaos({ ...options, size, say: (line) => say(`${size} ${line}`) })),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(results.map(figuresOf))}\n`);
  else process.stdout.write(`${results.map(summaryOf).join('\n')}\n`);
  return results.some((result) => result.violations.length > 0) ? 1 : 0;
};

const end = (error: unknown): number => {
  const usage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    usage ? `${error instanceof Error ? error.message : ''}\n${USAGE}\n` : `${error instanceof Error ? error.stack : error}\n`,
  );
  return 1;
};

// Whoever is told to end takes along what he has started.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(130));

process.exit(await run().catch(end));

import { startEmbeddedPostgres } from '../../../src/infra/postgres/embedded.ts';

// Run as a process of its own, so that a test can kill the owner of a database: prints the connection string, then waits.
const [dataDir = ''] = process.argv.slice(2);
const warn = (fields: Record<string, unknown>, message: string): void => console.error(message, fields);
const { connectionString } = await startEmbeddedPostgres({
  dataDir,
  log: { info: () => undefined, warn },
  initdbArguments: ['--no-sync'],
});
console.log(connectionString);
setInterval(() => undefined, 60_000);

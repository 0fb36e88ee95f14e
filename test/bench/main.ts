import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoCity } from '../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../src/app/organisation/import-organisation.ts';
import { joinEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import { createWecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { openDatabase } from '../../src/store/database.ts';
import { duties } from './duties.ts';
import { CONNECTIONS, drive, type Figures } from './load.ts';

/** `npm run bench [-- callbacks|messages|duties]`: everything in one run, so that only the ratios count; the machine's own speed cancels out. */
const CREDENTIALS = {
  corpId: 'wwbench00000001',
  agentId: 1000002,
  secret: 'benchsecret',
  token: 'benchtoken',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
const ROUNDS = 2;
const SECONDS = 5;
const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url));

const environment = (dataDir: string, apiBase: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  PORT: '0',
  DATA_DIR: dataDir,
  SANDBOX: 'off',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
  WECOM_CORP_ID: CREDENTIALS.corpId,
  WECOM_AGENT_ID: String(CREDENTIALS.agentId),
  WECOM_SECRET: CREDENTIALS.secret,
  WECOM_TOKEN: CREDENTIALS.token,
  WECOM_ENCODING_AES_KEY: CREDENTIALS.encodingAesKey,
  WECOM_API_BASE: apiBase,
});

const start = (mode: string, env: NodeJS.ProcessEnv): Promise<{ url: string; child: ChildProcess }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', SERVER, mode], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('exit', (code) => reject(new Error(`${mode} ended with ${code}`)));
    child.stdout?.once('data', (line: Buffer) => resolve({ url: line.toString().trim(), child }));
  });

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });

const row = (name: string, { perSecond, p50, p99, failed }: Figures, base: number): string =>
  `${name.padEnd(44)} ${perSecond.toFixed(0).padStart(7)}/s   p50 ${p50} ms   p99 ${p99} ms   × ${(perSecond / base).toFixed(2)}${failed > 0 ? `   ${failed} FAILED` : ''}`;

const callbacks = async (env: NodeJS.ProcessEnv): Promise<void> => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const figures: Record<string, Figures> = {};
    for (const mode of ['bare', 'verify', 'product']) {
      const { url, child } = await start(mode, env);
      figures[mode] = await drive(`${url}/wecom/callback`, CREDENTIALS, SECONDS);
      await stop(child);
    }
    const { bare, verify, product } = figures;
    if (!bare || !verify || !product) throw new Error('a round is not complete');
    console.log(`\nround ${round}: callbacks, ${CONNECTIONS} connections, ${SECONDS} s each; × is the ratio to (b)`);
    console.log(row('(a) bare Koa', bare, verify.perSecond));
    console.log(row('(b) Koa + verify + decrypt + parse', verify, verify.perSecond));
    console.log(row('(c) acknowledged: (b) + committed inbox row', product, verify.perSecond));
  }
};

const MESSAGES = 500;

/** Reports by many teachers at once, until the last receipt has reached the platform. */
const endToEnd = async (
  dataDir: string,
  platform: Awaited<ReturnType<typeof createWecomLookalikeServer>>,
  env: NodeJS.ProcessEnv,
): Promise<void> => {
  const { url, child } = await start('both', env);
  const connection = await joinEmbeddedPostgres(dataDir);
  if (!connection) throw new Error('the database is not there');
  const database = openDatabase(connection, { max: 2 });
  await importOrganisation(database, demoCity({ webhook: (group) => platform.webhookUrl(group), today: '2026-11-23' }), {
    now: new Date(),
  });
  const accounts = (
    await database.prisma.account.findMany({ where: { channel: 'wecom', person: { roles: { some: { unit: { kind: '学校' } } } } } })
  ).map((one) => one.account);
  platform.setCallbackUrl(`${url}/wecom/callback`);
  const begin = performance.now();
  const rounds = Math.ceil(MESSAGES / accounts.length);
  for (let round = 0; round < rounds; round += 1)
    await Promise.all(accounts.map((account) => platform.sendText(account, `操场边第${round}盏灯不亮了`)));
  const acknowledged = performance.now() - begin;
  const sent = rounds * accounts.length;
  while (performance.now() - begin < 120_000) {
    const left = await database.prisma.inboxMessage.count({ where: { status: 'pending' } });
    if (left === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const handled = performance.now() - begin;
  console.log(`\nend to end: ${sent} reports by ${accounts.length} people, web and worker in one process`);
  console.log(
    `  acknowledged ${((sent / acknowledged) * 1000).toFixed(0)}/s, handled with all effects committed ${((sent / handled) * 1000).toFixed(0)}/s`,
  );
  await database.close();
  await stop(child);
};

const newFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'campus-grid-bench-'));

/** Callbacks that nobody handles stay in their database: the messages that are handled get one of their own. */
const folders = [await newFolder(), await newFolder()] as const;
const platform = await createWecomLookalikeServer({ credentials: CREDENTIALS });
try {
  const only = process.argv[2];
  const runs = (part: string): boolean => only === undefined || only === part;
  if (runs('callbacks')) await callbacks(environment(folders[0], platform.url));
  if (runs('messages')) await endToEnd(folders[1], platform, environment(folders[1], platform.url));
  if (runs('duties')) await duties();
} finally {
  await platform.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}
process.exit(0);

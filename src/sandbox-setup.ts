import { randomBytes, randomInt } from 'node:crypto';
import { demoCity } from './app/organisation/demo-city.ts';
import { importOrganisation } from './app/organisation/import-organisation.ts';
import type { Config, WecomConfig } from './config.ts';
import type { Container } from './container.ts';
import { localDay } from './domain/calendar/local-time.ts';
import { createSandbox, LOOKALIKE_PATH, type Sandbox } from './sandbox/index.ts';
import { sandboxGroups, sandboxPeople } from './sandbox-directory.ts';
import { openDatabase } from './store/database.ts';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const word = (length: number): string => Array.from({ length }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');

type Credentials = Omit<WecomConfig, 'apiBase'>;

const invented = (): Credentials => ({
  corpId: `ww${randomBytes(8).toString('hex')}`,
  agentId: 1000002,
  secret: word(43),
  token: word(24),
  // 43 characters carry two bits more than a key has: the last one must not set them.
  encodingAesKey: `${word(42)}A`,
});

/** The sandbox's corp: invented once and kept in the database, so that web and worker processes agree on it. */
export const sandboxWecom = async (connectionString: string, apiBase: string): Promise<WecomConfig> => {
  const database = openDatabase(connectionString, { max: 1 });
  try {
    await database.prisma.setting.createMany({ data: [{ key: 'sandbox-wecom', value: invented() }], skipDuplicates: true });
    const row = await database.prisma.setting.findUniqueOrThrow({ where: { key: 'sandbox-wecom' } });
    return { ...(row.value as Credentials), apiBase };
  } finally {
    await database.close();
  }
};

const robotKey = (group: string): string => Buffer.from(group).toString('hex').slice(0, 32).padEnd(8, '0');

/** The demonstration city goes into an empty organisation only, through the same import as any workbook. */
const loadDemoCity = async ({ database, clock, log }: Container, base: string): Promise<void> => {
  if ((await database.prisma.unit.count()) > 0) return;
  const now = await clock.now();
  const webhook = (group: string): string => `${base}${LOOKALIKE_PATH}/cgi-bin/webhook/send?key=${robotKey(group)}`;
  const report = await importOrganisation(database, demoCity({ webhook, today: localDay(now) }), { now });
  if (report.errors.length > 0) throw new Error(`the demonstration city has mistakes: ${JSON.stringify(report.errors[0])}`);
  log.info({ units: report.units, people: report.people }, 'demonstration city loaded');
};

/** The demonstration's robots listen at this program: their address follows when its port changes. */
const followPort = async ({ database }: Container, base: string): Promise<void> => {
  await database.pool.query(
    `UPDATE chat_group SET address = $1 || substring(address FROM '${LOOKALIKE_PATH}/.*$') WHERE address LIKE '%${LOOKALIKE_PATH}/%' AND address NOT LIKE $1 || '/%'`,
    [base],
  );
};

export type SandboxSetup = { config: Config; container: Container; wecom: WecomConfig; url: string; stateDir: string };

/** The sandbox on this program's own port: look-alike, page and a city to try them on. */
export const prepareSandbox = async ({ config, container, wecom, url, stateDir }: SandboxSetup): Promise<Sandbox> => {
  await loadDemoCity(container, url);
  await followPort(container, url);
  const { database, clock, log } = container;
  return createSandbox({
    credentials: wecom,
    callbackUrl: `${url}/wecom/callback`,
    directory: () => sandboxPeople(database.prisma),
    groups: () => sandboxGroups(database.prisma),
    stateDir,
    now: () => clock.now(),
    clockMode: clock.mode,
    hosts: config.publicUrl ? [new URL(config.publicUrl).hostname] : [],
    log,
  });
};

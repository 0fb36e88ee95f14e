import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleHazardCommand } from '../../../src/app/hazards/handle-hazard-command.ts';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { demoCity } from '../../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import type { Clock } from '../../../src/app/ports.ts';
import type { HazardAction, Report } from '../../../src/domain/hazard/commands.ts';
import { createApiRouter } from '../../../src/http/api.ts';
import { createApp } from '../../../src/http/app.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { nextNumber } from '../../../src/store/hazards.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { createTestDatabase } from '../../support/database.ts';

/** Monday 2026-11-23, 09:00 in Shanghai. */
export const MONDAY_NINE = new Date('2026-11-23T09:00:00+08:00');
export const minutesLater = (minutes: number, from = MONDAY_NINE): Date => new Date(from.getTime() + minutes * 60_000);

export type City = {
  database: Database;
  url: string;
  clock: Clock & { at: Date };
  /** 工号 by name. */
  idOf(name: string): string;
  /** Reports a hazard as the chat would, messages included, and returns its number. */
  report(reporter: string | null, at: Date, changes?: Partial<Report>): Promise<string>;
  act(actor: string, number: string, action: HazardAction, at: Date): Promise<void>;
  write(draft: Draft, at: Date): Promise<string>;
  close(): Promise<void>;
};

const lamp: Omit<Report, 'number'> = {
  type: 'Report',
  unit: 'S001',
  place: { id: null, text: '三楼东头' },
  description: '三楼东头的灯坏了',
  category: 'electric',
  level: '一般',
  urgent: false,
  sensitive: false,
  source: '自查',
  reporterHidden: false,
  withheldFromSchool: false,
  basis: [{ words: '灯坏了', clause: '本系统默认' }],
  photos: [],
  placePerson: null,
};

/** The demonstration city on a database of its own. */
export const openCity = async (): Promise<City> => {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase(url);
  const webhook = (group: string): string => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${Buffer.from(group).toString('hex')}`;
  const loaded = await importOrganisation(database, demoCity({ webhook, today: '2026-11-23' }), { now: MONDAY_NINE });
  if (loaded.errors.length > 0) throw new Error(JSON.stringify(loaded.errors[0]));
  const ids = new Map((await database.prisma.person.findMany()).map(({ id, name }) => [name, id]));
  const rulesOf = createRules(statutoryDays());
  let inboxId = 0;

  const perform = async (actor: string | null, number: string | null, action: HazardAction, at: Date): Promise<string> =>
    database.transaction(async (db) => {
      inboxId += 1;
      const cause = { type: 'inbox' as const, id: `inbox-${inboxId}` };
      const named = number ?? (await nextNumber(db, at));
      const command = action.type === 'Report' ? { ...action, number: named } : action;
      const rules = await rulesOf(db);
      const outcome = await handleHazardCommand({ db, rules, cause }, named, { ...command, meta: { actor, at } });
      if (!outcome.ok) throw new Error(`${action.type} ${named}: ${JSON.stringify(outcome)}`);
      const reply: Draft[] =
        action.type === 'Report' && actor !== null
          ? [
              {
                to: { person: actor },
                kind: 'reply',
                body: { kind: 'text', text: `收到,编号 ${named}。` },
                cause,
                sensitive: action.sensitive,
              },
            ]
          : [];
      await addToOutbox(db, [...reply, ...outcome.drafts], { correlationId: cause.id, now: at });
      return named;
    });

  const clock = { mode: 'virtual' as const, at: minutesLater(60), now: async () => clock.at };
  return {
    database,
    url,
    clock,
    idOf: (name) => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`nobody is called ${name}`);
      return id;
    },
    report: (reporter, at, changes = {}) => perform(reporter, null, { ...lamp, number: '', ...changes }, at),
    act: async (actor, number, action, at) => {
      await perform(actor, number, action, at);
    },
    write: async (draft, at) => {
      const [added] = await addToOutbox(database.prisma, [draft], { correlationId: 'test', now: at });
      if (!added) throw new Error('nothing was written');
      return added.id;
    },
    close: async () => {
      await database.close();
      await drop();
    },
  };
};

export const TOKEN = 'a-token-of-sixteen-or-more';

export type Answer = { status: number; headers: Headers; body: unknown; text: string };
export type Api = { get(path: string, init?: RequestInit): Promise<Answer>; close(): Promise<void> };

/** The read API on a port of this machine, as the program mounts it. */
export const serveApi = async (city: Pick<City, 'database' | 'clock'>, apiToken: string | null = TOKEN): Promise<Api> => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const router = createApiRouter({ database: city.database, apiToken, clock: city.clock });
  const server: Server = createServer(createApp({ first: [], routers: [router], log: silent }).callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    get: async (path, init = { headers: { Authorization: `Bearer ${TOKEN}` } }) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : null, text };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

type Paged = { items: Record<string, unknown>[]; next: string | null };

/** All items of a list, page by page. */
export const allOf = async (api: Api, path: string, limit: number): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const joiner = path.includes('?') ? '&' : '?';
    const { body, status, text } = await api.get(`${path}${joiner}limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`);
    if (status !== 200) throw new Error(`${status} ${text}`);
    const page = body as Paged;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
};

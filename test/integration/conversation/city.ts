import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { handleNext, type InboundDeps } from '../../../src/app/inbound/handle-inbound.ts';
import { demoCity } from '../../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import type { Channel } from '../../../src/messaging/channel.ts';
import type { ButtonAction } from '../../../src/messaging/draft.ts';
import type { InboundContent, InboundMessage } from '../../../src/messaging/message.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { buttonRef } from '../../../src/store/outbox.ts';
import { createTestDatabase } from '../../support/database.ts';

/** Monday 2026-11-23, 09:00 in Shanghai. */
export const MONDAY_NINE = new Date('2026-11-23T09:00:00+08:00');

/** A written message, as the tests look at it. */
export type Sent = {
  id: string;
  to: string;
  kind: string;
  text: string;
  sensitive: boolean;
  hazardNumber: string | null;
  redraws: string | null;
  actions: ButtonAction[];
};

const unused = (): never => {
  throw new Error('not part of this test');
};

/** A platform that hands over prepared messages; a photo's bytes are its id. */
const preparedChannel: Channel = {
  name: 'wecom',
  open: unused,
  parse: (payload) => {
    const message = JSON.parse(payload) as Omit<InboundMessage, 'sentAt'> & { sentAt: string };
    return { ...message, sentAt: new Date(message.sentAt) };
  },
  send: unused,
  update: unused,
  fetchMedia: async (ref) => Readable.from([Buffer.from(ref.id)]),
  accountOfPhone: async () => null,
  publishMenu: unused,
  limits: () => [],
};

const memoryStore = () => {
  const files = new Map<string, Buffer>();
  return {
    put: async (content: Readable) => {
      const bytes = Buffer.concat(await content.toArray());
      const hash = createHash('sha256').update(bytes).digest('hex');
      files.set(hash, bytes);
      return { hash, size: bytes.length, contentType: 'image/jpeg' };
    },
    read: async (hash: string) => files.get(hash) ?? Buffer.alloc(0),
  };
};

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export type City = Awaited<ReturnType<typeof openCity>>;

/** The demonstration city on a database of its own, and people who talk to the bot by their WeCom accounts. */
export const openCity = async () => {
  const { url, drop } = await createTestDatabase();
  const database: Database = openDatabase(url);
  const city = demoCity({ webhook: (name) => `http://127.0.0.1:9/${encodeURIComponent(name)}`, today: '2026-11-23' });
  const loaded = await importOrganisation(database, city, { now: MONDAY_NINE });
  if (loaded.errors.length > 0) throw new Error(JSON.stringify(loaded.errors[0]));
  const accounts = await database.prisma.account.findMany({ where: { channel: 'wecom' }, include: { person: true } });
  const nameOf = new Map(accounts.map(({ personId, account }) => [personId, account]));
  const clock = { mode: 'virtual' as const, at: MONDAY_NINE, now: async () => clock.at };
  const deps: InboundDeps = {
    database,
    clock,
    queue: { wake: () => undefined },
    channels: new Map([['wecom', preparedChannel]]),
    rules: createRules(statutoryDays()),
    log: silent,
    metrics: { count: () => undefined },
    media: memoryStore(),
    inspectPhoto: async (bytes) =>
      bytes.toString().startsWith('broken')
        ? { ok: false, reason: 'broken' }
        : { ok: true, contentType: 'image/jpeg', width: 8, height: 8, perceptualHash: '0', takenAt: null },
  };

  const sentSince = async (seq: bigint): Promise<Sent[]> => {
    const rows = await database.prisma.outboxMessage.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' } });
    return rows.map((row) => ({
      id: row.id,
      to:
        row.groupId !== null
          ? `group:${row.groupId}`
          : row.personId !== null
            ? (nameOf.get(row.personId) ?? row.personId)
            : `account:${row.account}`,
      kind: row.kind,
      text: row.text,
      sensitive: row.sensitive,
      hazardNumber: row.hazardNumber,
      redraws: row.redraws,
      actions: row.actions as unknown as ButtonAction[],
    }));
  };
  const lastSeq = async (): Promise<bigint> => (await database.prisma.outboxMessage.aggregate({ _max: { seq: true } }))._max.seq ?? 0n;

  /** Puts a message into the inbox without handling it. */
  const arrives = async (account: string, content: InboundContent): Promise<string> => {
    const message: InboundMessage = { channel: 'wecom', sender: account, conversation: { kind: 'single' }, sentAt: clock.at, content };
    const id = randomUUID();
    await database.prisma.inboxMessage.create({
      data: {
        id,
        channel: 'wecom',
        dedupeKey: id,
        lane: account,
        payload: JSON.stringify(message),
        status: 'pending',
        receivedAt: clock.at,
      },
    });
    return id;
  };

  /** One message, handled: everything that was written because of it. A second later by the clock. */
  const sends = async (account: string, content: InboundContent): Promise<Sent[]> => {
    const before = await lastSeq();
    await arrives(account, content);
    await handleNext(deps, account);
    clock.at = new Date(clock.at.getTime() + 1000);
    return sentSince(before);
  };

  /** The pause before the next try of a message has passed. */
  const pauseIsOver = async (): Promise<void> => {
    await database.pool.query('UPDATE inbox_message SET retry_at = NULL');
  };

  const says = (account: string, text: string): Promise<Sent[]> => sends(account, { kind: 'text', text });

  return {
    database,
    deps,
    clock,
    sends,
    says,
    arrives,
    pauseIsOver,
    lastSeq,
    sentSince,
    handle: (account: string) => handleNext(deps, account),
    photographs: (account: string, id: string = randomUUID()) =>
      sends(account, { kind: 'image', media: { channel: 'wecom', id, kind: 'image', name: null } }),
    /** What the bot answers to a text, as one string; '' for no answer. */
    answer: async (account: string, text: string): Promise<string> => answerIn(await says(account, text)),
    presses: (account: string, sent: Sent, label: number): Promise<Sent[]> =>
      sends(account, { kind: 'action', ref: buttonRef(sent.id, label), cardId: sent.id, updateToken: null }),
    later: (ms: number): void => {
      clock.at = new Date(clock.at.getTime() + ms);
    },
    hazard: async (number: string) => database.prisma.hazard.findUniqueOrThrow({ where: { number } }),
    idOf: (account: string): string => {
      const found = accounts.find((each) => each.account === account);
      if (!found) throw new Error(`nobody has the account ${account}`);
      return found.personId;
    },
    close: async () => {
      await database.close();
      await drop();
    },
  };
};

/** The one answer among what was sent; a message is answered once. */
export const answerIn = (sent: readonly Sent[]): string => {
  const replies = sent.filter((each) => each.kind === 'reply');
  if (replies.length > 1) throw new Error(`${replies.length} answers to one message`);
  return replies[0]?.text ?? '';
};

export const numberIn = (text: string): string => {
  const number = /H\d{8,}/.exec(text)?.[0];
  if (number === undefined) throw new Error(`no number in: ${text}`);
  return number;
};

/** Who got what kind of message, in order: `zhaomanyi:task-card`. */
export const heardBy = (sent: readonly Sent[]): string[] => sent.map(({ to, kind }) => `${to}:${kind}`);

export const cardFor = (sent: readonly Sent[], account: string, kind: string): Sent => {
  const card = sent.find((each) => each.to === account && each.kind === kind);
  if (!card) throw new Error(`no ${kind} for ${account} in ${heardBy(sent).join(' ')}`);
  return card;
};

import { randomUUID } from 'node:crypto';
import type { WorkerDeps } from '../../../jobs/registry.ts';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import { createInboxWriter } from '../../../src/store/inbox.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import type { World } from '../../support/machinery.ts';
import { until } from '../../support/machinery.ts';
import { smallCity } from '../../unit/app/organisation/small-city.ts';

/** The decrypted callback of a member's text. */
export const textXml = (account: string, text: string, msgId: string): string =>
  `<xml><ToUserName><![CDATA[ww0123456789abcdef]]></ToUserName><FromUserName><![CDATA[${account}]]></FromUserName>
<CreateTime>1795420800</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content>
<MsgId>${msgId}</MsgId><AgentID>1000002</AgentID></xml>`;

/** Keeps a member's text as the callback route would, without waking anybody. */
export const receive = async (world: World, account: string, text: string, msgId: string): Promise<string> => {
  const writer = createInboxWriter(world.database.pool, world.clock.now);
  const envelope = {
    channel: 'wecom' as const,
    dedupeKey: `msg:${msgId}`,
    lane: account.toLowerCase(),
    payload: textXml(account, text, msgId),
  };
  return (await writer.write({ envelope, status: 'pending', reason: null })).id;
};

/** Schools, people and places, just enough of them; 张三 (P3, zhangsan) is a teacher of 古柳小学. */
export const loadCity = async (world: World): Promise<void> => {
  const { errors } = await importOrganisation(world.database, smallCity(), { now: await world.clock.now() });
  if (errors.length > 0) throw new Error(`the small city has mistakes: ${JSON.stringify(errors[0])}`);
};

export type MessageRow = {
  id: string;
  lane: string;
  text: string;
  status: string;
  attempts: number;
  error: string | null;
  cause_id: string;
  not_before: Date;
  retry_at: Date | null;
};

export const messages = async (world: World): Promise<MessageRow[]> =>
  (await world.database.pool.query<MessageRow>('SELECT * FROM outbox_message ORDER BY seq')).rows;

export const messageWith = async (world: World, text: string): Promise<MessageRow> => {
  const found = (await messages(world)).find((row) => row.text === text);
  if (!found) throw new Error(`no message ${text}`);
  return found;
};

const draftTo = (to: Draft['to'], text: string, more: Partial<Draft>): Draft => ({
  to,
  kind: 'reply',
  body: { kind: 'text', text },
  cause: { type: 'operator', id: randomUUID() },
  ...more,
});

export const toAccount = (account: string, text: string, more: Partial<Draft> = {}): Draft =>
  draftTo({ account: { channel: 'wecom', account } }, text, more);
export const toPerson = (person: string, text: string, more: Partial<Draft> = {}): Draft => draftTo({ person }, text, more);
export const toGroup = (group: number, text: string, more: Partial<Draft> = {}): Draft => draftTo({ group }, text, more);

/** Writes messages in one transaction, and knocks at their lanes where a queue is given. */
export const write = async (world: World, drafts: Draft[], deps?: WorkerDeps): Promise<string[]> => {
  const now = await world.clock.now();
  const added = await world.database.transaction((db) => addToOutbox(db, drafts, { correlationId: 'a-correlation-id', now }));
  deps?.queue.wake(added.map(({ lane }) => ({ kind: 'outbound', lane, correlationId: 'a-correlation-id' })));
  return added.map(({ id }) => id);
};

/** What people saw, in order; what the platform swallowed as a repeat is left out. */
export const shown = (world: World): (string | null)[] =>
  world.platform.sent.filter((record) => !record.duplicate).map((record) => record.text);

export const untilEnded = (world: World, count: number): Promise<MessageRow[]> =>
  until(
    () => messages(world),
    (rows) => rows.filter((row) => row.status !== 'queued').length >= count,
    40_000,
  );

/** Retry pauses go by the system's time: makes all of them end now, and with `pauses` closed doors open. */
export const endRetryPauses = async (world: World): Promise<void> => {
  await world.database.pool.query('DELETE FROM channel_pause');
  await world.database.pool.query('UPDATE outbox_message SET retry_at = now() WHERE retry_at IS NOT NULL');
};

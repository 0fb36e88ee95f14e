import { converse } from '../../conversation/converse.ts';
import { fresh, type Session } from '../../conversation/session.ts';
import type { Channel } from '../../messaging/channel.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { ChannelName, InboundMessage } from '../../messaging/message.ts';
import { touchAccount } from '../../store/accounts.ts';
import type { Database, Db } from '../../store/database.ts';
import { isDatabaseAway } from '../../store/database-away.ts';
import { type InboxRow, markFailed, markProcessed, nextInLane, tryLater } from '../../store/inbox.ts';
import { type PersonRecord, personByAccount } from '../../store/organisation.ts';
import { type Added, addToOutbox, latestOpenCard } from '../../store/outbox.ts';
import { loadSession, saveSession } from '../../store/sessions.ts';
import { withinBurden } from '../burden/within-burden.ts';
import { cityView } from '../hazards/city-view.ts';
import type { CityRules } from '../inspections/deps.ts';
import type { Clock, JobQueue, Log, Metrics } from '../ports.ts';
import { hear, wordsOf } from './hear.ts';
import { type KeptMedia, keepMedia, type MediaDeps } from './keep-media.ts';
import { perform } from './perform.ts';
import { knowledgeFor } from './reading-context.ts';
import { situationOf } from './situation.ts';

export type InboundDeps = MediaDeps & {
  database: Database;
  clock: Clock;
  queue: JobQueue;
  channels: ReadonlyMap<ChannelName, Channel>;
  rules(db: Db): Promise<CityRules>;
  log: Log;
  metrics: Metrics;
};

const LEFT = '你的账号已标为离岗，我不能办理了。如果不对，请联系学校安全办。急事（着火、受伤、闯校）仍可直接说，并打 119、120、110。';
const GAVE_UP = '刚才那条消息我没处理好，已经记下并通知管理员。请换个说法再发一次；急事请直接打 119、120、110。';

type Words = { text: string; urgent: boolean; sensitive: boolean };

/** The one answer to a message, where it was written. `person` null: nobody living is bound to the account. */
const replyTo = (row: InboxRow, message: InboundMessage, person: PersonRecord | null, { text, urgent, sensitive }: Words): Draft => {
  const account = { channel: message.channel, account: message.sender ?? row.lane };
  return {
    to: person ? { person: person.id, replyOn: account } : { account },
    kind: 'reply',
    urgent,
    sensitive,
    body: { kind: 'text', text },
    cause: { type: 'inbox', id: row.id },
  };
};

/** Questions of ours that are answered by a digit: it is not meant for an older card then. */
const ANSWERED_BY_DIGIT: ReadonlySet<string> = new Set(['photo-purpose', 'which', 'unit', 'assignee', 'transfer', 'check-school']);

/** What a bare digit of the person answers: the last list or question, or, for people who read text only, a card that came after it. */
const lastShown = async (db: Db, person: PersonRecord | null, kept: Session): Promise<Session> => {
  // What the digits of a card meant then is looked up anew each time: it may have been decided since.
  const session = kept.shown?.kind === 'buttons' ? { ...kept, shown: null } : kept;
  if (!person?.plainText) return session;
  const card = await latestOpenCard(db, person.id);
  if (!card) return session;
  const at = card.createdAt.toISOString();
  const { asked, shown } = session;
  const older = (shown && shown.at >= at) || (asked && ANSWERED_BY_DIGIT.has(asked.kind) && asked.at >= at);
  return older ? session : { ...session, shown: { kind: 'buttons', refs: card.buttons, at } };
};

/** Somebody who has left is nobody to us, but for an urgent danger; he is told so. */
const livingOnly = (bound: PersonRecord | null): PersonRecord | null => (bound?.status === '在岗' ? bound : null);

const answer = async (deps: InboundDeps, db: Db, row: InboxRow, message: InboundMessage, media: KeptMedia): Promise<Added[]> => {
  const now = await deps.clock.now();
  if (!(await markProcessed(db, row.id, now)) || message.sender === null) return [];
  const from = { channel: message.channel, account: message.sender };
  const bound = await personByAccount(db, from.channel, from.account);
  const person = livingOnly(bound);
  if (bound) await touchAccount(db, from.channel, from.account, now);
  const key = person?.id ?? `${from.channel}:${from.account.toLowerCase()}`;
  const session = await lastShown(db, person, fresh(await loadSession(db, key), now));
  const rules = await deps.rules(db);
  const city = cityView(db, now, rules.calendar);
  const knowledge = await knowledgeFor(db, person, wordsOf(message.content), session, city);
  const heard = await hear(db, message.content, media, knowledge, session.shown);
  if (!heard) return [];
  const turn = converse(heard, situationOf(person, knowledge, session, now));
  const unknown = turn.acts.some((act) => act.act === 'say' && act.saying.say === 'unbound');
  const done = await perform({ db, rules, now, inboxId: row.id, from, person, knowledge, city }, turn);
  const text = bound && !person && unknown ? LEFT : done.say.join('\n\n');
  const urgent = heard.kind === 'words' && heard.reading.urgent && heard.reading.intent === 'report';
  const reply = text === '' ? [] : [replyTo(row, message, person, { text, urgent, sensitive: done.sensitive })];
  const drafts = await withinBurden(db, done.drafts, now, rules);
  const added = await addToOutbox(db, [...reply, ...drafts], { correlationId: row.id, now });
  await saveSession(db, key, done.session, now);
  return added;
};

const DISK_FAULTS: ReadonlySet<unknown> = new Set(['disk-full', 'write-failed']);

/** Our own disk is full or broken: no fault of the message, which waits until the operator has mended it. */
const isOwnDisk = (error: unknown): boolean => error instanceof Error && 'code' in error && DISK_FAULTS.has(error.code);

/** Pauses before the next tries, longer each time; then the message is given up: it stays for the operator, and its sender is told. */
const PAUSES_MS = [500, 4_000, 30_000, 120_000] as const;
const DISK_PAUSE_MS = 5_000;
/** PostgreSQL was stopped or had no connection to spare: that does not use up the tries of a message either. */
const DATABASE_PAUSE_MS = 1_000;

const waits = async (deps: InboundDeps, row: InboxRow, reason: string, pauseMs: number, counts: boolean): Promise<void> => {
  await tryLater(deps.database.prisma, row.id, reason, pauseMs, counts);
  deps.queue.wake([{ kind: 'inbound', lane: row.lane, correlationId: row.id }], { delayMs: pauseMs });
  deps.log.warn({ cid: row.id, reason, pauseMs }, 'message not handled, will be tried again');
};

/** A fault that repeats must not hold the person's lane up for ever. */
const giveUpOrRetry = async (deps: InboundDeps, row: InboxRow, message: InboundMessage | null, error: unknown): Promise<void> => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isOwnDisk(error)) return waits(deps, row, reason, DISK_PAUSE_MS, false);
  if (isDatabaseAway(error)) return waits(deps, row, reason, DATABASE_PAUSE_MS, false);
  const pauseMs = PAUSES_MS[row.attempts];
  if (pauseMs !== undefined) return waits(deps, row, reason, pauseMs, true);
  deps.log.error({ err: error, cid: row.id }, 'message given up');
  deps.metrics.count('inbox_handled_total', { outcome: 'failed' });
  const now = await deps.clock.now();
  const added = await deps.database.transaction(async (db) => {
    if (!(await markFailed(db, row.id, reason)) || !message?.sender) return [];
    return addToOutbox(db, [replyTo(row, message, null, { text: GAVE_UP, urgent: true, sensitive: false })], {
      correlationId: row.id,
      now,
    });
  });
  wake(deps, row, added);
};

const wake = (deps: InboundDeps, row: InboxRow, added: Added[]): void =>
  deps.queue.wake(added.map(({ lane }) => ({ kind: 'outbound', lane, correlationId: row.id })));

const channelOf = (deps: InboundDeps, row: InboxRow): Channel => {
  const channel = deps.channels.get(row.channel as ChannelName);
  if (!channel) throw new Error(`the channel ${row.channel} is not configured`);
  return channel;
};

/**
 * Takes the oldest message of a lane: its files are fetched before, then effects, answer and "processed" commit together (law 2), then
 * those who deliver are woken. What fails waits and is tried again; its lane waits with it.
 */
export const handleNext = async (deps: InboundDeps, lane: string): Promise<'more' | 'empty'> => {
  const row = await nextInLane(deps.database.prisma, lane);
  if (!row) return 'empty';
  let message: InboundMessage | null = null;
  try {
    const channel = channelOf(deps, row);
    const parsed = channel.parse(row.payload);
    message = parsed;
    const media = await keepMedia(deps, channel, parsed.content, row.attempts, await deps.clock.now());
    const added = await deps.database.transaction((db) => answer(deps, db, row, parsed, media));
    wake(deps, row, added);
    deps.metrics.count('inbox_handled_total', { outcome: 'processed' });
    deps.log.info({ cid: row.id, kind: parsed.content.kind, messages: added.length }, 'message handled');
  } catch (error) {
    await giveUpOrRetry(deps, row, message, error);
  }
  return 'more';
};

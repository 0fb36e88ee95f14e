import { createHash } from 'node:crypto';
import pg from 'pg';
import type { SentRecord } from '../../src/sandbox/wecom/types.ts';
import type { HistoryEntry } from '../../src/store/history.ts';
import type { ChainFact, Display, Evidence, HazardFact, InboxFact, OutboxFact, Readiness } from './evidence.ts';
import { groupedBy } from './laws/grouping.ts';
import type { ProgramMachine } from './machines/program.ts';

/** Runs `work` with one connection. Times come as `Date`. */
export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const milliseconds = (at: Date | null): number | null => (at === null ? null : at.getTime());

type InboxRow = Omit<InboxFact, 'receivedAt' | 'processedAt'> & { received: Date; processed: Date | null };

const inboxOf = async (client: pg.Client): Promise<InboxFact[]> => {
  const { rows } = await client.query<InboxRow>(
    `SELECT m.id, payload, m.status, reason, lane, received_at AS received, processed_at AS processed, a.person_id AS person
     FROM inbox_message m LEFT JOIN account a ON a.channel = m.channel AND a.account = m.lane ORDER BY seq`,
  );
  return rows.map(({ received, processed, ...row }) => ({
    ...row,
    receivedAt: received.getTime(),
    processedAt: milliseconds(processed),
  }));
};

type OutboxRow = Omit<OutboxFact, 'group' | 'createdAt' | 'notBefore'> & { address: string | null; created: Date; before: Date };

const robotKey = (address: string | null): string | null =>
  address !== null && URL.canParse(address) ? new URL(address).searchParams.get('key') : address;

const outboxOf = async (client: pg.Client): Promise<OutboxFact[]> => {
  const { rows } = await client.query<OutboxRow>(
    `SELECT o.id, (seq % 1000000000)::int AS sequence, kind, status, error, attempts, lane, g.address, cause_type AS "causeType",
       cause_id AS "causeId", hazard_number AS "hazardNumber", text, redraws, platform_id AS "platformId", created_at AS created,
       not_before AS before
     FROM outbox_message o LEFT JOIN chat_group g ON g.id = o.group_id ORDER BY seq`,
  );
  return rows.map(({ address, created, before, ...row }) => ({
    ...row,
    group: robotKey(address),
    createdAt: created.getTime(),
    notBefore: before.getTime(),
  }));
};

const hazardsOf = async (client: pg.Client): Promise<HazardFact[]> => {
  const { rows } = await client.query<HazardFact>(
    `SELECT number, status, version, state ->> 'description' AS description, state FROM hazard ORDER BY number`,
  );
  return rows;
};

type EntryRow = HistoryEntry & { number: string };

const chainsOf = async (client: pg.Client): Promise<ChainFact[]> => {
  const entries = await client.query<EntryRow>(
    `SELECT number, seq, at, actor_id AS "actorId", event, step, data, hash, previous_hash AS "previousHash"
     FROM hazard_history ORDER BY number, seq`,
  );
  const texts = await client.query<{ id: string; number: string; text: string }>('SELECT id, number, text FROM history_text');
  const words = groupedBy(texts.rows, (row) => row.number);
  return [...groupedBy(entries.rows, (row) => row.number)].map(([number, own]) => ({
    number,
    entries: own.map(({ number: _number, ...entry }) => entry),
    texts: new Map((words.get(number) ?? []).map(({ id, text }) => [id, text])),
  }));
};

/** What the look-alike showed, without the bodies. */
export const displayOf = (record: SentRecord): Display => ({
  via: record.via,
  msgid: record.msgid,
  to: [...record.to],
  text: record.text,
  bodyKey: createHash('sha256').update(JSON.stringify(record.body)).digest('hex'),
  interval: typeof record.body.duplicate_check_interval === 'number' ? record.body.duplicate_check_interval : null,
  duplicate: record.duplicate,
  dropped: [...record.dropped],
});

/** Asks each web process whether it is ready. */
export const readinessOf = async (programs: readonly ProgramMachine[]): Promise<Readiness[]> =>
  Promise.all(
    programs
      .filter((program) => program.port !== 0)
      .map(async ({ name, port }) => {
        try {
          const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(15_000) });
          return { process: name, status: response.status, problems: await response.text() };
        } catch (error) {
          return { process: name, status: 0, problems: String(error) };
        }
      }),
  );

/** What the database holds now. */
export const databaseEvidence = (
  url: string,
): Promise<Pick<Evidence, 'inbox' | 'outbox' | 'hazards' | 'chains' | 'heldLanes' | 'collectedAt'>> =>
  withClient(url, async (client) => {
    const lanes = await client.query<{ key: string }>('SELECT key FROM lane WHERE lease_until > now()');
    return {
      collectedAt: Date.now(),
      inbox: await inboxOf(client),
      outbox: await outboxOf(client),
      hazards: await hazardsOf(client),
      chains: await chainsOf(client),
      heldLanes: lanes.rows.map((row) => row.key),
    };
  });

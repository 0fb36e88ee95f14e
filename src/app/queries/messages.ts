import { isoLocal } from '../../domain/calendar/local-time.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../../store/database.ts';
import type { OutboxStatus } from '../../store/outbox.ts';
import { type Answer, answered, type Page, pageOf } from './answer.ts';
import { timeCursor } from './cursor.ts';
import type { FiltersOf } from './filters.ts';
import type { PersonRef } from './hazard-view.ts';
import { all, resolveScope, type Scope } from './scope.ts';

/**
 * A message of the outbox (design §3.6). `channel` null: wherever the person was last active. Of what is confidential neither `to` nor `text`
 * is told.
 */
export type MessageView = {
  id: string;
  to: { person: PersonRef } | { group: { id: number; name: string } } | { account: { channel: string; account: string } } | null;
  channel: ChannelName | null;
  kind: string;
  urgent: boolean;
  text: string | null;
  cause: { type: string; id: string };
  status: OutboxStatus;
  attempts: number;
  createdAt: string;
  sentAt: string | null;
  error: string | null;
};

type Row = Omit<MessageView, 'to' | 'cause' | 'createdAt' | 'sentAt'> & {
  personId: string | null;
  personName: string | null;
  groupId: number | null;
  groupName: string | null;
  account: string | null;
  causeType: string;
  causeId: string;
  createdAt: Date;
  sentAt: Date | null;
  /** It goes to the reporter of an item who must not be named. */
  toReporter: boolean;
  confidential: boolean;
  /** One item that it is about whose reporter must not be named. */
  veiled: string | null;
};

/** Items that message `m` is about: named by the row, or by number in its words (a list of one's own reports). */
const ABOUT = Prisma.sql`hazard h WHERE h.number = ANY(
    ARRAY[m.hazard_number, CASE m.cause_type WHEN 'hazard' THEN m.cause_id END]
    || ARRAY(SELECT 'H' || found[1] FROM regexp_matches(m.text, '([0-9]{8,12})', 'g') AS found))`;

/** Its reporter asked to stay unnamed, or it is confidential, so that nobody in it is named. */
const VEILED = Prisma.sql`(h.sensitive OR h.withheld_from_school OR coalesce((h.state->>'reporterHidden')::boolean, false))`;
const ITS_REPORTER = Prisma.sql`(h.reporter_id = m.person_id OR h.reporter_account = concat(m.channel, ':', m.account))`;

/** Neither a message to a veiled reporter nor any of a confidential item is found by who or where its recipient is. */
const notVeiled = Prisma.sql`NOT m.sensitive AND NOT EXISTS (
    SELECT FROM ${ABOUT} AND (h.sensitive OR h.withheld_from_school OR (${VEILED} AND ${ITS_REPORTER})))`;

const inUnits = (units: string[]): Prisma.Sql => Prisma.sql`(
    m.person_id IN (SELECT person_id FROM person_role WHERE unit_code = ANY(${units}::text[]))
    OR m.group_id IN (SELECT id FROM chat_group WHERE unit_code = ANY(${units}::text[])))`;

/** Written by then and not sent by then; what was dropped has no time of its own. */
const waitingAt = (at: Date): Prisma.Sql =>
  Prisma.sql`m.created_at <= ${at} AND (m.sent_at > ${at} OR (m.sent_at IS NULL AND m.status IN ('queued', 'parked')))`;

const conditions = ({ from, to, at, status, cursor }: FiltersOf<'messages'>, { units, person }: Scope): Prisma.Sql =>
  all([
    from ? Prisma.sql`m.created_at >= ${from}` : null,
    to ? Prisma.sql`m.created_at < ${to}` : null,
    at ? waitingAt(at) : null,
    status ? Prisma.sql`m.status = ANY(${status}::text[])` : null,
    person === null ? null : Prisma.sql`m.lane = ${`person:${person}`}`,
    units === null ? null : inUnits(units),
    units === null && person === null ? null : notVeiled,
    cursor ? Prisma.sql`(m.created_at, m.id) < (${cursor.at}::timestamptz, ${cursor.id}::text)` : null,
  ]);

/** Whoever hears of a confidential item has to do with it, its handler first of all: nobody is named. */
const recipient = (row: Row): MessageView['to'] => {
  if (row.toReporter || row.confidential) return null;
  if (row.personId !== null) return { person: { id: row.personId, name: row.personName ?? row.personId } };
  if (row.groupId !== null) return { group: { id: row.groupId, name: row.groupName ?? '' } };
  return row.channel !== null && row.account !== null ? { account: { channel: row.channel, account: row.account } } : null;
};

/** What the reporter's own message led to would lead back to him, so that the item itself is named as the cause. */
const causeOf = ({ veiled, causeType, causeId }: Row): MessageView['cause'] =>
  veiled !== null && causeType === 'inbox' ? { type: 'hazard', id: veiled } : { type: causeType, id: causeId };

const view = (row: Row): MessageView => ({
  id: row.id,
  to: recipient(row),
  channel: row.channel,
  kind: row.kind,
  urgent: row.urgent,
  text: row.confidential || row.toReporter ? null : row.text,
  cause: causeOf(row),
  status: row.status,
  attempts: row.attempts,
  createdAt: isoLocal(row.createdAt),
  sentAt: row.sentAt ? isoLocal(row.sentAt) : null,
  error: row.error,
});

/** The messages that `select` finds, with the names that go with them, the latest first. */
const found = (db: Db, select: Prisma.Sql): Promise<Row[]> => db.$queryRaw<Row[]>`
  WITH chosen AS MATERIALIZED (${select})
  SELECT m.id, m.person_id AS "personId", p.name AS "personName", m.group_id AS "groupId", g.name AS "groupName", m.account,
    coalesce(m.channel, split_part(g.platform, '-', 1)) AS channel, m.kind, m.urgent, m.text, m.cause_type AS "causeType",
    m.cause_id AS "causeId", m.status, m.attempts, m.created_at AS "createdAt", m.sent_at AS "sentAt", m.error,
    m.sensitive OR coalesce(about.confidential, false) AS confidential, coalesce(about.reporter, false) AS "toReporter", about.veiled
  FROM chosen m LEFT JOIN person p ON p.id = m.person_id LEFT JOIN chat_group g ON g.id = m.group_id
  LEFT JOIN LATERAL (
    SELECT bool_or(h.sensitive OR h.withheld_from_school) AS confidential, bool_or(${VEILED} AND ${ITS_REPORTER}) AS reporter,
      min(h.number) FILTER (WHERE ${VEILED}) AS veiled
    FROM ${ABOUT}
  ) about ON true
  ORDER BY m.created_at DESC, m.id DESC`;

/** What was sent and will be, the latest first. `at`: what was waiting to be sent at that moment. */
export const listMessages = async (db: Db, filters: FiltersOf<'messages'>): Promise<Answer<Page<MessageView>>> => {
  const scope = await resolveScope(db, filters);
  if (!scope.ok) return scope;
  const where = conditions(filters, scope.value);
  const rows = await found(
    db,
    Prisma.sql`SELECT m.* FROM outbox_message m WHERE ${where} ORDER BY m.created_at DESC, m.id DESC LIMIT ${filters.limit + 1}`,
  );
  return answered(pageOf(rows, filters.limit, view, (row) => timeCursor({ at: row.createdAt, id: row.id })));
};

/** The messages with these ids, the latest first; unknown ids are left out. */
export const messagesById = async (db: Db, ids: readonly string[]): Promise<MessageView[]> =>
  (await found(db, Prisma.sql`SELECT m.* FROM outbox_message m WHERE m.id = ANY(${[...ids]}::text[])`)).map(view);

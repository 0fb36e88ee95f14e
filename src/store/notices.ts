import type { Level } from '../domain/hazard/category.ts';
import { DEADLINE_STEPS, type DeadlineStep, RUNGS, type Rung } from '../domain/hazard/deadline-policy.ts';
import type { HazardStatus } from '../domain/hazard/state.ts';
import { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';

/** What is kept of a step that stands still, for one person. `waitsFor`: the 工号 of those who have the step to do. */
export type OverdueData = { pending: DeadlineStep; rung: Rung; dueAt: string; mine: boolean; waitsFor: string[] };
/** An absence that begins: its deputy gets what waits for the one who is away. */
export type StandInData = { absence: number };

export type NewNotice = { personId: string; hazardNumber: string; notBefore: Date } & (
  | { kind: 'overdue'; data: OverdueData }
  | { kind: 'stand-in'; data: StandInData }
  /** An item went straight to somebody: whoever grades in the unit hears of it. Told is how it stands then. */
  | { kind: 'new-item'; data: Record<string, never> }
);

/**
 * Writes notices in the caller's transaction. What a person is to hear twice of an item at one moment he hears once, as it was said last:
 * extended and late again within one weekend, the newer counts.
 */
export const addNotices = async (db: Db, notices: readonly NewNotice[]): Promise<void> => {
  const told = [
    ...new Map(notices.toReversed().map((notice) => [`${notice.personId} ${notice.kind} ${notice.hazardNumber}`, notice])).values(),
  ];
  if (told.length === 0) return;
  await db.$executeRaw`
    INSERT INTO notice (person_id, kind, hazard_number, data, not_before)
    SELECT person, kind, number, data, at::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(
      told.map((each) => ({
        person: each.personId,
        kind: each.kind,
        number: each.hazardNumber,
        data: each.data,
        at: each.notBefore.toISOString(),
      })),
    )}::jsonb) AS told (person text, kind text, number text, data jsonb, at text)
    ON CONFLICT (person_id, kind, hazard_number, not_before) DO UPDATE SET data = excluded.data
      WHERE notice.outbox_id IS NULL AND notice.data->>'dueAt' IS DISTINCT FROM excluded.data->>'dueAt'`;
};

/** Who has something to hear by now, the longest waiting first, a bounded number of people. */
export const peopleWithNotices = async (db: Db, now: Date, limit: number): Promise<string[]> => {
  const rows = await db.$queryRaw<{ personId: string }[]>`
    SELECT person_id AS "personId" FROM notice WHERE outbox_id IS NULL AND not_before <= ${now}
    GROUP BY person_id ORDER BY min(not_before), person_id LIMIT ${limit}`;
  return rows.map((row) => row.personId);
};

/** A waiting notice with what its item is now; `status` is null where it concerns none. */
export type WaitingNotice = {
  id: number;
  kind: string;
  number: string;
  data: unknown;
  status: HazardStatus | null;
  stepDueAt: Date | null;
  level: Level;
  confidential: boolean;
};

/** Locks what a person has to hear by now, at most `limit` of it; what somebody else is at is left to him. */
export const claimNotices = (db: Db, personId: string, now: Date, limit: number): Promise<WaitingNotice[]> => db.$queryRaw<WaitingNotice[]>`
  SELECT n.id, n.kind, n.hazard_number AS number, n.data, h.status, h.step_due_at AS "stepDueAt", coalesce(h.level, '一般') AS level,
    coalesce(h.sensitive OR h.withheld_from_school, false) AS confidential
  FROM notice n LEFT JOIN hazard h ON h.number = n.hazard_number
  WHERE n.person_id = ${personId} AND n.outbox_id IS NULL AND n.not_before <= ${now}
  ORDER BY n.not_before, n.id LIMIT ${limit} FOR UPDATE OF n SKIP LOCKED`;

/** What goes along in a digest, where its item is no secret. */
export type DigestKind = 'overdue' | 'new-item' | 'words';

const NO_SECRET = Prisma.sql`NOT h.sensitive AND NOT h.withheld_from_school`;

/**
 * Who has something to hear that waited for a digest, and has had none on this day; the longest waiting first. `digestAt`: the clock time of
 * digests: an overdue item that was not put off to it goes by itself.
 */
export const peopleWithDigestNotices = async (
  db: Db,
  { now, today, digestAt, limit }: { now: Date; today: string; digestAt: string; limit: number },
): Promise<string[]> => {
  const rows = await db.$queryRaw<{ personId: string }[]>`
    SELECT n.person_id AS "personId" FROM notice n JOIN hazard h ON h.number = n.hazard_number
    WHERE n.outbox_id IS NULL AND n.not_before <= ${now} AND ${NO_SECRET}
      AND (n.kind IN ('new-item', 'words')
        OR (n.kind = 'overdue' AND (n.not_before AT TIME ZONE 'Asia/Shanghai')::time = ${digestAt}::time))
      AND NOT EXISTS (SELECT FROM digest d WHERE d.recipient = 'person:' || n.person_id AND d.day = ${today}::date)
    GROUP BY n.person_id ORDER BY min(n.not_before), n.person_id LIMIT ${limit}`;
  return rows.map((row) => row.personId);
};

/**
 * A waiting notice of a digest with what its item is now. `living`: the person is still there; `officer`: he is a 具体责任人 of the item's
 * unit; `gradedIt`: it was he who graded the item.
 */
export type DigestNotice = WaitingNotice & {
  kind: DigestKind;
  personId: string;
  living: boolean;
  officer: boolean;
  gradedIt: boolean;
  description: string;
  unitName: string;
  assigneeName: string | null;
};

/** Locks what these people have to hear by now of items that are no secret, at most `limit` of it; what somebody else is at is left to him. */
export const claimDigestNotices = (
  db: Db,
  people: readonly string[],
  { now, kinds, limit }: { now: Date; kinds: readonly DigestKind[]; limit: number },
): Promise<DigestNotice[]> => db.$queryRaw<DigestNotice[]>`
  SELECT n.id, n.person_id AS "personId", n.kind, n.hazard_number AS number, n.data, h.status, h.step_due_at AS "stepDueAt", h.level,
    false AS confidential, p.status = '在岗' AS living,
    EXISTS (SELECT FROM person_role r WHERE r.person_id = p.id AND r.unit_code = h.unit_code AND r.role = '具体责任人') AS officer,
    coalesce(h.state->>'classifiedBy' = p.id, false) AS "gradedIt",
    coalesce(left(h.state->>'description', 500), '') AS description, u.name AS "unitName", a.name AS "assigneeName"
  FROM notice n JOIN hazard h ON h.number = n.hazard_number JOIN person p ON p.id = n.person_id JOIN unit u ON u.code = h.unit_code
    LEFT JOIN person a ON a.id = h.assignee_id
  WHERE n.person_id = ANY(${[...people]}::text[]) AND n.kind = ANY(${[...kinds]}::text[]) AND n.outbox_id IS NULL
    AND n.not_before <= ${now} AND ${NO_SECRET}
  ORDER BY n.person_id, n.not_before, n.id LIMIT ${limit} FOR UPDATE OF n SKIP LOCKED`;

/** First words and unit of some items, by their numbers. */
export const itemWords = async (db: Db, numbers: readonly string[]): Promise<Map<string, { description: string; unitName: string }>> => {
  const rows = await db.$queryRaw<{ number: string; description: string; unitName: string }[]>`
    SELECT h.number, coalesce(left(h.state->>'description', 500), '') AS description, u.name AS "unitName"
    FROM hazard h JOIN unit u ON u.code = h.unit_code WHERE h.number = ANY(${[...numbers]}::text[])`;
  return new Map(rows.map((row) => [row.number, row]));
};

/** They were told, in these messages. Words that were held back stand in the message from now on, and nowhere else. */
export const markAllTold = async (db: Db, messages: readonly { ids: readonly number[]; outboxId: string }[]): Promise<void> => {
  const told = messages.flatMap(({ ids, outboxId }) => ids.map((id) => ({ id, outbox: outboxId })));
  if (told.length === 0) return;
  await db.$executeRaw`
    UPDATE notice n SET outbox_id = t.outbox, data = CASE WHEN n.kind = 'words' THEN '{}'::jsonb ELSE n.data END
    FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS t (id int, outbox text) WHERE n.id = t.id`;
};

/** What has been settled meanwhile is not told. */
export const dropNotices = async (db: Db, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0) await db.notice.deleteMany({ where: { id: { in: [...ids] } } });
};

/** Puts off what a person has to hear by now, where it could not be told. */
export const putOffNotices = async (db: Db, personId: string, now: Date, until: Date): Promise<void> => {
  await db.$executeRaw`
    UPDATE notice SET not_before = ${until}::timestamptz + id * interval '1 millisecond'
    WHERE person_id = ${personId} AND outbox_id IS NULL AND not_before <= ${now}`;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads what `addNotices` wrote; null for what is no such thing. */
export const overdueData = (data: unknown): OverdueData | null => {
  if (typeof data !== 'object' || data === null) return null;
  const { pending, rung, dueAt, mine, waitsFor } = data as Record<string, unknown>;
  const step = DEADLINE_STEPS.find((each) => each === pending);
  const post = RUNGS.find((each) => each === rung);
  if (step === undefined || post === undefined || Number.isNaN(Date.parse(text(dueAt)))) return null;
  const people = Array.isArray(waitsFor) ? waitsFor.filter((person): person is string => typeof person === 'string') : [];
  return { pending: step, rung: post, dueAt: text(dueAt), mine: mine === true, waitsFor: people };
};

export const standInData = (data: unknown): StandInData | null => {
  const absence = typeof data === 'object' && data !== null && 'absence' in data ? data.absence : null;
  return typeof absence === 'number' ? { absence } : null;
};

/** The words that `holdWords` kept; none for what is no such thing. */
export const heldTexts = (data: unknown): string[] => {
  const texts = typeof data === 'object' && data !== null && 'texts' in data ? data.texts : null;
  return Array.isArray(texts) ? texts.filter((each): each is string => typeof each === 'string') : [];
};

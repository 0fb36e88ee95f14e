import type { Db } from './database.ts';

/** How long after we asked somebody to make a place safe his words may be the answer. */
const DAYS = 2;

/** Numbers of open items that a person was asked to make safe lately, the latest first. Reads the person's own messages only. */
export const askedToSecure = async (db: Db, personId: string, now: Date): Promise<string[]> => {
  const rows = await db.$queryRaw<{ number: string }[]>`
    SELECT m.hazard_number AS number FROM outbox_message m JOIN hazard h ON h.number = m.hazard_number
    WHERE m.lane = ${`person:${personId}`} AND m.kind = 'make-safe' AND m.created_at > ${now}::timestamptz - make_interval(days => ${DAYS})
      AND h.status IN ('reported', 'classified', 'assigned', 'rectifying')
    GROUP BY m.hazard_number ORDER BY max(m.seq) DESC LIMIT 10`;
  return rows.map((row) => row.number);
};

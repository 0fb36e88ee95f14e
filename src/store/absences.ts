import type { Db } from './database.ts';

export type Absence = { id: number; personId: string; from: Date; until: Date };

/** 我回来了: whatever the person has of absences, under way or announced, is over. Returns them. */
export const endAbsences = (db: Db, personId: string, now: Date): Promise<Absence[]> => db.$queryRaw<Absence[]>`
  UPDATE absence SET ended_at = ${now} WHERE person_id = ${personId} AND ended_at IS NULL AND until > ${now}
  RETURNING id, person_id AS "personId", "from", until`;

/** 请假. It takes the place of what overlaps it; returns the absence and what it has replaced. */
export const saveAbsence = async (
  db: Db,
  { personId, from, until, now }: { personId: string; from: Date; until: Date; now: Date },
): Promise<{ absence: Absence; replaced: Absence[] }> => {
  const replaced = await db.$queryRaw<Absence[]>`
    UPDATE absence SET ended_at = ${now}
    WHERE person_id = ${personId} AND ended_at IS NULL AND until > greatest(${from}::timestamptz, ${now}::timestamptz) AND "from" < ${until}
    RETURNING id, person_id AS "personId", "from", until`;
  const { id } = await db.absence.create({ data: { personId, from, until, setAt: now }, select: { id: true } });
  return { absence: { id, personId, from, until }, replaced };
};

/** An absence that is under way at this moment; null when it has been ended, replaced, or is over. */
export const absenceUnderWay = async (db: Db, id: number, at: Date): Promise<Absence | null> => {
  const row = await db.absence.findFirst({ where: { id, endedAt: null, from: { lte: at }, until: { gt: at } } });
  return row && { id: row.id, personId: row.personId, from: row.from, until: row.until };
};

/** Until when a person is away at some time between these moments; null when he is there. */
export const awayUntil = async (db: Db, personId: string, from: Date, until: Date): Promise<Date | null> => {
  const row = await db.absence.findFirst({
    where: { personId, endedAt: null, from: { lt: until }, until: { gt: from } },
    orderBy: { until: 'desc' },
    select: { until: true },
  });
  return row?.until ?? null;
};

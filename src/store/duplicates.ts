import type { CategoryCode } from '../domain/hazard/category.ts';
import type { Candidate } from '../domain/hazard/likeness.ts';
import type { Db } from './database.ts';

/** What is open for longer is known to whoever reports; so many days back a new report is compared. */
export const DUPLICATE_DAYS = 60;
/** One school has hardly more open items; the latest count. */
const MOST = 200;
const DAY_MS = 86_400_000;

type Row = {
  number: string;
  category: CategoryCode;
  description: string;
  placeId: number | null;
  words: string | null;
  label: string | null;
  reportedAt: Date;
};

/**
 * The open items of a unit that a report made at `now` may be the same as: of the ordinary lane only, reported in the last sixty days,
 * two hundred at most. One query, by the index of (unit, reported_at).
 */
export const openCandidates = async (db: Db, unitCode: string, now: Date): Promise<Candidate[]> => {
  const since = new Date(now.getTime() - DUPLICATE_DAYS * DAY_MS);
  const rows = await db.$queryRaw<Row[]>`
    SELECT h.number, h.category, left(h.state->>'description', 1000) AS description, h.place_id AS "placeId",
      h.state->'place'->>'text' AS words, nullif(concat_ws(' ', p.area, nullif(p.venue, ''), nullif(p.spot, '')), '') AS label,
      h.reported_at AS "reportedAt"
    FROM hazard h LEFT JOIN place p ON p.id = h.place_id
    WHERE h.unit_code = ${unitCode} AND h.reported_at >= ${since}
      AND h.status IN ('reported', 'classified', 'assigned', 'rectifying', 'submitted') AND NOT h.sensitive AND NOT h.withheld_from_school
    ORDER BY h.reported_at DESC, h.number DESC LIMIT ${MOST}`;
  return rows.map(({ number, category, description, placeId, words, label, reportedAt }) => ({
    number,
    category,
    description,
    reportedAt,
    place: { id: placeId, words, label },
  }));
};

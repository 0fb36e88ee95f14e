import type pg from 'pg';

/**
 * SQL: whether hazard `h` ended before the moment `$1`, and nothing was said of it since. Its end is the archive's, or that of an item that
 * was rejected, withdrawn or merged.
 */
export const ENDED_BEFORE = `(h.reported_at < $1 AND h.status IN ('archived', 'rejected', 'merged', 'withdrawn')
  AND coalesce(h.state #>> '{archivedAt,$date}', h.state #>> '{endedAt,$date}')::timestamptz < $1
  AND NOT EXISTS (SELECT FROM hazard_history since WHERE since.number = h.number AND since.at >= $1))`;

/** Whatever looks like the hash of a file, wherever it stands in a JSON value. */
const HASHES = `'$.** ? (@.type() == "string" && @ like_regex "^[0-9a-f]{64}$")'`;

/** Photos that something younger or open still shows. */
const KEPT_PHOTO = `CREATE TEMP TABLE kept_photo AS
  SELECT found #>> '{}' AS hash FROM hazard h, jsonb_path_query(h.state, ${HASHES}) found WHERE NOT ${ENDED_BEFORE}
  UNION SELECT u.hash FROM photo_use u JOIN hazard h ON h.number = u.number WHERE NOT ${ENDED_BEFORE}
  UNION SELECT found #>> '{}' FROM session s, jsonb_path_query(s.data, ${HASHES}) found WHERE s.updated_at >= $1
  UNION SELECT photo ->> 'hash' FROM inspection i, jsonb_array_elements(i.photos) photo WHERE i.at >= $1
  UNION SELECT m.body ->> 'hash' FROM outbox_message m WHERE m.body ? 'hash' AND (m.created_at >= $1 OR m.status = 'queued')`;

/** People who have left, but whom something younger or open still names. */
const KEPT_PERSON = `CREATE TEMP TABLE kept_person AS
  SELECT p.id FROM hazard h, jsonb_path_query(h.state, '$.** ? (@.type() == "string")') found JOIN person p ON p.id = found #>> '{}'
    WHERE p.status = '离岗' AND NOT ${ENDED_BEFORE}
  UNION SELECT p.id FROM hazard h JOIN hazard_history e ON e.number = h.number JOIN person p ON p.id = e.actor_id
    WHERE p.status = '离岗' AND NOT ${ENDED_BEFORE}
  UNION SELECT p.id FROM person p JOIN inspection i ON i.person_id = p.id WHERE p.status = '离岗' AND i.at >= $1
  UNION SELECT p.id FROM person p JOIN inspection_amendment a ON a."by" = p.id WHERE p.status = '离岗' AND a.at >= $1
  UNION SELECT p.id FROM draw w JOIN person p ON p.id = ANY(w.inspectors || w.created_by) WHERE p.status = '离岗' AND w.created_at >= $1
  UNION SELECT p.id FROM person p JOIN account a ON a.person_id = p.id WHERE p.status = '离岗' AND a.last_active_at >= $1
  UNION SELECT p.id FROM person p JOIN outbox_message m ON m.person_id = p.id WHERE p.status = '离岗' AND m.status = 'queued'`;

/** PostgreSQL takes no parameters in such a statement. */
const at = (statement: string, before: Date): string => statement.replaceAll('$1', `timestamptz '${before.toISOString()}'`);

/**
 * Finds once what must stay, in tables of this connection (`kept_photo`, `kept_person`): each costs one look at all items, and the batches
 * that follow only look there.
 */
export const findWhatStays = async (client: pg.ClientBase, before: Date): Promise<void> => {
  await client.query('DROP TABLE IF EXISTS kept_photo, kept_person');
  await client.query(at(KEPT_PHOTO, before));
  await client.query(at(KEPT_PERSON, before));
  await client.query('CREATE INDEX ON kept_photo (hash); CREATE INDEX ON kept_person (id); ANALYZE kept_photo; ANALYZE kept_person');
};

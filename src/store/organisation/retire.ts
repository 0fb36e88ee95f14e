import type { Lane } from '../../domain/hazard/lane.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import type { Organisation } from './rows.ts';

/** Something that the database has and the new workbook has not. */
export type MissingItem = { sheet: '单位' | '人员' | '责任区域' | '包联' | '群' | '日历' | '值班'; key: string; name: string };

/** What the staged workbook no longer has, of the sheets that it did have. Past days of the calendar and the roster are not missed. */
export const missingFromStaged = (db: Db, given: Organisation, now: Date): Promise<MissingItem[]> => db.$queryRaw<MissingItem[]>`
  SELECT '单位' AS sheet, u.code AS key, u.name FROM unit u
  WHERE u.retired_at IS NULL AND NOT EXISTS (SELECT FROM incoming_units n WHERE n.code = u.code)
  UNION ALL SELECT '人员', p.id, p.name FROM person p
  WHERE p.status = '在岗' AND NOT EXISTS (SELECT FROM incoming_people n WHERE n.id = p.id)
  UNION ALL SELECT '责任区域', l.unit_code, concat_ws(' ', l.tier, l.area, nullif(l.venue, ''), nullif(l.spot, '')) FROM place l
  WHERE ${given.places !== null} AND l.retired_at IS NULL AND ${noStagedPlace}
  UNION ALL SELECT '包联', g.leader_id, g.unit_code FROM pairing g
  WHERE ${given.pairings !== null} AND ${noStagedPairing}
  UNION ALL SELECT '群', c.unit_code, c.name FROM chat_group c
  WHERE ${given.groups !== null} AND c.retired_at IS NULL AND ${noStagedGroup}
  UNION ALL SELECT '日历', e.kind, e.name || ' ' || to_char(e."from", 'YYYY-MM-DD') FROM calendar_entry e
  WHERE ${given.calendar !== null} AND ${noStagedEntry(now)}
  UNION ALL SELECT '值班', d.unit_code, to_char(d.date, 'YYYY-MM-DD') || ' ' || d.person_id FROM duty_roster d
  WHERE ${given.roster !== null} AND ${noStagedTurn(now)}
  ORDER BY 1, 2, 3`;

const noStagedPlace = Prisma.sql`NOT EXISTS (SELECT FROM incoming_places n WHERE n."unitCode" = l.unit_code AND n.tier = l.tier
  AND n.area = l.area AND n.venue = l.venue AND n.spot = l.spot)`;
const noStagedPairing = Prisma.sql`NOT EXISTS (SELECT FROM incoming_pairings n WHERE n."leaderId" = g.leader_id
  AND n."unitCode" = g.unit_code)`;
const noStagedGroup = Prisma.sql`NOT EXISTS (SELECT FROM incoming_groups n WHERE n."unitCode" = c.unit_code AND n.name = c.name)`;
const today = (now: Date): Prisma.Sql => Prisma.sql`(${now}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date`;
const noStagedEntry = (now: Date): Prisma.Sql => Prisma.sql`e."to" >= ${today(now)} AND NOT EXISTS (
  SELECT FROM incoming_calendar n WHERE n.kind = e.kind AND n.name = e.name AND n."from" = e."from")`;
const noStagedTurn = (now: Date): Prisma.Sql => Prisma.sql`d.date >= ${today(now)} AND NOT EXISTS (
  SELECT FROM incoming_roster n WHERE n.date = d.date AND n."unitCode" = d.unit_code AND n."personId" = d.person_id AND n.kind = d.kind)`;

/**
 * Notes who leaves with this import, before anything is saved: people whom the workbook calls 离岗, and with `retire` those whom it no
 * longer has.
 */
export const stageLeaving = async (db: Db, retire: boolean): Promise<void> => {
  await db.$executeRaw`
    CREATE TEMP TABLE leaving ON COMMIT DROP AS
    SELECT p.id, p.deputy_id FROM person p LEFT JOIN incoming_people n ON n.id = p.id
    WHERE p.status = '在岗' AND (n.status = '离岗' OR (${retire} AND n.id IS NULL))`;
  await db.$executeRaw`ANALYZE leaving`;
};

/** Retires what the workbook no longer has: people become 离岗; units, places and groups are kept for history; links and future days go. */
export const retireMissing = async (db: Db, given: Organisation, now: Date): Promise<void> => {
  await db.$executeRaw`
    UPDATE unit u SET retired_at = ${now} WHERE u.retired_at IS NULL AND NOT EXISTS (SELECT FROM incoming_units n WHERE n.code = u.code)`;
  await db.$executeRaw`UPDATE person p SET status = '离岗' FROM leaving WHERE p.id = leaving.id AND p.status <> '离岗'`;
  const ofRetiredUnit = (alias: string): Prisma.Sql =>
    Prisma.sql`EXISTS (SELECT FROM unit u WHERE u.code = ${Prisma.raw(alias)}.unit_code AND u.retired_at IS NOT NULL)`;
  // Two statements each: joined by OR they would be looked up row by row.
  await db.$executeRaw`UPDATE place l SET retired_at = ${now} WHERE l.retired_at IS NULL AND ${ofRetiredUnit('l')}`;
  await db.$executeRaw`UPDATE chat_group c SET retired_at = ${now} WHERE c.retired_at IS NULL AND ${ofRetiredUnit('c')}`;
  if (given.places !== null) {
    await db.$executeRaw`UPDATE place l SET retired_at = ${now} WHERE l.retired_at IS NULL AND ${noStagedPlace}`;
  }
  if (given.groups !== null) {
    await db.$executeRaw`UPDATE chat_group c SET retired_at = ${now} WHERE c.retired_at IS NULL AND ${noStagedGroup}`;
  }
  if (given.pairings !== null) await db.$executeRaw`DELETE FROM pairing g WHERE ${noStagedPairing}`;
  if (given.calendar !== null) await db.$executeRaw`DELETE FROM calendar_entry e WHERE ${noStagedEntry(now)}`;
  if (given.roster !== null) await db.$executeRaw`DELETE FROM duty_roster d WHERE ${noStagedTurn(now)}`;
};

/** Open items of one lane that somebody who leaves has in one unit; `toId` is null where nobody is left to take them. */
export type HandOver = { fromId: string; fromName: string; unitCode: string; lane: Lane; items: number; toId: string | null };

/**
 * Whose open items must pass on: to his 代理人, else to the 具体责任人 of the item's unit, else to another of its heads, else to those above
 * it. A sensitive item goes only to who may know of it: the unit's 网格长, else the bureau; a withheld one to the bureau alone.
 * To be asked after everything is saved.
 */
export const handOvers = (db: Db): Promise<HandOver[]> => db.$queryRaw<HandOver[]>`
  SELECT p.id AS "fromId", p.name AS "fromName", o.unit_code AS "unitCode", o.lane, o.items, coalesce(
    (SELECT d.id FROM person d WHERE o.lane = 'ordinary' AND d.id = coalesce(p.deputy_id, o.deputy_id) AND d.status = '在岗'),
    (SELECT r.person_id FROM (VALUES (0, u.code, u.kind), (1, s.code, s.kind), (2, b.code, b.kind)) AS n (height, code, kind)
      JOIN person_role r ON r.unit_code = n.code AND r.role <> '成员'
      JOIN person h ON h.id = r.person_id AND h.status = '在岗'
      WHERE CASE o.lane WHEN 'ordinary' THEN true WHEN 'withheld' THEN n.kind = '市教育局'
        ELSE (n.height = 0 AND r.role = '网格长') OR (n.kind = '市教育局' AND r.role = '具体责任人') END
      ORDER BY n.height, array_position(ARRAY['具体责任人', '直接责任人', '网格长'], r.role), h.id LIMIT 1)
  ) AS "toId"
  FROM (
    SELECT l.id, l.deputy_id, h.unit_code, count(*)::int AS items,
      CASE WHEN h.withheld_from_school THEN 'withheld' WHEN h.sensitive THEN 'sensitive' ELSE 'ordinary' END AS lane
    FROM leaving l JOIN hazard h ON h.assignee_id = l.id AND h.status IN ('assigned', 'rectifying')
    GROUP BY l.id, l.deputy_id, h.unit_code, lane
  ) o
  JOIN person p ON p.id = o.id
  JOIN unit u ON u.code = o.unit_code
  LEFT JOIN unit s ON s.code = u.sector_parent_code
  LEFT JOIN unit b ON b.code = s.sector_parent_code
  ORDER BY p.id, o.unit_code, o.lane`;

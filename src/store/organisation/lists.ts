import type { GridRole, UnitKind } from '../../domain/organisation/roles.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../database.ts';
import type { PersonStatus } from './records.ts';
import { belowUnit, descendants } from './units.ts';

export type UnitRef = { code: string; name: string };
export type PersonRef = { id: string; name: string };

/** A page; `next` is the cursor of the page after it, null on the last. */
export type Page<Item> = { items: Item[]; next: string | null };

/** A person as the read API and `grid people` show him. `unit` and `title` are those of his highest role; phones are not shown. */
export type PersonItem = {
  id: string;
  name: string;
  unit: UnitRef | null;
  title: string | null;
  roles: { unit: UnitRef; role: GridRole }[];
  channels: ChannelName[];
  plainText: boolean;
  status: PersonStatus;
};

/** A unit as the read API shows it. `roles` are the living holders of the three responsible roles, `places` counts living places. */
export type UnitItem = {
  code: string;
  name: string;
  kind: UnitKind;
  sectorParent: UnitRef | null;
  territorialParent: UnitRef | null;
  roles: { role: GridRole; person: PersonRef }[];
  places: number;
};

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 200;

export type ListOptions = { unit?: string | null; limit?: number | null; cursor?: string | null };

const pageSize = (limit: number | null | undefined): number => Math.max(1, Math.min(LARGEST_LIMIT, limit ?? DEFAULT_LIMIT));

const encodeCursor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');
const decodeCursor = (cursor: string | null | undefined): string => Buffer.from(cursor ?? '', 'base64url').toString('utf8');

/** The last key of a page is its cursor; one row more than asked for tells whether there is a next page. */
const page = <Item>(rows: Item[], size: number, key: (item: Item) => string): Page<Item> => {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? encodeCursor(key(last)) : null };
};

/** People by 工号, optionally only those of a unit and all below it, of one status, or one of them by 工号 or exact name. */
export const listPeople = async (
  db: Db,
  options: ListOptions & { status?: PersonStatus | null; person?: string | null } = {},
): Promise<Page<PersonItem>> => {
  const { unit = null, status = null, person = null } = options;
  const size = pageSize(options.limit);
  const inUnit = unit === null ? Prisma.empty : Prisma.sql`AND ${holdsRoleIn(await descendants(db, unit))}`;
  const rows = await db.$queryRaw<PersonItem[]>`
    WITH chosen AS MATERIALIZED (
      SELECT p.id, p.name, p.plain_text, p.status FROM person p
      WHERE p.id > ${decodeCursor(options.cursor)} AND (${status}::text IS NULL OR p.status = ${status})
        AND (${person}::text IS NULL OR p.id = ${person} OR p.name = ${person}) ${inUnit}
      ORDER BY p.id LIMIT ${size + 1}
    )
    SELECT c.id, c.name, h.unit, h.title, coalesce(h.roles, '[]') AS roles,
      ARRAY(SELECT DISTINCT a.channel FROM account a WHERE a.person_id = c.id ORDER BY 1) AS channels,
      c.plain_text AS "plainText", c.status
    FROM chosen c LEFT JOIN LATERAL (
      SELECT (jsonb_agg(held.unit ORDER BY held.rank, held.code))->0 AS unit,
        (array_agg(held.title ORDER BY held.rank, held.code))[1] AS title,
        jsonb_agg(jsonb_build_object('unit', held.unit, 'role', held.role) ORDER BY held.rank, held.code) AS roles
      FROM (
        SELECT jsonb_build_object('code', u.code, 'name', u.name) AS unit, u.code, r.role, r.title,
          array_position(ARRAY['网格长', '直接责任人', '具体责任人', '成员'], r.role) AS rank
        FROM person_role r JOIN unit u ON u.code = r.unit_code WHERE r.person_id = c.id
      ) held
    ) h ON true
    ORDER BY c.id`;
  return page(rows, size, (item) => item.id);
};

// A few units: start from their roles. Many: nearly everybody fits, so walk along the people until the page is full.
const FEW_UNITS = 200;

const holdsRoleIn = (codes: readonly string[]): Prisma.Sql =>
  codes.length <= FEW_UNITS
    ? Prisma.sql`p.id IN (SELECT r.person_id FROM person_role r WHERE r.unit_code = ANY(${[...codes]}::text[]))`
    : Prisma.sql`EXISTS (SELECT FROM person_role r WHERE r.person_id = p.id
        AND r.unit_code IN (SELECT code FROM unnest(${[...codes]}::text[]) AS below (code)))`;

/** Living units by code, optionally only a unit and all below it. */
export const listUnits = async (db: Db, options: ListOptions = {}): Promise<Page<UnitItem>> => {
  const { unit = null } = options;
  const size = pageSize(options.limit);
  const inUnit = unit === null ? Prisma.empty : Prisma.sql`AND u.code IN (SELECT code FROM below)`;
  const rows = await db.$queryRaw<UnitItem[]>`
    WITH RECURSIVE ${belowUnit(unit ?? '')}, chosen AS MATERIALIZED (
      SELECT u.* FROM unit u WHERE u.retired_at IS NULL AND u.code > ${decodeCursor(options.cursor)} ${inUnit}
      ORDER BY u.code LIMIT ${size + 1}
    )
    SELECT c.code, c.name, c.kind,
      CASE WHEN s.code IS NOT NULL THEN jsonb_build_object('code', s.code, 'name', s.name) END AS "sectorParent",
      CASE WHEN t.code IS NOT NULL THEN jsonb_build_object('code', t.code, 'name', t.name) END AS "territorialParent",
      coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'person', jsonb_build_object('id', p.id, 'name', p.name))
          ORDER BY array_position(ARRAY['网格长', '直接责任人', '具体责任人'], r.role), p.id)
        FROM person_role r JOIN person p ON p.id = r.person_id AND p.status = '在岗'
        WHERE r.unit_code = c.code AND r.role <> '成员'), '[]') AS roles,
      (SELECT count(*)::int FROM place l WHERE l.unit_code = c.code AND l.retired_at IS NULL) AS places
    FROM chosen c LEFT JOIN unit s ON s.code = c.sector_parent_code LEFT JOIN unit t ON t.code = c.territorial_parent_code
    ORDER BY c.code`;
  return page(rows, size, (item) => item.code);
};

import type { GridRole } from '../../domain/organisation/roles.ts';
import { Prisma } from '../../infra/database/generated/client.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../database.ts';
import {
  type GroupRecord,
  type PairedLeader,
  type PersonRecord,
  type PersonRoleRecord,
  type PlaceRecord,
  type RoleHolder,
  responsibleRoles,
} from './records.ts';

const PERSON_COLUMNS = Prisma.sql`p.id, p.name, p.phone, p.plain_text AS "plainText", p.deputy_id AS "deputyId", p.status`;

/** From the head of a unit down to its members; the order in which people are named and asked. */
const byRank = (column: string): Prisma.Sql => Prisma.raw(`array_position(ARRAY['网格长', '直接责任人', '具体责任人', '成员'], ${column})`);

/** The person with this 工号, 离岗 ones too; null when there is none. */
export const personById = async (db: Db, id: string): Promise<PersonRecord | null> => {
  const rows = await db.$queryRaw<PersonRecord[]>`SELECT ${PERSON_COLUMNS} FROM person p WHERE p.id = ${id}`;
  return rows[0] ?? null;
};

/** Several people at once, in no order; unknown ids are left out. */
export const peopleById = (db: Db, ids: readonly string[]): Promise<PersonRecord[]> =>
  db.$queryRaw<PersonRecord[]>`SELECT ${PERSON_COLUMNS} FROM person p WHERE p.id = ANY(${[...ids]}::text[])`;

/** Who is bound to a platform account, 离岗 people too (they are told why they can do nothing); null when nobody. */
export const personByAccount = async (db: Db, channel: ChannelName, account: string): Promise<PersonRecord | null> => {
  const rows = await db.$queryRaw<PersonRecord[]>`
    SELECT ${PERSON_COLUMNS} FROM account a JOIN person p ON p.id = a.person_id
    WHERE a.channel = ${channel} AND a.account = ${account.toLowerCase()}`;
  return rows[0] ?? null;
};

/** The living people with this name (and phone, where one is given): for 绑定 and for 转给李老师 the caller narrows down. */
export const peopleNamed = (db: Db, name: string, phone: string | null = null): Promise<PersonRecord[]> =>
  db.$queryRaw<PersonRecord[]>`
    SELECT ${PERSON_COLUMNS} FROM person p
    WHERE p.name = ${name} AND p.status = '在岗' AND (${phone}::text IS NULL OR p.phone = ${phone}) ORDER BY p.id LIMIT 50`;

/** A person's roles in living units, the highest first. Empty for 离岗 people. */
export const rolesOf = async (db: Db, personId: string): Promise<PersonRoleRecord[]> => {
  const rows = await db.$queryRaw<
    { code: string; name: string; kind: PersonRoleRecord['unit']['kind']; role: GridRole; title: string | null }[]
  >`
    SELECT u.code, u.name, u.kind, r.role, r.title
    FROM person_role r JOIN unit u ON u.code = r.unit_code JOIN person p ON p.id = r.person_id
    WHERE r.person_id = ${personId} AND u.retired_at IS NULL AND p.status = '在岗'
    ORDER BY ${byRank('r.role')}, u.code`;
  return rows.map(({ code, name, kind, role, title }) => ({ unit: { code, name, kind }, role, title }));
};

/** Living people with one of `roles` (by default the three responsible ones) in the units, by unit and rank. */
export const roleHolders = (
  db: Db,
  unitCodes: readonly string[],
  roles: readonly GridRole[] = responsibleRoles,
): Promise<RoleHolder[]> => db.$queryRaw<RoleHolder[]>`
  SELECT r.unit_code AS "unitCode", r.role, r.title, ${PERSON_COLUMNS}
  FROM person_role r JOIN person p ON p.id = r.person_id
  WHERE r.unit_code = ANY(${[...unitCodes]}::text[]) AND r.role = ANY(${[...roles]}::text[]) AND p.status = '在岗'
  ORDER BY r.unit_code, ${byRank('r.role')}, p.id`;

/** Living people of one unit, members too, by rank; `limit` bounds a big school. */
export const peopleOf = (db: Db, unitCode: string, limit = 500): Promise<RoleHolder[]> => db.$queryRaw<RoleHolder[]>`
  SELECT r.unit_code AS "unitCode", r.role, r.title, ${PERSON_COLUMNS}
  FROM person_role r JOIN person p ON p.id = r.person_id
  WHERE r.unit_code = ${unitCode} AND p.status = '在岗' ORDER BY ${byRank('r.role')}, p.id LIMIT ${limit}`;

/** The living places of a unit, in the order of the papers. */
export const placesOf = (db: Db, unitCode: string): Promise<PlaceRecord[]> => db.$queryRaw<PlaceRecord[]>`
  SELECT id, unit_code AS "unitCode", tier, area, venue, spot, person_id AS "personId", upper_person_id AS "upperPersonId",
    duty, risk, frequency
  FROM place WHERE unit_code = ${unitCode} AND retired_at IS NULL
  ORDER BY array_position(ARRAY['部门', '年级', '学部', '班级', '岗位'], tier), area, venue, spot`;

/**
 * Living leaders who are paired with each unit: with the unit itself, or by 包片 with its 中心校 (or bureau), its town or its village.
 * A leader who is paired in two ways comes once.
 */
export const pairedLeaders = (db: Db, unitCodes: readonly string[]): Promise<PairedLeader[]> => db.$queryRaw<PairedLeader[]>`
  WITH around AS (
    SELECT u.code AS unit_code, a.code, a.code = u.code AS itself
    FROM unit u
    LEFT JOIN unit t ON t.code = u.territorial_parent_code
    JOIN unit a ON a.code IN (u.code, u.sector_parent_code, u.territorial_parent_code, t.territorial_parent_code)
    WHERE u.code = ANY(${[...unitCodes]}::text[])
  )
  SELECT DISTINCT ON (n.unit_code, p.id) n.unit_code AS "unitCode", g.kind, ${PERSON_COLUMNS}
  FROM around n JOIN pairing g ON g.unit_code = n.code AND (n.itself OR g.kind = '包片')
  JOIN person p ON p.id = g.leader_id AND p.status = '在岗'
  ORDER BY n.unit_code, p.id, n.itself DESC`;

/** The living groups of a unit. */
export const groupsOf = (db: Db, unitCode: string): Promise<GroupRecord[]> => db.$queryRaw<GroupRecord[]>`
  SELECT id, unit_code AS "unitCode", name, platform, address, secret
  FROM chat_group WHERE unit_code = ${unitCode} AND retired_at IS NULL ORDER BY id`;

/** Who is on duty in the units on a day (`YYYY-MM-DD`): living people, 带班 before 值班. */
export const onDuty = (
  db: Db,
  unitCodes: readonly string[],
  day: string,
): Promise<(PersonRecord & { unitCode: string; kind: '带班' | '值班' })[]> => db.$queryRaw<
  (PersonRecord & { unitCode: string; kind: '带班' | '值班' })[]
>`
  SELECT d.unit_code AS "unitCode", d.kind, ${PERSON_COLUMNS}
  FROM duty_roster d JOIN person p ON p.id = d.person_id
  WHERE d.date = ${day}::date AND d.unit_code = ANY(${[...unitCodes]}::text[]) AND p.status = '在岗'
  ORDER BY d.unit_code, array_position(ARRAY['带班', '值班'], d.kind), p.id`;

import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';
import type { Known, Organisation } from './rows.ts';
import { bumpOrganisationVersion } from './version.ts';

// One statement a chunk: 5,000 rows are about 1 MB of JSON.
const CHUNK = 5000;

/** The columns of each staging table; their names are the keys of the rows. */
const STAGING = {
  units: `"code" text, "name" text, "kind" text, "sectorParentCode" text, "territorialParentCode" text, "students" int, "boarders" int,
    "canteen" boolean, "schoolBus" boolean`,
  aliases: `"unitCode" text, "alias" text`,
  people: `"id" text, "name" text, "phone" text, "plainText" boolean, "deputyId" text, "status" text`,
  roles: `"personId" text, "unitCode" text, "role" text, "title" text`,
  accounts: `"channel" text, "account" text, "personId" text`,
  places: `"unitCode" text, "tier" text, "area" text, "venue" text, "spot" text, "personId" text, "upperPersonId" text, "duty" text,
    "risk" text, "frequency" text`,
  pairings: `"leaderId" text, "unitCode" text, "kind" text`,
  groups: `"unitCode" text, "name" text, "platform" text, "address" text, "secret" text`,
  calendar: `"kind" text, "name" text, "from" date, "to" date, "multiplier" float8, "focus" text[], "appliesTo" text`,
  roster: `"date" date, "unitCode" text, "personId" text, "kind" text`,
} as const satisfies Record<keyof Organisation, string>;

/** One import at a time; the second waits. Held until the transaction ends. */
export const lockOrganisation = async (db: Db): Promise<void> => {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('organisation import'))`;
};

/** The living units and people that a workbook may refer to. */
export const readKnown = async (db: Db): Promise<Known> => {
  const units = await db.$queryRaw<({ code: string } & ReturnType<Known['units']['get']>)[]>`
    SELECT code, kind, sector_parent_code AS "sectorParentCode", territorial_parent_code AS "territorialParentCode"
    FROM unit WHERE retired_at IS NULL`;
  const people = await db.$queryRaw<{ ids: string[] | null }[]>`SELECT array_agg(id) AS ids FROM person WHERE status = '在岗'`;
  return {
    units: new Map(units.map(({ code, ...unit }) => [code, unit as NonNullable<ReturnType<Known['units']['get']>>])),
    people: new Set(people[0]?.ids ?? []),
  };
};

/**
 * Puts the workbook's rows into temporary tables (`incoming_units` …), which the statements of this folder then work with. They go when
 * the transaction ends. Sheets that were not given stay empty.
 */
export const stageOrganisation = async (db: Db, organisation: Organisation): Promise<void> => {
  for (const [name, columns] of Object.entries(STAGING) as [keyof Organisation, string][]) {
    const table = Prisma.raw(`incoming_${name}`);
    await db.$executeRaw`CREATE TEMP TABLE ${table} (${Prisma.raw(columns)}) ON COMMIT DROP`;
    const rows: readonly unknown[] = organisation[name] ?? [];
    for (let at = 0; at < rows.length; at += CHUNK) {
      const chunk = JSON.stringify(rows.slice(at, at + CHUNK));
      await db.$executeRaw`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, ${chunk}::jsonb)`;
    }
    await db.$executeRaw`ANALYZE ${table}`;
  }
};

/** Inserts and updates everything that is staged. Rows that say what is there already are not touched. */
export const saveStaged = async (db: Db, organisation: Organisation, now: Date): Promise<void> => {
  await saveUnits(db);
  await savePeople(db);
  await saveAccounts(db, now);
  if (organisation.places !== null) await savePlaces(db);
  if (organisation.pairings !== null) await savePairings(db);
  if (organisation.groups !== null) await saveGroups(db);
  if (organisation.calendar !== null) await saveCalendar(db);
  if (organisation.roster !== null) await saveRoster(db);
  await bumpOrganisationVersion(db);
  // After a first import the planner would otherwise take the tables for empty until the server looks at them by itself.
  await db.$executeRaw`ANALYZE unit, unit_alias, person, person_role, account, place`;
};

const saveUnits = async (db: Db): Promise<void> => {
  // One statement for both trees: PostgreSQL looks at references between its rows only when it ends.
  await db.$executeRaw`
    INSERT INTO unit AS u (code, name, kind, sector_parent_code, territorial_parent_code, students, boarders, canteen, school_bus)
    SELECT * FROM incoming_units
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, sector_parent_code = excluded.sector_parent_code,
      territorial_parent_code = excluded.territorial_parent_code, students = excluded.students, boarders = excluded.boarders,
      canteen = excluded.canteen, school_bus = excluded.school_bus, retired_at = NULL
    WHERE (u.name, u.kind, u.sector_parent_code, u.territorial_parent_code, u.students, u.boarders, u.canteen, u.school_bus, u.retired_at)
      IS DISTINCT FROM (excluded.name, excluded.kind, excluded.sector_parent_code, excluded.territorial_parent_code, excluded.students,
        excluded.boarders, excluded.canteen, excluded.school_bus, NULL)`;
  await db.$executeRaw`
    DELETE FROM unit_alias a USING incoming_units u WHERE a.unit_code = u.code
      AND NOT EXISTS (SELECT FROM incoming_aliases n WHERE n."unitCode" = a.unit_code AND n.alias = a.alias)`;
  await db.$executeRaw`INSERT INTO unit_alias (unit_code, alias) SELECT "unitCode", alias FROM incoming_aliases ON CONFLICT DO NOTHING`;
};

const savePeople = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO person AS p (id, name, phone, plain_text, deputy_id, status) SELECT * FROM incoming_people
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, plain_text = excluded.plain_text,
      deputy_id = excluded.deputy_id, status = excluded.status
    WHERE (p.name, p.phone, p.plain_text, p.deputy_id, p.status)
      IS DISTINCT FROM (excluded.name, excluded.phone, excluded.plain_text, excluded.deputy_id, excluded.status)`;
  await db.$executeRaw`
    DELETE FROM person_role r USING incoming_people p WHERE r.person_id = p.id
      AND NOT EXISTS (SELECT FROM incoming_roles n WHERE n."personId" = r.person_id AND n."unitCode" = r.unit_code AND n.role = r.role)`;
  await db.$executeRaw`
    INSERT INTO person_role AS r (person_id, unit_code, role, title) SELECT * FROM incoming_roles
    ON CONFLICT (person_id, unit_code, role) DO UPDATE SET title = excluded.title WHERE r.title IS DISTINCT FROM excluded.title`;
};

/** A person's account of the last workbook goes when the new one names another; what a person bound himself stays. */
const saveAccounts = async (db: Db, now: Date): Promise<void> => {
  await db.$executeRaw`
    DELETE FROM account a USING incoming_accounts n
    WHERE a.person_id = n."personId" AND a.channel = n.channel AND a.account <> n.account AND a.bound_by = 'workbook'`;
  await db.$executeRaw`
    INSERT INTO account AS a (channel, account, person_id, bound_by, bound_at)
    SELECT channel, account, "personId", 'workbook', ${now}::timestamptz FROM incoming_accounts
    ON CONFLICT (channel, account) DO UPDATE SET person_id = excluded.person_id, bound_by = 'workbook', bound_at = excluded.bound_at,
      last_active_at = NULL, unreachable = NULL
    WHERE a.person_id <> excluded.person_id`;
};

const savePlaces = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO place AS l (unit_code, tier, area, venue, spot, person_id, upper_person_id, duty, risk, frequency)
    SELECT * FROM incoming_places
    ON CONFLICT (unit_code, tier, area, venue, spot) DO UPDATE SET person_id = excluded.person_id,
      upper_person_id = excluded.upper_person_id, duty = excluded.duty, risk = excluded.risk, frequency = excluded.frequency,
      retired_at = NULL
    WHERE (l.person_id, l.upper_person_id, l.duty, l.risk, l.frequency, l.retired_at)
      IS DISTINCT FROM (excluded.person_id, excluded.upper_person_id, excluded.duty, excluded.risk, excluded.frequency, NULL)`;
};

const savePairings = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO pairing AS g (leader_id, unit_code, kind) SELECT * FROM incoming_pairings
    ON CONFLICT (leader_id, unit_code) DO UPDATE SET kind = excluded.kind WHERE g.kind <> excluded.kind`;
};

const saveGroups = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO chat_group AS g (unit_code, name, platform, address, secret) SELECT * FROM incoming_groups
    ON CONFLICT (unit_code, name) DO UPDATE SET platform = excluded.platform, address = excluded.address, secret = excluded.secret,
      retired_at = NULL
    WHERE (g.platform, g.address, g.secret, g.retired_at)
      IS DISTINCT FROM (excluded.platform, excluded.address, excluded.secret, NULL)`;
};

const saveCalendar = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO calendar_entry AS e (kind, name, "from", "to", multiplier, focus, applies_to) SELECT * FROM incoming_calendar
    ON CONFLICT (kind, name, "from") DO UPDATE SET "to" = excluded."to", multiplier = excluded.multiplier, focus = excluded.focus,
      applies_to = excluded.applies_to
    WHERE (e."to", e.multiplier, e.focus, e.applies_to)
      IS DISTINCT FROM (excluded."to", excluded.multiplier, excluded.focus, excluded.applies_to)`;
};

/** A day of a unit that the workbook has is taken as a whole: whoever swapped his turn must not be called. */
const saveRoster = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    DELETE FROM duty_roster d USING (SELECT DISTINCT date, "unitCode" FROM incoming_roster) n
    WHERE d.date = n.date AND d.unit_code = n."unitCode" AND NOT EXISTS (
      SELECT FROM incoming_roster k
      WHERE k.date = d.date AND k."unitCode" = d.unit_code AND k."personId" = d.person_id AND k.kind = d.kind)`;
  await db.$executeRaw`
    INSERT INTO duty_roster (date, unit_code, person_id, kind) SELECT * FROM incoming_roster ON CONFLICT DO NOTHING`;
};

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createRules } from '../../src/app/hazards/rules.ts';
import type { InspectionDeps } from '../../src/app/inspections/deps.ts';
import { planDuties } from '../../src/app/inspections/plan-duties.ts';
import { remind } from '../../src/app/inspections/remind.ts';
import { demoCity } from '../../src/app/organisation/demo-city.ts';
import { importOrganisation } from '../../src/app/organisation/import-organisation.ts';
import { statutoryDays } from '../../src/infra/calendar/statutory-days.ts';
import { migrate } from '../../src/infra/database/migrate.ts';
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { bumpOrganisationVersion } from '../../src/store/organisation/version.ts';
import { onDatabase } from '../support/database-url.ts';

const SIZES = [3000, 30_000] as const;
const NOW = new Date('2026-11-23T09:00:00+08:00');
const TOMORROW = new Date('2026-11-24T00:00:00+08:00');
const MORNING = new Date('2026-11-24T07:45:00+08:00');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A bureau, a 中心校 for every hundred schools, and schools of five sorts, every seventh with boarders; one 具体责任人 each. */
const makeSchools = async (database: Database, schools: number): Promise<void> => {
  await database.pool.query(`INSERT INTO unit (code, name, kind) VALUES ('B', '某市教育局', '市教育局')`);
  await database.pool.query(
    `INSERT INTO unit (code, name, kind, sector_parent_code)
     SELECT 'BC' || n, '第' || n || '中心校', '中心校', 'B' FROM generate_series(0, ($1::int - 1) / 100) n`,
    [schools],
  );
  await database.pool.query(
    `INSERT INTO unit (code, name, kind, sector_parent_code, students, boarders)
     SELECT 'BS' || lpad(n::text, 6, '0'), '某镇' || n || (ARRAY['小学', '初级中学', '高级中学', '幼儿园', '九年一贯制学校'])[1 + n % 5],
       CASE n % 5 WHEN 3 THEN '幼儿园' ELSE '学校' END, 'BC' || n / 100, 300, CASE WHEN n % 7 = 0 THEN 40 END
     FROM generate_series(0, $1::int - 1) n`,
    [schools],
  );
  await database.pool.query(`INSERT INTO person (id, name) SELECT 'P' || code, '王' || code FROM unit WHERE code LIKE 'B%'`);
  await database.pool.query(
    `INSERT INTO person_role (person_id, unit_code, role) SELECT 'P' || code, code, '具体责任人' FROM unit WHERE code LIKE 'B%'`,
  );
  await database.pool.query('ANALYZE unit, person, person_role');
};

const depsOf = (database: Database, now: Date): InspectionDeps => ({
  database,
  clock: { now: async () => now },
  queue: { wake: () => undefined },
  rules: createRules(statutoryDays()),
  log: silent,
});

type Run = { seconds: number; rows: number };

const timed = async (work: () => Promise<{ planned: number; changed: number; waived: number }>): Promise<Run> => {
  const begin = performance.now();
  const { planned, changed, waived } = await work();
  return { seconds: (performance.now() - begin) / 1000, rows: planned + changed + waived };
};

/** The first working morning after a plan was made: everybody hears of all that runs, each in one message. */
const remindAll = async (database: Database): Promise<Run> => {
  const begin = performance.now();
  await remind(depsOf(database, MORNING), () => false);
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, rows: await database.prisma.outboxMessage.count() };
};

/** From nothing, again with nothing to do, after an import that changed nothing, and at the next midnight; then the morning's reminders. */
const measure = async (database: Database, schools: number): Promise<Record<string, Run>> => {
  await importOrganisation(database, demoCity({ webhook: (group) => `http://127.0.0.1:9/${group}`, today: '2026-11-23' }), { now: NOW });
  await makeSchools(database, schools);
  const deps = depsOf(database, NOW);
  const first = await timed(() => planDuties(deps, { now: NOW }));
  await database.pool.query('ANALYZE duty');
  const current = await timed(() => planDuties(deps, { now: NOW }));
  await database.transaction(bumpOrganisationVersion);
  const imported = await timed(() => planDuties(deps, { now: NOW }));
  const midnight = await timed(() => planDuties(deps, { now: TOMORROW }));
  const reminders = await remindAll(database);
  return {
    ...{ 'from nothing': first, 'plan is current': current, 'after an import': imported, 'next midnight': midnight },
    "a morning's reminders": reminders,
  };
};

const onNewDatabase = async (serverUrl: string, schools: number): Promise<Record<string, Run>> => {
  const name = `duties_${schools}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`).finally(() => admin.end());
  const url = onDatabase(serverUrl, name);
  await migrate(url);
  const database = openDatabase(url, { max: 2 });
  return measure(database, schools).finally(() => database.close());
};

/** Planning all rules for a city's and for a province's schools, and reminding of them, on an embedded PostgreSQL as the product sets it up. */
export const duties = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-duties-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as another user when this is run by root
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), log: silent });
  try {
    const [few, many] = [
      await onNewDatabase(postgres.connectionString, SIZES[0]),
      await onNewDatabase(postgres.connectionString, SIZES[1]),
    ];
    console.log(
      `\nplanning duties and reminding of them: ${SIZES.join(' and ')} schools; × is the ratio, ${SIZES[1] / SIZES[0]} would be in proportion`,
    );
    for (const [name, small] of Object.entries(few)) {
      const large = many[name] ?? { seconds: Number.NaN, rows: 0 };
      const sizes = [small, large].map(({ seconds, rows }) => `${seconds.toFixed(2).padStart(7)} s ${String(rows).padStart(7)} rows`);
      console.log(`  ${name.padEnd(21)} ${sizes.join('  ')}   × ${(large.seconds / small.seconds).toFixed(1)}`);
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

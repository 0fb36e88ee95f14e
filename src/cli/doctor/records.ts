import { coverage } from '../../app/organisation/coverage.ts';
import { pendingMigrations } from '../../infra/database/migrate.ts';
import type { Database } from '../../store/database.ts';
import type { Installation } from '../cli.ts';
import { calendarChecks } from './calendar.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const database = async ({ database: { pool }, config }: Installation): Promise<Finding> => {
  const { rows } = await pool.query<{ version: string; zone: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('TimeZone') AS zone`,
  );
  const { version = '?', zone = '?' } = rows[0] ?? {};
  const pending = await pendingMigrations(pool);
  if (pending.length > 0) {
    return warn(`PostgreSQL ${version} answers, ${pending.length} migrations to apply`, 'Start the server, or run any other grid command.');
  }
  // The database driver writes and reads times without their zone.
  if (!['UTC', 'Etc/UTC', 'GMT'].includes(zone)) {
    return fail(
      `PostgreSQL ${version} answers, but in the time zone ${zone}`,
      "Set it for this database: ALTER DATABASE … SET timezone = 'UTC'",
    );
  }
  return ok(`PostgreSQL ${version} answers (${config.databaseUrl ? 'DATABASE_URL' : 'embedded'}), migrations current`);
};

const organisation = async ({ database: { prisma } }: Installation): Promise<Finding> => {
  const [units, people] = await Promise.all([
    prisma.unit.count({ where: { retiredAt: null } }),
    prisma.person.count({ where: { status: '在岗' } }),
  ]);
  if (units === 0) return fail('there is no organisation', 'Load it: npm run grid -- import FILE.xlsx');
  const gaps = await coverage(prisma);
  const message = `${units} units, ${people} people`;
  if (gaps.length === 0) return ok(`${message}, no gaps in the grid`);
  const kinds = [...new Set(gaps.map((gap) => gap.gap))];
  const summary = kinds.map((kind) => `${kind} ${gaps.filter((gap) => gap.gap === kind).length}`).join(', ');
  return warn(`${message}, ${gaps.length} gaps: ${summary}`, '"npm run grid -- coverage" lists them; mend them in the workbook.');
};

const STUCK_MINUTES = 10;

type Count = { reason: string | null; count: number };
const listed = (counts: readonly Count[]): string => counts.map(({ reason, count }) => `${count} × ${reason ?? 'unknown'}`).join(', ');

const reasons = async ({ pool }: Database, statement: string): Promise<Count[]> =>
  (await pool.query<Count>(`SELECT reason, count(*)::int AS count FROM (${statement}) found GROUP BY reason ORDER BY count DESC LIMIT 10`))
    .rows;

const inbox = async ({ database }: Installation): Promise<Finding> => {
  const failed = await reasons(database, `SELECT reason FROM inbox_message WHERE status = 'failed'`);
  const kept = await reasons(database, `SELECT reason FROM inbox_message WHERE status = 'kept'`);
  const { rows } = await database.pool.query<{ pending: number; minutes: number | null }>(
    `SELECT count(*)::int AS pending, (extract(epoch FROM now() - min(received_at)) / 60)::int AS minutes
     FROM inbox_message WHERE status = 'pending'`,
  );
  const { pending = 0, minutes = null } = rows[0] ?? {};
  if (failed.length > 0)
    return warn(`messages that could not be handled: ${listed(failed)}`, 'The log of the worker says why; their senders were told.');
  if (kept.length > 0) {
    return warn(
      `messages that make no sense to us, kept: ${listed(kept)}`,
      'foreign-agent: another app uses our callback address; unreadable: please report.',
    );
  }
  if ((minutes ?? 0) >= STUCK_MINUTES)
    return warn(`${pending} messages wait, the oldest for ${minutes} minutes`, 'See whether a worker runs (npm start).');
  return ok(`nothing waits for long (${pending} pending)`);
};

const outbox = async ({ database, clock }: Installation): Promise<Finding> => {
  const parked = await reasons(database, `SELECT error AS reason FROM outbox_message WHERE status = 'parked'`);
  if (parked.length > 0) {
    return warn(
      `messages that could not be sent: ${listed(parked)}`,
      '"npm run grid -- messages --status parked" lists them, "… resend ID" sends them again.',
    );
  }
  const { rows } = await database.pool.query<{ due: number; minutes: number | null }>(
    `SELECT count(*)::int AS due, (extract(epoch FROM $1::timestamptz - min(not_before)) / 60)::int AS minutes
     FROM outbox_message WHERE status = 'queued' AND not_before <= $1::timestamptz`,
    [await clock.now()],
  );
  const { due = 0, minutes = null } = rows[0] ?? {};
  if ((minutes ?? 0) >= STUCK_MINUTES)
    return warn(`${due} messages are due, the oldest for ${minutes} minutes`, 'See whether a worker runs (npm start).');
  return ok(`nothing is parked (${due} due)`);
};

const accounts = async ({ database }: Installation): Promise<Finding> => {
  const unreachable = await reasons(database, 'SELECT unreachable AS reason FROM account WHERE unreachable IS NOT NULL');
  if (unreachable.length > 0) {
    return warn(
      `accounts that cannot be reached: ${listed(unreachable)}`,
      'Let these people into the app’s visible scope, or correct their accounts in the workbook.',
    );
  }
  const { rows } = await database.pool.query<{ without: number }>(
    `SELECT count(*)::int AS without FROM person p WHERE status = '在岗' AND NOT EXISTS (SELECT FROM account a WHERE a.person_id = p.id)`,
  );
  const without = rows[0]?.without ?? 0;
  return without === 0
    ? ok('everybody can be reached')
    : warn(`${without} people have no account yet`, 'Fill in 企业微信账号, or let them write 绑定 姓名 手机.');
};

const pauses = async ({ database: { pool } }: Installation): Promise<Finding> => {
  const { rows } = await pool.query<{ channel: string; minutes: number; reason: string }>(
    `SELECT channel, ceil(extract(epoch FROM until - now()) / 60)::int AS minutes, reason FROM channel_pause WHERE until > now()`,
  );
  if (rows.length === 0) return ok('no channel is paused');
  const message = rows.map(({ channel, minutes, reason }) => `${channel} pauses for ${minutes} minutes more (${reason})`).join('; ');
  return warn(message, 'Sending goes on by itself. "grid doctor --live" tells whether a setting is the reason.');
};

export const recordChecks: readonly Check[] = [
  { name: 'database', needs: 'database', run: database },
  { name: 'organisation', needs: 'database', run: organisation },
  ...calendarChecks,
  { name: 'inbox', needs: 'database', run: inbox },
  { name: 'outbox', needs: 'database', run: outbox },
  { name: 'accounts', needs: 'database', run: accounts },
  { name: 'channels', needs: 'database', run: pauses },
];

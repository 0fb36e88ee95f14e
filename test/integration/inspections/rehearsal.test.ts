import { beforeAll, describe, expect, test } from 'vitest';
import type { TellDeps } from '../../../src/app/inspections/tell.ts';
import { type Rehearsal, type RehearsalOptions, rehearse } from '../../../src/app/rehearsal/rehearse.ts';
import { type RehearsedServices, realServices } from '../../../src/app/rehearsal/services.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { createTestDatabase } from '../../support/database.ts';

/** Eight schools from before the winter holidays until the spring term has begun. */
const WINTER = { schools: 8, from: '2026-12-21', to: '2027-02-28', seed: 7, statutory: new Map<string, 'off' | 'work'>() };
/** A few days are enough to see a fault. */
const DAYS = { ...WINTER, schools: 4, from: '2026-11-02', to: '2026-11-13' };
/** Seventy days on a machine that is busy with other tests. */
const PATIENCE_MS = 240_000;

const rehearseOnce = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase(url, { max: 6 });
  try {
    return await rehearse(database, options);
  } finally {
    await database.close();
    await drop();
  }
};

type Sql = (deps: TellDeps, statement: string) => Promise<unknown>;
const run: Sql = ({ database }, statement) => database.prisma.$executeRawUnsafe(statement);

/** The real services, with a fault in one of them. */
const withFault = (fault: Partial<RehearsedServices>): RehearsedServices => ({ ...realServices, ...fault });

const found = async (fault: Partial<RehearsedServices>): Promise<{ misses: string; doubles: string }> => {
  const { report } = await rehearseOnce({ ...DAYS, services: withFault(fault) });
  return { misses: report.misses.join('\n'), doubles: report.doubles.join('\n') };
};

describe('a rehearsed winter', () => {
  let first: Rehearsal;

  beforeAll(async () => {
    first = await rehearseOnce(WINTER);
  }, PATIENCE_MS);

  test('misses and doubles nothing, though people forget, travel and are replaced', () => {
    const { report, undone } = first;
    expect(report.misses).toEqual([]);
    expect(report.doubles).toEqual([]);
    expect(undone).toBeGreaterThan(0);
    expect(report).toMatchObject({ seed: 7, schools: 8, days: 70 });
    for (const count of [report.duties, report.checks, report.messages, report.perPersonWeek.max]) expect(count).toBeGreaterThan(0);
  });

  test(
    'is the same for the same seed, and another for another',
    async () => {
      const again = await rehearseOnce(WINTER);
      expect({ ...again.report, seconds: 0 }).toEqual({ ...first.report, seconds: 0 });
      const other = await rehearseOnce({ ...WINTER, to: '2026-12-31', seed: 8 });
      const same = await rehearseOnce({ ...WINTER, to: '2026-12-31' });
      expect(other.report.checks).not.toBe(same.report.checks);
    },
    PATIENCE_MS,
  );
});

describe('the oracle sees', () => {
  test('nothing wrong in these days', async () => {
    const { report } = await rehearseOnce(DAYS);
    expect([report.misses, report.doubles]).toEqual([[], []]);
  });

  test('duties that are gone', async () => {
    const plan: RehearsedServices['plan'] = async (deps, over) => {
      await realServices.plan(deps, over);
      await run(deps, `DELETE FROM duty WHERE school_code = 'S0001' AND rule = 'school-daily' AND "from" = '2026-11-05'`);
    };
    expect((await found({ plan })).misses).toMatch(/^no duty on 2026-11-05: S0001 school-daily \[2026-11-05\.\.2026-11-05\] by S0001$/m);
  });

  test('duties that nobody has', async () => {
    const plan: RehearsedServices['plan'] = async (deps, over) => {
      await realServices.plan(deps, over);
      await run(
        deps,
        `INSERT INTO duty (rule, unit_code, school_code, "from", "to", name, required, planned_at)
         VALUES ('school-daily', 'S0001', 'S0001', '2026-11-07', '2026-11-07', '11月7日', 1, now())
         ON CONFLICT (school_code, rule, "from", unit_code, name) DO UPDATE SET waived = NULL`,
      );
    };
    expect((await found({ plan })).doubles).toMatch(/a duty that nobody has on 2026-11-07: S0001 school-daily/);
  });

  test('reminders that got lost', async () => {
    const tell: RehearsedServices['tell'] = async (deps, over) => {
      await run(
        deps,
        `UPDATE duty SET next_stage_at = next_stage_at + interval '1 day' WHERE school_code = 'S0002' AND next_stage_at = '2026-11-09T07:45:00+08:00'`,
      );
      await realServices.tell(deps, over);
    };
    expect((await found({ tell })).misses).toMatch(/no digest to person:PS0002-\d on 2026-11-09: \S+ of S0002/);
  });

  test('digests that were written twice', async () => {
    const tell: RehearsedServices['tell'] = async (deps, over) => {
      await realServices.tell(deps, over);
      await run(
        deps,
        `INSERT INTO outbox_message SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'seq', nextval('outbox_message_seq_seq')))).*
         FROM outbox_message o WHERE o.kind = 'digest' AND o.status = 'queued'`,
      );
    };
    expect((await found({ tell })).doubles).toMatch(/\d digests to person:P\S+ on 2026-11-02/);
  });

  test('digests at night and on free days', async () => {
    const tell: RehearsedServices['tell'] = async (deps, over) => {
      await realServices.tell(deps, over);
      await run(deps, `UPDATE outbox_message SET not_before = not_before - interval '2 days' WHERE kind = 'digest' AND status = 'queued'`);
    };
    const { doubles } = await found({ tell });
    expect(doubles).toMatch(/a digest on a day that nobody works: person:P\S+ 2026-10-31/);
  });

  test('checks that were not counted', async () => {
    const record: RehearsedServices['record'] = async (context, checks) => {
      const recorded = await realServices.record(context, checks);
      await context.db.$executeRaw`UPDATE duty SET done = 0 WHERE rule = 'school-daily' AND school_code = 'S0003'`;
      return recorded;
    };
    expect((await found({ record })).misses).toMatch(/checks not counted: S0003 school-daily .* 0 of 1/);
  });
});

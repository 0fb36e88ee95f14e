import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nextPlanTime, planDuties } from '../../../src/app/inspections/plan-duties.ts';
import { moment, openPlannedCity, type PlannedCity } from './planned-city.ts';

const NOW = '2026-11-23 09:00';
const NOTHING = { planned: 0, changed: 0, waived: 0 };

describe('planning the demonstration city', () => {
  let city: PlannedCity;
  beforeAll(async () => {
    city = await openPlannedCity();
    await city.plan(NOW);
  });
  afterAll(() => city.close());

  it('gives each grid its windows that run and those ahead', async () => {
    expect(await city.duties('S101')).toEqual([
      'city-two-monthly E000 2026年11—12月 0/1',
      'city-two-monthly E000 2027年1—2月 0/1',
      'city-two-monthly E000 2027年3—4月 0/1',
      'school-daily S101 11月23日 0/1',
      'school-daily S101 11月24日 0/1',
      'school-monthly S101 2026年11月 0/1',
      'school-monthly S101 2026年12月 0/1',
      'school-monthly S101 2027年1月 0/1',
      'school-quarterly S101 2026年第四季度 0/1',
      'school-quarterly S101 2027年第一季度 0/1',
      'school-quarterly S101 2027年第二季度 0/1',
      'school-weekly S101 11月23日—29日 0/1',
      'school-weekly S101 11月30日—12月6日 0/1',
      'sensitive C100 2026冬季取暖 0/7',
      'sensitive E000 2026冬季取暖 0/3',
      'sensitive C100 2027春季开学 0/2',
      'sensitive E000 2027春季开学 0/1',
      'sensitive C100 2027汛期 0/7',
      'sensitive E000 2027汛期 0/3',
      'town-monthly C100 2026年11月 0/1',
      'town-monthly C100 2026年12月 0/1',
      'town-monthly C100 2027年1月 0/1',
    ]);
  });

  it('has the bureau check schools directly under it for both grids, and a 中心校 with pupils itself', async () => {
    expect((await city.duties('S001', 'town')).at(0)).toBe('town-monthly E000 2026年11月 0/1');
    expect(await city.duties('S001', 'sensitive')).toEqual([
      'sensitive E000 2026冬季取暖 0/7',
      'sensitive E000 2027春季开学 0/2',
      'sensitive E000 2027汛期 0/7',
    ]);
    expect((await city.duties('C200', 'town')).at(0)).toBe('town-monthly C200 2026年11月 0/1');
    expect((await city.duties('C200', 'city')).at(0)).toBe('city-two-monthly E000 2026年11—12月 0/1');
    expect(await city.duties('C100')).toEqual([]);
    expect(await city.duties('T100')).toEqual([]);
  });

  it('reminds of what began before it was planned on the next working morning, and of a day that is past it never', async () => {
    const rows = await city.query<{ name: string; at: Date | null }>(
      `SELECT name, next_stage_at AS at FROM duty WHERE school_code = 'S101' AND rule IN ('school-daily', 'school-weekly', 'town-monthly') AND "from" < '2027-01-01'
       ORDER BY rule, "from"`,
    );
    expect(rows.map(({ name, at }) => `${name} ${at?.toISOString().slice(0, 16) ?? 'never'}`)).toEqual([
      '11月23日 never',
      '11月24日 2026-11-23T23:45',
      '11月23日—29日 2026-11-23T23:45',
      '11月30日—12月6日 2026-11-29T23:45',
      '2026年11月 2026-11-23T23:45',
      '2026年12月 2026-11-30T23:45',
    ]);
  });

  it('changes nothing when planned again, whether the plan is current or an import says nothing new', async () => {
    const before = await city.everything();
    expect(await city.isDue(NOW)).toBe(false);
    expect(await city.plan(NOW)).toEqual(NOTHING);
    await city.changeUnits('UPDATE unit SET name = name');
    expect(await city.isDue(NOW)).toBe(true);
    expect(await city.plan('2026-11-23 15:00')).toEqual(NOTHING);
    expect(await city.isDue('2026-11-23 20:00')).toBe(false);
    expect(await city.everything()).toBe(before);
  });

  it('adds the next day at midnight, and changes nothing else', async () => {
    expect(nextPlanTime(moment(NOW), moment('2026-11-25 00:00'))).toEqual(moment('2026-11-24 00:00'));
    expect(nextPlanTime(moment(NOW), moment('2026-11-23 23:59'))).toBeNull();
    expect(await city.isDue('2026-11-24 00:00')).toBe(true);
    const schools = (await city.query('SELECT DISTINCT school_code FROM duty')).length;
    expect(await city.plan('2026-11-24 00:00')).toEqual({ ...NOTHING, planned: schools });
    expect(await city.duties('S101', 'school-daily')).toContain('school-daily S101 11月25日 0/1');
  });

  it('plans over a weekend, and over the winter vacation to the first school day', async () => {
    await city.plan('2026-11-28 00:00');
    expect((await city.duties('S101', 'school-daily')).at(-1)).toBe('school-daily S101 11月30日 0/1');
    await city.plan('2027-01-25 00:00');
    expect((await city.duties('S101', 'school-daily')).at(-1)).toBe('school-daily S101 2月24日 0/1');
    expect((await city.duties('S101', 'school-weekly')).at(-1)).toBe('school-weekly S101 2月22日—28日 0/1');
  });

  it('waives what lies wholly in a vacation, but for schools with boarders, and for none when the city keeps them', async () => {
    await city.plan('2027-06-10 00:00');
    const summer = async (school: string) => (await city.duties(school)).filter((line) => line.includes('2027年8月'));
    expect(await summer('S101')).toEqual(['town-monthly C100 2027年8月 0/1 vacation']);
    expect(await summer('S201')).toEqual(['town-monthly C200 2027年8月 0/1']);
    await city.setPolicy('checks.vacation', 'keep');
    await city.plan('2027-06-10 01:00');
    expect(await summer('S101')).toEqual(['town-monthly C100 2027年8月 0/1']);
    const rows = await city.query<{ next: Date | null }>(
      `SELECT next_stage_at AS next FROM duty WHERE school_code = 'S101' AND rule = 'town-monthly' AND "from" = '2027-08-01'`,
    );
    expect(rows[0]?.next).toEqual(moment('2027-08-02 07:45'));
    await city.setPolicy('checks.vacation', 'skip');
    await city.plan('2027-06-10 02:00');
    expect(await summer('S101')).toEqual(['town-monthly C100 2027年8月 0/1 vacation']);
  });
});

describe('what changes in mid-window', () => {
  let city: PlannedCity;
  beforeEach(async () => {
    city = await openPlannedCity();
    await city.plan(NOW);
  });
  afterEach(() => city.close());

  const told = (school: string, stage: string, from: string) =>
    city.query(`UPDATE duty SET stages_sent = array_append(stages_sent, $2), next_stage_at = NULL WHERE school_code = $1 AND "from" = $3`, [
      school,
      stage,
      from,
    ]);
  const setCalendar = (sql: string) => city.query(sql);

  it('a school that closes: what runs is waived, what lies ahead is gone, what was done stays', async () => {
    await city.checked('S101', '2026-11-23', { rules: ['school-daily'] });
    await city.changeUnits(`UPDATE unit SET retired_at = now() WHERE code = 'S101'`);
    await city.plan('2026-11-23 10:00');
    expect(await city.duties('S101')).toEqual([
      'city-two-monthly E000 2026年11—12月 0/1 closed',
      'school-daily S101 11月23日 1/1',
      'school-monthly S101 2026年11月 0/1 closed',
      'school-quarterly S101 2026年第四季度 0/1 closed',
      'school-weekly S101 11月23日—29日 0/1 closed',
      'sensitive C100 2026冬季取暖 0/7 closed',
      'sensitive E000 2026冬季取暖 0/3 closed',
      'town-monthly C100 2026年11月 0/1 closed',
    ]);
    expect(await city.query(`SELECT FROM duty WHERE school_code = 'S101' AND next_stage_at IS NOT NULL`)).toEqual([]);
  });

  it('and opens again: all is as if it had never closed', async () => {
    const before = await city.everything();
    await city.changeUnits(`UPDATE unit SET retired_at = now() WHERE code = 'S101'`);
    await city.plan('2026-11-23 10:00');
    await city.changeUnits(`UPDATE unit SET retired_at = NULL WHERE code = 'S101'`);
    await city.plan('2026-11-23 11:00');
    expect(await city.everything()).toBe(before);
  });

  it('nobody is reminded any more of what was missed at a school that is closed since', async () => {
    await city.plan('2026-11-24 00:00');
    await city.changeUnits(`UPDATE unit SET retired_at = now() WHERE code = 'S101'`);
    await city.plan('2026-11-24 08:00');
    expect((await city.duties('S101', 'school-daily')).slice(0, 2)).toEqual([
      'school-daily S101 11月23日 0/1',
      'school-daily S101 11月24日 0/1 closed',
    ]);
    expect(await city.query(`SELECT FROM duty WHERE school_code = 'S101' AND next_stage_at IS NOT NULL`)).toEqual([]);
  });

  it('what was waived for the vacation is closed with the school, too', async () => {
    await city.plan('2027-08-05 00:00');
    await city.changeUnits(`UPDATE unit SET retired_at = now() WHERE code = 'S101'`);
    await city.plan('2027-08-05 09:00');
    expect((await city.duties('S101', 'town')).at(-1)).toBe('town-monthly C100 2027年8月 0/1 closed');
  });

  it('a school that moves: its new 中心校 takes over what the old one had not done', async () => {
    await city.changeUnits(`UPDATE unit SET sector_parent_code = 'C300' WHERE code = 'S101'`);
    await city.plan('2026-11-24 10:00');
    expect(await city.duties('S101', 'town')).toEqual([
      'town-monthly C100 2026年11月 0/1 passed-on',
      'town-monthly C300 2026年11月 0/1',
      'town-monthly C300 2026年12月 0/1',
      'town-monthly C300 2027年1月 0/1',
    ]);
    expect((await city.duties('S101', 'sensitive')).slice(0, 3)).toEqual([
      'sensitive C100 2026冬季取暖 0/7 passed-on',
      'sensitive C300 2026冬季取暖 0/7',
      'sensitive E000 2026冬季取暖 0/3',
    ]);
  });

  it('but not what the old one had done; and back again, nothing is asked twice', async () => {
    await city.checked('S101', '2026-11-20', { grids: ['C100'] });
    await city.changeUnits(`UPDATE unit SET sector_parent_code = 'C300' WHERE code = 'S101'`);
    await city.plan('2026-11-24 10:00');
    expect(await city.duties('S101', 'town')).toEqual([
      'town-monthly C100 2026年11月 1/1',
      'town-monthly C300 2026年12月 0/1',
      'town-monthly C300 2027年1月 0/1',
    ]);
    await city.changeUnits(`UPDATE unit SET sector_parent_code = 'C100' WHERE code = 'S101'`);
    await city.plan('2026-11-24 11:00');
    expect(await city.duties('S101', 'town')).toEqual([
      'town-monthly C100 2026年11月 1/1',
      'town-monthly C100 2026年12月 0/1',
      'town-monthly C100 2027年1月 0/1',
    ]);
  });

  it('a school that opens: long windows that nobody could do any more are not begun, however often it is planned', async () => {
    const open = `INSERT INTO unit (code, name, kind, sector_parent_code, students) VALUES ('S199', '新小学', '学校', 'C100', 90)`;
    await city.changeUnits(open);
    await city.plan('2026-11-27 09:00');
    const first = await city.duties('S199');
    expect(first.filter((line) => line.includes('2026年11') || line.includes('11月'))).toEqual([
      'city-two-monthly E000 2026年11—12月 0/1',
      'school-daily S199 11月27日 0/1',
      'school-daily S199 11月30日 0/1',
      'school-weekly S199 11月23日—29日 0/1',
      'school-weekly S199 11月30日—12月6日 0/1',
    ]);
    await city.changeUnits('UPDATE unit SET name = name');
    expect(await city.plan('2026-11-27 10:00')).toEqual(NOTHING);
    expect(await city.duties('S199')).toEqual(first);
  });

  it('counts what was done before a window was planned', async () => {
    await city.query(`DELETE FROM duty WHERE school_code = 'S101'`);
    await city.checked('S101', '2026-11-20', { grids: ['C100', 'E000'] });
    await city.changeUnits('UPDATE unit SET name = name');
    await city.plan('2026-11-23 10:00');
    expect((await city.duties('S101', 'town')).at(0)).toBe('town-monthly C100 2026年11月 1/1');
    const rows = await city.query(`SELECT done_on::text, next_stage_at FROM duty WHERE school_code = 'S101' AND name = '2026年11—12月'`);
    expect(rows).toEqual([{ done_on: '2026-11-20', next_stage_at: null }]);
  });

  it('a day off that is entered late: what people heard of is waived, what they did stays, what they had not heard of is gone', async () => {
    await city.checked('S102', '2026-11-23', { rules: ['school-daily'] });
    await setCalendar(
      `INSERT INTO calendar_entry (kind, name, "from", "to", focus, applies_to) VALUES ('放假', '大雪', '2026-11-23', '2026-11-24', '{}', '全部')`,
    );
    expect(await city.isDue(NOW)).toBe(true);
    await city.plan('2026-11-23 10:00');
    expect(await city.duties('S101', 'school-daily')).toEqual(['school-daily S101 11月23日 0/1 rule', 'school-daily S101 11月25日 0/1']);
    expect((await city.duties('S102', 'school-daily'))[0]).toBe('school-daily S102 11月23日 1/1');
    await setCalendar(`DELETE FROM calendar_entry WHERE name = '大雪'`);
    await city.plan('2026-11-23 11:00');
    expect((await city.duties('S101', 'school-daily'))[0]).toBe('school-daily S101 11月23日 0/1');
  });

  it('a sensitive period that is made longer, and denser, keeps its row and what was told', async () => {
    await told('S101', 'opens', '2026-11-15');
    await setCalendar(`UPDATE calendar_entry SET "to" = '2027-03-31', multiplier = 2 WHERE name = '2026冬季取暖'`);
    await city.plan('2026-11-24 10:00');
    expect((await city.duties('S101', 'sensitive')).slice(0, 2)).toEqual([
      'sensitive C100 2026冬季取暖 0/10',
      'sensitive E000 2026冬季取暖 0/5',
    ]);
    const rows = await city.query(
      `SELECT "to"::text, stages_sent, next_stage_at FROM duty WHERE school_code = 'S101' AND unit_code = 'C100' AND name = '2026冬季取暖'`,
    );
    expect(rows).toEqual([{ to: '2027-03-31', stages_sent: ['opens'], next_stage_at: moment('2027-01-22 07:45') }]);
  });

  it('a sensitive period that is taken back', async () => {
    await setCalendar(`DELETE FROM calendar_entry WHERE kind = '敏感时期'`);
    await city.plan('2026-11-24 10:00');
    expect(await city.duties('S101', 'sensitive')).toEqual([
      'sensitive C100 2026冬季取暖 0/7 rule',
      'sensitive E000 2026冬季取暖 0/3 rule',
    ]);
  });

  it('windows of the bureau that roll from now on: the one that runs is kept, and the next follows the check', async () => {
    await city.setPolicy('checks.city.windows', 'rolling');
    await city.plan('2026-11-24 10:00');
    expect(await city.duties('S101', 'city')).toEqual(['city-two-monthly E000 2026年11—12月 0/1']);
    await city.checked('S101', '2026-12-10', { grids: ['E000'] });
    await city.plan('2026-12-11 00:00');
    const rolled = ['city-two-monthly E000 2026年11—12月 1/1', 'city-two-monthly E000 2026年12月11日—2027年2月10日 0/1'];
    expect(await city.duties('S101', 'city')).toEqual(rolled);
    expect(await city.duties('S102', 'city')).toEqual(['city-two-monthly E000 2026年11—12月 0/1']);
    await city.plan('2027-01-01 00:00');
    expect(await city.duties('S101', 'city')).toEqual(rolled);
    expect((await city.duties('S102', 'city')).at(-1)).toBe('city-two-monthly E000 2027年1月1日—2月28日 0/1');
    await city.setPolicy('checks.city.windows', 'fixed');
    await city.plan('2027-01-02 00:00');
    expect(await city.duties('S101', 'city')).toEqual([
      ...rolled,
      'city-two-monthly E000 2027年2月11日—2月28日 0/1',
      'city-two-monthly E000 2027年3—4月 0/1',
    ]);
  });

  it('a rolling window whose check is withdrawn runs again, and what followed that check is not owed', async () => {
    await city.setPolicy('checks.city.windows', 'rolling');
    await city.checked('S101', '2026-11-24', { grids: ['E000'] });
    await city.plan('2026-11-25 00:00');
    const next = 'city-two-monthly E000 2026年11月25日—2027年1月24日 0/1';
    expect(await city.duties('S101', 'city')).toEqual(['city-two-monthly E000 2026年11—12月 1/1', next]);
    await city.query(`DELETE FROM inspection WHERE school_code = 'S101'`);
    await city.query(`UPDATE duty SET done = 0, done_on = NULL WHERE school_code = 'S101' AND done > 0`);
    await city.plan('2026-11-28 00:00');
    expect(await city.duties('S101', 'city')).toEqual(['city-two-monthly E000 2026年11—12月 0/1', `${next} rule`]);
    await city.checked('S101', '2026-12-03', { grids: ['E000'] });
    await city.plan('2026-12-04 00:00');
    expect((await city.duties('S101', 'city')).at(-1)).toBe('city-two-monthly E000 2026年12月4日—2027年2月3日 0/1');
  });

  it('a stage that is due and not told yet is left to be told', async () => {
    const before = await city.query(`SELECT next_stage_at FROM duty WHERE school_code = 'S101' AND name = '2026年11月' ORDER BY rule`);
    await city.plan('2026-11-24 07:46');
    expect(await city.query(`SELECT next_stage_at FROM duty WHERE school_code = 'S101' AND name = '2026年11月' ORDER BY rule`)).toEqual(
      before,
    );
  });

  it('a clock that is set back: nothing that was told or done is lost', async () => {
    await city.plan('2026-11-26 00:00');
    await told('S101', 'opens', '2026-11-26');
    await city.checked('S102', '2026-11-26', { rules: ['school-daily'] });
    await city.plan('2026-11-23 12:00');
    expect((await city.query(`SELECT FROM duty WHERE stages_sent <> '{}'`)).length).toBe(1);
    expect(await city.duties('S102', 'school-daily')).toContain('school-daily S102 11月26日 1/1');
    await city.plan('2026-11-26 00:00');
    expect(await city.duties('S101', 'school-daily')).toContain('school-daily S101 11月26日 0/1');
    expect(await city.query(`SELECT next_stage_at FROM duty WHERE stages_sent <> '{}'`)).toEqual([
      { next_stage_at: moment('2026-11-27 07:45') },
    ]);
  });

  it('an ordinary midnight adds what the day brings and leaves the rest; with the week all is looked at again', async () => {
    await city.query(`UPDATE duty SET required = 9 WHERE school_code = 'S101' AND name = '2026年11月' AND rule = 'town-monthly'`);
    await city.plan('2026-11-24 00:00');
    expect(await city.duties('S101', 'school-daily')).toContain('school-daily S101 11月25日 0/1');
    expect((await city.duties('S101', 'town')).at(0)).toBe('town-monthly C100 2026年11月 0/9');
    await city.plan('2026-11-30 00:00');
    expect((await city.duties('S101', 'town')).at(0)).toBe('town-monthly C100 2026年11月 0/1');
  });

  it('two planners at once make what one makes', async () => {
    const alone = await city.everything();
    await city.query('DELETE FROM duty');
    await city.query(`DELETE FROM setting WHERE key = 'duty-plan'`);
    const plans = await Promise.all([city.plan(NOW), city.plan(NOW), city.plan(NOW)]);
    expect(await city.everything()).toBe(alone);
    expect(plans.reduce((sum, { planned }) => sum + planned, 0)).toBe((await city.query('SELECT FROM duty')).length);
  });

  it('an import under way is not waited for', async () => {
    await city.database.transaction(async (db) => {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('organisation import'))`;
      expect(await city.plan('2026-11-24 00:00')).toEqual(NOTHING);
    });
    expect(await city.isDue('2026-11-24 00:00')).toBe(true);
    expect((await city.plan('2026-11-24 00:00')).planned).toBeGreaterThan(0);
  });
});

describe('a city of many schools', () => {
  let city: PlannedCity;
  beforeAll(async () => {
    city = await openPlannedCity();
    await city.changeUnits(`INSERT INTO unit (code, name, kind, sector_parent_code, students)
      SELECT 'X' || lpad(n::text, 5, '0'), '小学' || n, '学校', 'C100', 100 FROM generate_series(1, 1200) n`);
  });
  afterAll(() => city.close());

  it('is planned by whoever comes after a planner that was killed between two chunks', async () => {
    let asked = 0;
    const killed = await city.plan(NOW, () => asked++ > 0);
    expect(killed.planned).toBeGreaterThan(0);
    expect(await city.isDue(NOW)).toBe(true);
    const rest = await city.plan(NOW);
    expect(rest.planned).toBeGreaterThan(0);
    expect(await city.isDue(NOW)).toBe(false);
    const rows = await city.query<{ schools: number; duties: number }>(
      `SELECT count(DISTINCT school_code)::int AS schools, count(*)::int AS duties FROM duty WHERE school_code LIKE 'X%'`,
    );
    expect(rows).toEqual([{ schools: 1200, duties: 1200 * 22 }]);
  });

  it('and by one whose transaction fails', async () => {
    const { inspections } = city;
    let left = 1;
    const failing = {
      ...inspections,
      database: {
        prisma: city.database.prisma,
        transaction: <T>(work: Parameters<typeof city.database.transaction<T>>[0]): Promise<T> =>
          city.database.transaction(async (db) => {
            const result = await work(db);
            left -= 1;
            if (left < 0) throw new Error('killed');
            return result;
          }),
      },
    };
    await expect(planDuties(failing, { now: moment('2026-11-24 00:00') })).rejects.toThrow('killed');
    await city.plan('2026-11-24 00:00');
    expect(
      (await city.query(`SELECT FROM duty WHERE rule = 'school-daily' AND "from" = '2026-11-25' AND school_code LIKE 'X%'`)).length,
    ).toBe(1200);
  });
});

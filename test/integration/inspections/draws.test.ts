import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRules } from '../../../src/app/hazards/rules.ts';
import { checkDraw } from '../../../src/app/inspections/check-draw.ts';
import { type DrawWish, type MadeDraw, makeDraw } from '../../../src/app/inspections/make-draw.ts';
import { revealDraws } from '../../../src/app/inspections/reveal-draws.ts';
import type { DrawPick } from '../../../src/domain/inspection/draw.ts';
import { statutoryDays } from '../../../src/infra/calendar/statutory-days.ts';
import {
  candidatesBelow,
  claimDueDraw,
  drawFor,
  findDraws,
  isDrawDue,
  nextDrawTime,
  sealHash,
} from '../../../src/store/inspections/draws.ts';
import { type City, MONDAY_NINE, openCity, type Sent } from '../conversation/city.ts';

let city: City;
const rulesOf = createRules(statutoryDays());
const at = (moment: string): Date => new Date(`2026-${moment.replace(' ', 'T')}:00+08:00`);

beforeAll(async () => {
  city = await openCity();
});
afterAll(() => city.close());

/** Draws cannot be taken back; a test begins without those of the test before. */
const asOwner = async (sql: string): Promise<void> => {
  await city.database.pool.query(`ALTER TABLE draw DISABLE TRIGGER draw_sealed; ${sql}; ALTER TABLE draw ENABLE TRIGGER draw_sealed`);
};

beforeEach(async () => {
  await asOwner('DELETE FROM draw');
  await city.database.pool.query('DELETE FROM inspection');
  city.clock.at = MONDAY_NINE;
});

const draws = () => city.database.prisma.draw.findMany({ orderBy: { createdAt: 'asc' } });
const picksOf = (sealed: unknown): DrawPick[] => (sealed as { picks: DrawPick[] }).picks;

const allNames = async (): Promise<string[]> => {
  const units = await city.database.prisma.unitAlias.findMany({ where: { unit: { kind: { in: ['学校', '幼儿园', '中心校'] } } } });
  const named = await city.database.prisma.unit.findMany({ where: { kind: { in: ['学校', '幼儿园', '中心校'] } } });
  return [...units.map(({ alias }) => alias), ...named.flatMap(({ name, code }) => [name, code])];
};

const attempt = (wish: Partial<DrawWish> = {}, by = 'operator') =>
  city.database.transaction(async (db) =>
    makeDraw({ db, now: city.clock.at, rules: await rulesOf(db), by }, { unit: 'E000', on: null, schools: 3, inspectors: [], ...wish }),
  );

const make = async (wish: Partial<DrawWish> = {}, by = 'operator'): Promise<MadeDraw> => {
  const answer = await attempt(wish, by);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value;
};

const refusal = async (wish: Partial<DrawWish>): Promise<string> => {
  const answer = await attempt(wish);
  return answer.ok ? 'drawn' : answer.refusal.message;
};

/** What a worker sends at this moment. */
const reveal = async (moment: string, workers = 1): Promise<Sent[]> => {
  city.clock.at = at(moment);
  const before = await city.lastSeq();
  await Promise.all(Array.from({ length: workers }, () => revealDraws(city.deps, () => false)));
  return city.sentSince(before);
};

const schoolsIn = (sent: Sent): string[] => sent.actions.map(({ data }) => data?.school ?? '');

describe('a sentence of the bureau', () => {
  it('seals a draw for the next working day and answers with its hash, and no school', async () => {
    const answer = await city.answer('hanyumei', '四不两直抽查3所');
    const [row] = await draws();
    expect(row).toMatchObject({
      unitCode: 'E000',
      count: 3,
      inspectors: [city.idOf('hanyumei')],
      createdBy: city.idOf('hanyumei'),
      revealedAt: null,
    });
    expect(row?.on.toISOString().slice(0, 10)).toBe('2026-11-24');
    expect(answer).toContain('抽好了，已封存：11月24日(周二)，3 所（从青澜市教育局 14 所里抽），检查人：韩玉梅。');
    expect(answer).toContain(row?.hash);
    expect(answer).toContain(`grid draw --check ${row?.id.slice(0, 8)}`);
    for (const name of await allNames()) expect(answer).not.toContain(name);
  });

  it('takes three where nobody says how many, and names who goes by name', async () => {
    const answer = await city.answer('zhouhuaiyuan', '下周三四不两直抽查 让韩玉梅、于洋去');
    const [row] = await draws();
    expect(answer).toContain('按 3 所抽');
    expect(answer).toContain('12月2日(周三)');
    expect(row?.inspectors).toEqual([city.idOf('hanyumei'), city.idOf('yuyang')]);
    expect(picksOf(row?.sealed).map(({ inspector }) => inspector)).toEqual(
      expect.arrayContaining([city.idOf('hanyumei'), city.idOf('yuyang')]),
    );
  });

  it('keeps every draw of a day, and says how many there were', async () => {
    await city.says('hanyumei', '四不两直抽查2所');
    await city.says('linzhiping', '四不两直抽查2所');
    expect(await city.answer('hanyumei', '明天四不两直抽查1所')).toContain('这一天之前已经抽过 2 次');
    expect(await draws()).toHaveLength(3);
  });

  it('draws on a day off when it is named, and mentions it', async () => {
    expect(await city.answer('hanyumei', '周六四不两直抽查1所')).toContain('11月28日(周六)不是工作日');
    expect(await draws()).toHaveLength(1);
  });

  it('draws from one grid when it is named', async () => {
    expect(await city.answer('hanyumei', '四不两直抽查石桥镇中心校2所')).toContain('从石桥镇中心校 4 所里抽');
    const picks = picksOf((await draws())[0]?.sealed).map(({ school }) => school);
    expect(['S101', 'S102', 'S103', 'K101']).toEqual(expect.arrayContaining(picks));
  });

  it.each([
    ['zhangtiejun', '四不两直抽查3所', '只有教育局的三个责任人'],
    ['madezhong', '四不两直抽查3所', '只有教育局的三个责任人'],
    ['yuyang', '四不两直抽查3所', '只有教育局的三个责任人'],
    ['hanyumei', '今天四不两直抽查3所', '来不及'],
    ['hanyumei', '11月20日四不两直抽查3所', '已经过了'],
    ['hanyumei', '下周四不两直抽查3所', '没看懂是哪一天'],
    ['hanyumei', '四不两直抽查0所', '1 到 50 所'],
    ['hanyumei', '四不两直抽查60所', '1 到 50 所'],
    ['hanyumei', '四不两直抽查3所 让诸葛亮去', '没有找到「诸葛亮」'],
    ['hanyumei', '四不两直抽查三中', '青澜市第三中学只有一所'],
  ])('%s, %s: nothing is drawn', async (account, words, told) => {
    expect(await city.answer(account, words)).toContain(told);
    expect(await draws()).toEqual([]);
  });

  it('draws for today before half past seven', async () => {
    city.clock.at = at('11-24 07:00');
    expect(await city.answer('hanyumei', '今天四不两直抽查1所')).toContain('抽好了');
  });
});

describe('an operator’s draw', () => {
  it('has the unit’s own officer go where nobody is named', async () => {
    const { draw, outOf, before } = await make({ unit: 'C300', on: '2026-11-25', schools: 2 });
    expect(draw).toMatchObject({ unit: { code: 'C300', name: '城关中心校' }, on: '2026-11-25', schools: 2, revealedAt: null });
    expect(draw.inspectors.map(({ name }) => name)).toEqual(['熊伟']);
    expect([outOf, before]).toEqual([4, 0]);
  });

  it('takes all there are, and never sends anybody to his own school', async () => {
    await make({ schools: 50, inspectors: [city.idOf('zhangtiejun'), city.idOf('yuyang')] });
    const picks = picksOf((await draws())[0]?.sealed);
    expect(picks).toHaveLength(14);
    expect(picks.find(({ school }) => school === 'S001')?.inspector).toBe(city.idOf('yuyang'));
  });

  it.each<[string, Partial<DrawWish>]>([
    ['schools: must be a whole number from 1 to 50', { schools: 51 }],
    ['schools: must be a whole number from 1 to 50', { schools: Number.NaN }],
    ['unit: there is no unit with the code X1', { unit: 'X1' }],
    ['unit: S001 is a school itself', { unit: 'S001' }],
    ['on: it is too late for 2026-11-23', { on: '2026-11-23' }],
    ['inspectors: there is nobody with the number NOBODY', { inspectors: ['NOBODY'] }],
  ])('is refused: %s', async (message, wish) => {
    expect(await refusal(wish)).toContain(message);
    expect(await draws()).toEqual([]);
  });

  it('is refused where there is no school, or none that its inspectors may enter', async () => {
    await city.database.prisma.unit.create({ data: { code: 'V900', name: '空村', kind: '村社区', territorialParentCode: 'T100' } });
    expect(await refusal({ unit: 'V900' })).toContain('V900 has nobody who could go');
    expect(await refusal({ unit: 'V900', inspectors: [city.idOf('hanyumei')] })).toContain('V900 has no school below it');
    expect(await refusal({ unit: 'V102', inspectors: [city.idOf('zoubenshan')] })).toContain('they hold a role in every school');
  });

  it('sends nobody who has left', async () => {
    const gone = city.idOf('yuyang');
    await city.database.pool.query("UPDATE person SET status = '离岗' WHERE id = $1", [gone]);
    expect(await refusal({ inspectors: [gone] })).toContain('于洋 has left');
    await city.database.pool.query("UPDATE person SET status = '在岗' WHERE id = $1", [gone]);
  });
});

describe('what a school weighs', () => {
  const factsOf = async (code: string) =>
    (await candidatesBelow(city.database.prisma, 'E000', city.clock.at)).find((each) => each.code === code)?.facts;

  it('grows by ordinary hazards alone: what is confidential does not shine through', async () => {
    const before = await factsOf('S001');
    await city.says('zhengyiming', '别告诉校长，食堂后门消防通道堆了白菜');
    await city.says('liufang', '初二3班教室有个女生说不想活了');
    expect(await factsOf('S001')).toEqual(before);
    await city.says('zhengyiming', '三楼西侧楼梯灯坏了');
    expect((await factsOf('S001'))?.一般).toBe((before?.一般 ?? 0) + 1);
  });

  it('falls by a check of the bureau or the 中心校, not by the school’s own, nor by one that was taken back', async () => {
    const check = (id: string, day: string, grids: string[], withdrawnAt: Date | null = null) =>
      city.database.prisma.inspection.create({
        data: {
          id,
          schoolCode: 'S302',
          personId: 'x',
          day: new Date(day),
          at: MONDAY_NINE,
          grids,
          rules: [],
          words: '',
          causeType: 'operator',
          causeId: id,
          withdrawnAt,
        },
      });
    expect((await factsOf('S302'))?.daysSinceCheck).toBeNull();
    await check('a', '2026-11-20', []);
    await check('b', '2026-11-21', ['C300'], MONDAY_NINE);
    expect((await factsOf('S302'))?.daysSinceCheck).toBeNull();
    await check('c', '2026-11-02', ['C300']);
    await check('d', '2026-10-02', ['E000']);
    expect((await factsOf('S302'))?.daysSinceCheck).toBe(21);
  });

  it('has every living school of the city in it, a 中心校 only with pupils', async () => {
    const codes = (await candidatesBelow(city.database.prisma, 'E000', city.clock.at)).map(({ code }) => code);
    expect(codes).toHaveLength(14);
    expect(codes).toContain('C200');
    expect(codes).not.toContain('C100');
  });
});

describe('the reveal', () => {
  it('tells each inspector his own schools at 07:30, once, whoever else does so', async () => {
    await make({ schools: 4, inspectors: [city.idOf('hanyumei'), city.idOf('yuyang')] }, city.idOf('zhouhuaiyuan'));
    expect(await reveal('11-24 07:29')).toEqual([]);
    const sent = await reveal('11-24 07:30', 3);
    expect(sent.map(({ to, kind }) => `${to} ${kind}`).sort()).toEqual(['hanyumei draw-reveal', 'yuyang draw-reveal']);
    const [row] = await draws();
    expect(row?.revealedAt).toEqual(at('11-24 07:30'));
    for (const message of sent) {
      const mine = picksOf(row?.sealed).filter(({ inspector }) => inspector === city.idOf(message.to));
      expect(schoolsIn(message).sort()).toEqual(mine.map(({ school }) => school).sort());
      expect(message.text).toContain('今天查 2 所');
    }
    expect(await reveal('11-24 07:31', 3)).toEqual([]);
    const kept = await city.database.prisma.outboxMessage.findFirst({ where: { kind: 'draw-reveal' } });
    expect(kept).toMatchObject({ urgent: true, causeType: 'draw', causeId: row?.id });
  });

  it('leaves a draw to the worker that is at it, and takes it over when that one fails', async () => {
    await make();
    city.clock.at = at('11-24 07:30');
    const other = city.database.transaction(async (db) => {
      expect(await claimDueDraw(db, city.clock.at, [])).not.toBeNull();
      expect(await reveal('11-24 07:30')).toEqual([]);
      throw new Error('killed');
    });
    await expect(other).rejects.toThrow('killed');
    expect(await reveal('11-24 07:30')).toHaveLength(1);
  });

  it('is due by the clock, and known beforehand', async () => {
    const { prisma } = city.database;
    await make({ on: '2026-11-26' });
    expect(await isDrawDue(prisma, at('11-26 07:29'))).toBe(false);
    expect(await isDrawDue(prisma, at('11-26 07:30'))).toBe(true);
    expect(await nextDrawTime(prisma, MONDAY_NINE, at('11-26 07:29'))).toBeNull();
    expect(await nextDrawTime(prisma, MONDAY_NINE, at('11-26 07:30'))).toEqual(at('11-26 07:30'));
    expect(await nextDrawTime(prisma, at('11-26 07:30'), at('12-31 07:30'))).toBeNull();
    await reveal('11-26 07:30');
    expect(await isDrawDue(prisma, at('11-26 07:30'))).toBe(false);
  });

  it('comes late, and says so, when nothing ran all day', async () => {
    await make({ inspectors: [city.idOf('hanyumei')] });
    const [sent] = await reveal('11-25 10:00');
    expect(sent?.text).toContain('本该 昨天07:30 告诉你');
    expect(sent?.text).toContain('11月24日(周二)查 3 所');
  });

  it('goes to the asker for whoever has left or has no account, else to the unit’s 直接责任人', async () => {
    const gone = city.idOf('yuyang');
    await make({ schools: 2, inspectors: [gone] }, city.idOf('hanyumei'));
    city.later(60_000);
    await make({ schools: 2, inspectors: [gone] }, 'operator');
    await city.database.pool.query("UPDATE person SET status = '离岗' WHERE id = $1", [gone]);
    try {
      const sent = await reveal('11-24 07:30');
      expect(sent.map(({ to }) => to)).toEqual(['hanyumei', 'linzhiping']);
      for (const { text } of sent) expect(text).toContain('替 于洋 去');
    } finally {
      await city.database.pool.query("UPDATE person SET status = '在岗' WHERE id = $1", [gone]);
    }
    await make({ on: '2026-11-25', schools: 1, inspectors: [gone] }, city.idOf('hanyumei'));
    const accounts = await city.database.prisma.account.findMany({ where: { personId: gone } });
    await city.database.prisma.account.deleteMany({ where: { personId: gone } });
    const later = await reveal('11-25 07:30');
    await city.database.prisma.account.createMany({ data: accounts });
    expect(later.map(({ to }) => to)).toEqual(['hanyumei']);
  });

  it('lets one draw that cannot be told not hold up the others, and tells it once it can', async () => {
    const { draw } = await make({ inspectors: [city.idOf('yuyang')] });
    await make({ inspectors: [city.idOf('hanyumei')] });
    const { pool } = city.database;
    await pool.query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`);
    await pool.query(`CREATE TRIGGER broken BEFORE UPDATE ON draw FOR EACH ROW WHEN (NEW.id = '${draw.id}') EXECUTE FUNCTION broken()`);
    expect((await reveal('11-24 07:30')).map(({ to }) => to)).toEqual(['hanyumei']);
    await pool.query('DROP TRIGGER broken ON draw; DROP FUNCTION broken()');
    expect((await reveal('11-24 07:35')).map(({ to }) => to)).toEqual(['yuyang']);
  });

  it('is over for a draw that has lost its schools: nobody is told anything', async () => {
    await make();
    await asOwner(`UPDATE draw SET sealed = '{"picks": "nonsense"}'`);
    expect(await reveal('11-24 07:30')).toEqual([]);
    expect(await isDrawDue(city.database.prisma, at('11-24 07:30'))).toBe(false);
  });

  it('links a check to the draw on which it was made: for who was told, from the reveal on, on the day', async () => {
    const { prisma } = city.database;
    await make({ schools: 1, inspectors: [city.idOf('yuyang')] });
    const [row] = await draws();
    const school = picksOf(row?.sealed)[0]?.school ?? '';
    const other = school === 'S001' ? 'S002' : 'S001';
    const me = city.idOf('yuyang');
    expect(await drawFor(prisma, me, school, '2026-11-24')).toBeNull();
    await reveal('11-24 07:30');
    expect(await drawFor(prisma, me, school, '2026-11-24')).toBe(row?.id);
    expect(await drawFor(prisma, me, other, '2026-11-24')).toBeNull();
    expect(await drawFor(prisma, city.idOf('hanyumei'), school, '2026-11-24')).toBeNull();
    expect(await drawFor(prisma, me, school, '2026-11-25')).toBeNull();
    expect(await drawFor(prisma, me, school, '2026-11-23')).toBeNull();
  });
});

describe('a check afterwards', () => {
  const checked = async (id: string) => {
    const answer = await checkDraw(city.database.prisma, id);
    if (!answer.ok) throw new Error(answer.refusal.message);
    return answer.value;
  };

  it('says before the reveal that the seal is intact, and nothing of the schools', async () => {
    const { draw } = await make();
    const found = await checked(draw.id.slice(0, 8));
    expect(found).toMatchObject({ faults: [], text: null, draw: { id: draw.id, schools: 3, revealedAt: null } });
    for (const name of await allNames()) expect(JSON.stringify(found).replaceAll(/[0-9a-f-]{36,}/g, '')).not.toContain(name);
  });

  it('shows after it who went where, and the other draws of the day', async () => {
    const { draw } = await make({ inspectors: [city.idOf('yuyang')] });
    city.later(60_000);
    const second = await make();
    await reveal('11-24 07:30');
    const found = await checked(draw.hash.slice(0, 12));
    expect(found.faults).toEqual([]);
    expect(found.draw.revealedAt).toBe('2026-11-24T07:30:00.000+08:00');
    expect(found.draw.schools).toHaveLength(3);
    expect(Array.isArray(found.draw.schools) && found.draw.schools[0]?.inspector.name).toBe('于洋');
    expect(found.siblings.map(({ id }) => id)).toEqual([draw.id, second.draw.id]);
  });

  it('is refused what is no draw, and what is too short', async () => {
    expect(await checkDraw(city.database.prisma, 'abc')).toMatchObject({ ok: false });
    expect(await checkDraw(city.database.prisma, '%%%%%%%%')).toMatchObject({ ok: false });
    expect(await checkDraw(city.database.prisma, randomUUID())).toMatchObject({ ok: false });
  });

  it('cannot be cheated by way of the program’s tables: they refuse', async () => {
    const { draw } = await make();
    const { pool } = city.database;
    await expect(pool.query('UPDATE draw SET hash = $1 WHERE id = $2', ['x', draw.id])).rejects.toThrow('sealed');
    await expect(pool.query('DELETE FROM draw WHERE id = $1', [draw.id])).rejects.toThrow('sealed');
  });

  const HASH = 'the sealed content does not have the hash that was said';
  const BESIDE = 'unit, day, number or inspectors are not those that were sealed';
  const WEIGHTS = 'the weights do not follow from the facts';
  const PICKS = 'the schools drawn do not follow from the seed and the weights';

  it.each([
    ['another school', `sealed = jsonb_set(sealed, '{picks,0,school}', '"S999"')`, [HASH, PICKS]],
    ['another seed', `sealed = jsonb_set(sealed, '{seed}', to_jsonb(repeat('0', 64)))`, [HASH, PICKS]],
    ['other facts', `sealed = jsonb_set(sealed, '{candidates,0,facts,重大}', '2')`, [HASH, WEIGHTS]],
    ['another day', `"on" = "on" + 1`, [BESIDE]],
    ['another number', 'count = 2', [BESIDE]],
    ['another inspector', `inspectors = '{P999}'`, [BESIDE]],
    ['another hash', `hash = repeat('0', 64)`, [HASH]],
    ['no draw at all', `sealed = '{}'`, [HASH, 'the sealed content is no draw any more']],
  ])('shows %s', async (_what, change, faults) => {
    const { draw } = await make({ schools: 5 });
    await asOwner(`UPDATE draw SET ${change}`);
    expect((await checked(draw.id)).faults).toEqual(faults);
  });

  it('shows an alteration whose hash was made anew, by what follows from the seed', async () => {
    const { draw } = await make();
    await asOwner(`UPDATE draw SET sealed = jsonb_set(sealed, '{picks,0,school}', '"S999"')`);
    const [row] = await findDraws(city.database.prisma, draw.id);
    await asOwner(`UPDATE draw SET hash = '${sealHash(row?.sealed)}'`);
    const found = await checked(draw.id);
    expect(found.faults).toEqual([PICKS]);
    expect(found.draw.hash).not.toBe(draw.hash);
  });
});

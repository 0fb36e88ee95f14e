import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type City, cardFor, openCity } from '../conversation/city.ts';
import { sweep } from './sweep.ts';
import { at, does, goTo, reports, told } from './time.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

/** A 较大 item that 赵满意 rectifies from that moment on: 15 calendar days, so that it falls due at midnight. */
const rectifiedFrom = async (moment: string, description = '走廊扶手松动'): Promise<string> => {
  city.clock.at = at(moment);
  const number = await reports(city, 'zhengyiming', { level: '较大', description });
  await does(city, 'zhangtiejun', number, { type: 'Classify' });
  await does(city, 'zhaomanyi', number, { type: 'Accept' });
  return number;
};

const lists = (sent: Awaited<ReturnType<typeof goTo>>, account: string): string[] =>
  sent.filter((each) => each.to === account && each.kind === 'overdue-list').map((each) => each.text);

describe('overdue notices that can wait', () => {
  it('wait for the morning, and are one message a person', async () => {
    const first = await rectifiedFrom('11-24 09:00');
    const second = await rectifiedFrom('11-24 09:30', '窗户玻璃破损');
    // Wednesday 12-09 ends.
    expect(await goTo(city, '12-10 07:44')).toEqual([]);
    const sent = await goTo(city, '12-10 07:45');
    expect(lists(sent, 'zhaomanyi')).toEqual([
      [
        '⏰ 有 2 件隐患超期了，请看一下：',
        `1. ${first} 走廊扶手松动（等你整改，超期7小时）`,
        `2. ${second} 窗户玻璃破损（等你整改，超期7小时）`,
        '改好了发「已整改」加照片，来不及可以申请延期。回复序号看详情。',
      ].join('\n'),
    ]);
    expect(told(sent, 'overdue-list')).toEqual(['lihuimin', 'zhangtiejun', 'zhaomanyi']);
    expect(await city.answer('zhaomanyi', '2')).toContain(second);
    expect(await city.answer('lihuimin', '1')).toContain(first);
  });

  it('wait for Monday over a weekend', async () => {
    await rectifiedFrom('11-27 09:00');
    // Saturday 12-12 ends.
    expect(await goTo(city, '12-14 07:44')).toEqual([]);
    expect(told(await goTo(city, '12-14 07:45'), 'overdue-list')).toContain('zhaomanyi');
  });

  it('wait for the first working day after a holiday', async () => {
    await rectifiedFrom('09-16 09:00');
    // The first of the seven days of the National Day ends.
    expect(await goTo(city, '10-08 07:44')).toEqual([]);
    expect(told(await goTo(city, '10-08 07:45'), 'overdue-list')).toContain('zhaomanyi');
  });

  it('go at once in the daytime', async () => {
    await reports(city, 'zhengyiming', { level: '较大', placePerson: null });
    expect(told(await goTo(city, '11-23 11:00'), 'overdue-list')).toEqual(['lihuimin', 'zhangtiejun']);
  });

  it('are dropped without a word when the step was done meanwhile', async () => {
    const done = await rectifiedFrom('11-24 09:00');
    const left = await rectifiedFrom('11-24 09:30', '窗户玻璃破损');
    await goTo(city, '12-10 06:00');
    await does(city, 'zhaomanyi', done, { type: 'Submit', note: null, photos: [{ hash: 'a', at: city.clock.at, by: null }] });
    const sent = await goTo(city, '12-10 08:00');
    expect(sent.filter((each) => each.kind === 'overdue-list').every((each) => !each.text.includes(done))).toBe(true);
    expect(cardFor(sent, 'zhaomanyi', 'overdue-list').text).toContain(left);
    expect(await city.database.prisma.notice.count({ where: { outboxId: null } })).toBe(0);
  });

  it('are cut when they are many, the most serious first', async () => {
    await rectifiedFrom('11-24 09:00', '消防栓无水');
    city.clock.at = at('12-04 09:00');
    for (let count = 0; count < 12; count += 1) {
      const number = await reports(city, 'zhengyiming', { description: `${count}号教室插座松动` });
      await does(city, 'zhaomanyi', number, { type: 'Accept' });
    }
    // Those of the Friday are due at 18:00 of Wednesday 12-09, the 较大 one at its midnight; the school's head hears on Friday.
    const sent = await goTo(city, '12-11 18:00');
    const list = lists(sent, 'wangshouzheng').at(-1) ?? '';
    expect(list.split('\n')[0]).toBe('⏰ 有 12 件隐患超期了，请看一下：');
    expect(list).toContain('还有 2 件，发「逾期」接着看。');
    expect(list.split('\n')).toHaveLength(13);
  });

  it('are not told to somebody who has left', async () => {
    await rectifiedFrom('11-24 09:00');
    await goTo(city, '12-10 06:00');
    await city.database.prisma.person.update({ where: { id: city.idOf('lihuimin') }, data: { status: '离岗' } });
    expect(told(await goTo(city, '12-10 08:00'), 'overdue-list')).toEqual(['zhangtiejun', 'zhaomanyi']);
  });

  it('name no word of an item that has become confidential meanwhile, and go to nobody out of its lane', async () => {
    const number = await rectifiedFrom('11-24 09:00', '初二有人起冲突');
    await goTo(city, '12-10 06:00');
    await does(city, 'zhangtiejun', number, { type: 'Correct', sensitive: true });
    const sent = (await goTo(city, '12-10 08:00')).filter((each) => each.kind === 'overdue-list');
    expect(sent.map((each) => each.to)).toEqual(['zhaomanyi']);
    expect(sent[0]?.text).not.toContain('冲突');
    expect(sent[0]?.sensitive).toBe(true);
  });
});

describe('what goes wrong', () => {
  it('with one item holds up no other, and is not tried again at once', async () => {
    const broken = await reports(city, 'zhengyiming');
    await reports(city, 'zhengyiming', { description: '窗户玻璃破损' });
    await city.database.pool.query(
      `UPDATE hazard SET state = state - 'policy' - 'description' || '{"policy": {"steps": 1, "overdue": 2}}' WHERE number = $1`,
      [broken],
    );
    city.clock.at = at('11-24 18:00');
    const errors: object[] = [];
    const deps = { ...city.deps, log: { ...city.deps.log, error: (fields: object) => void errors.push(fields) } };
    const before = await city.lastSeq();
    await sweep(deps);
    await sweep(deps);
    expect(errors).toHaveLength(1);
    const sent = await city.sentSince(before);
    expect(told(sent, 'overdue-list')).toEqual(['zhangtiejun', 'zhaomanyi']);
    expect(sent[0]?.text).toContain('窗户');
    expect((await city.hazard(broken)).wakeAt).toEqual(at('11-24 18:10'));
  });

  it('with one person’s message holds up nobody else’s', async () => {
    await rectifiedFrom('11-24 09:00');
    await goTo(city, '12-10 06:00');
    await city.database.pool.query(
      `CREATE FUNCTION no_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.person_id = '${city.idOf('zhaomanyi')}' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER no_message BEFORE INSERT ON outbox_message FOR EACH ROW EXECUTE FUNCTION no_message();`,
    );
    expect(told(await goTo(city, '12-10 07:45'), 'overdue-list')).toEqual(['lihuimin', 'zhangtiejun']);
    await city.database.pool.query('DROP TRIGGER no_message ON outbox_message');
    expect(told(await goTo(city, '12-10 08:00'), 'overdue-list')).toEqual(['zhaomanyi']);
  });

  it('an item that has nothing to be done says when it is to be looked at next', async () => {
    const number = await reports(city, 'zhengyiming');
    await city.database.pool.query('UPDATE hazard SET wake_at = $2 WHERE number = $1', [number, at('11-23 09:30')]);
    expect(await goTo(city, '11-23 10:00')).toEqual([]);
    expect((await city.hazard(number)).wakeAt).toEqual(at('11-24 18:00'));
  });
});

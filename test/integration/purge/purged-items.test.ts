import { afterAll, beforeAll, expect, it } from 'vitest';
import { purge } from '../../../src/app/purge/purge.ts';
import { hazardByNumber, listHazards } from '../../../src/app/queries/hazards.ts';
import { listHistory } from '../../../src/app/queries/history.ts';
import { listMessages } from '../../../src/app/queries/messages.ts';
import { type City, numberIn, openCity } from '../conversation/city.ts';

let city: City;
let withdrawn: string;
let done: string;

/** Two ended items with words and photos in a demonstration city, a year ago. */
beforeAll(async () => {
  city = await openCity();
  withdrawn = numberIn(await city.answer('zhengyiming', '北楼三层走廊灭火器过期了'));
  await city.says('zhengyiming', `撤回 ${withdrawn} 看错楼了`);
  done = numberIn(await city.answer('zhengyiming', '教学楼一楼大厅应急灯不亮'));
  await city.says('zhaomanyi', `${done} 已整改`);
  await city.photographs('zhaomanyi', 'a photo');
  await city.says('lihuimin', `同意 ${done}`);
  const statuses = await city.database.prisma.hazard.findMany({ orderBy: { number: 'asc' }, select: { status: true } });
  expect(statuses).toEqual([{ status: 'withdrawn' }, { status: 'archived' }]);
  await city.database.pool.query(`UPDATE outbox_message SET status = 'sent', card_open = false`);
  city.later(365 * 24 * 3_600_000);
  await purge({ pool: city.database.pool, media: { remove: async () => true }, now: city.clock.at, by: 'operator' }, '2027-01-01', {
    dryRun: false,
  });
});
afterAll(() => city.close());

it('the read API shows them, their histories and messages without the words', async () => {
  const db = city.database.prisma;
  for (const number of [withdrawn, done]) {
    expect(await hazardByNumber(db, number, city.clock.at)).toMatchObject({ number, description: '（已按规定清除）' });
    const history = await listHistory(db, number, { limit: 50, cursor: undefined });
    expect(history?.items[0]).toMatchObject({ event: 'HazardReported', data: { description: null } });
  }
  const listed = await listHazards(db, { limit: 50 } as Parameters<typeof listHazards>[1], city.clock.at);
  expect(JSON.stringify(listed)).not.toMatch(/灭火器过期|应急灯/);
  const messages = await listMessages(db, { limit: 50 } as Parameters<typeof listMessages>[1]);
  if (!messages.ok) throw new Error('refused');
  expect(messages.value.items.length).toBeGreaterThan(4);
  expect(new Set(messages.value.items.map(({ text }) => text))).toEqual(new Set(['（已按规定清除）']));
});

it.each([
  ['zhengyiming', (number: string) => number],
  ['lihuimin', (number: string) => `${number} 进度`],
])('in the chat %s asks for them and is told', async (account, words) => {
  for (const number of [withdrawn, done]) {
    const answer = await city.answer(account, words(number));
    expect(answer).toContain('（已按规定清除）');
    expect(answer).not.toMatch(/灭火器过期|应急灯|看错楼/);
  }
});

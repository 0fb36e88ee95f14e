import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerIn, type City, numberIn, openCity } from './city.ts';

let city: City;
beforeAll(async () => {
  city = await openCity();
});
afterAll(() => city.close());

it('待办 shows the 具体责任人 what went straight to somebody, until that person has begun, and nobody else', async () => {
  const report = await city.says('liufang', '北楼三层走廊灭火器过期了');
  const number = numberIn(answerIn(report));
  const { assigneeId, status } = await city.hazard(number);
  expect(status).toBe('assigned');
  const handler = await city.database.prisma.account.findFirstOrThrow({ where: { personId: assigneeId ?? '' } });

  const listed = await city.answer('zhangtiejun', '待办');
  expect(listed).toContain('已直接派给责任人的 1 条');
  expect(listed).toContain(number);
  expect(await city.answer('lihuimin', '待办')).not.toContain(number);
  expect(await city.answer('leiming', '待办')).not.toContain(number);

  await city.says(handler.account, `接收 ${number}`);
  expect(await city.answer('zhangtiejun', '待办')).not.toContain(number);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { destinationOf } from '../../../src/store/destinations.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { nextToSend } from '../../../src/store/outbox-delivery.ts';
import { type City, MONDAY_NINE, openCity } from '../conversation/city.ts';

let city: City;
beforeAll(async () => {
  city = await openCity();
});
afterAll(() => city.close());

it('a post to a group mentions people by their accounts on its platform, as they are when it is sent', async () => {
  const { prisma } = city.database;
  const group = await prisma.chatGroup.findFirstOrThrow({ where: { unitCode: 'C100' } });
  const [officer, head] = [city.idOf('tianzhanjun'), city.idOf('hanyumei')];
  await addToOutbox(
    prisma,
    [
      {
        to: { group: group.id },
        kind: 'group-digest',
        body: { kind: 'text', text: '检查提醒' },
        cause: { type: 'digest', id: '2026-11-23' },
        mentions: [officer, head],
      },
    ],
    { correlationId: 'test', now: MONDAY_NINE },
  );
  await prisma.account.deleteMany({ where: { personId: head } });
  const row = await nextToSend(prisma, `group:${group.id}`, MONDAY_NINE);
  expect(row && (await destinationOf(prisma, row, ['wecom']))).toMatchObject({ channel: 'wecom', mentions: ['tianzhanjun'] });
});

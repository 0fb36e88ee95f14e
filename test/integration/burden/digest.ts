import { digestExtras } from '../../../src/app/inspections/digest-extras.ts';
import { localDay } from '../../../src/domain/calendar/local-time.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import type { City } from '../conversation/city.ts';

/**
 * The digests of this moment as their sender makes them, with what of hazards goes along: one message a person and day. `people`: accounts
 * of those who get one anyway; null: whoever has something that waited for it. What each account read, by account.
 */
export const sendDigests = async (city: City, people: readonly string[] | null): Promise<Map<string, string[]>> => {
  const { database, clock } = city;
  const now = clock.at;
  const accounts = await database.prisma.account.findMany({ where: { channel: 'wecom' }, select: { account: true, personId: true } });
  const accountOf = new Map(accounts.map((each) => [each.personId, each.account]));
  return database.transaction(async (db) => {
    const extras = await digestExtras(db, people === null ? null : people.map(city.idOf), now);
    const added = await addToOutbox(
      db,
      extras.map(({ person, lines }) => ({
        to: { person },
        kind: 'digest',
        body: { kind: 'text', text: lines.join('\n') },
        cause: { type: 'sweep', id: 'digest' },
      })),
      { correlationId: 'test', now },
    );
    await Promise.all(extras.map(({ told }, index) => told(db, added[index]?.id ?? '')));
    await db.digest.createMany({
      data: extras.map(({ person }, index) => ({
        recipient: `person:${person}`,
        day: new Date(localDay(now)),
        outboxId: added[index]?.id ?? '',
        at: now,
      })),
    });
    return new Map(extras.map(({ person, lines }) => [accountOf.get(person) ?? person, lines]));
  });
};

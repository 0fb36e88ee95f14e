import { emptySession, type Session } from '../conversation/session.ts';
import type { Prisma } from '../infra/database/generated/client.ts';
import type { Db } from './database.ts';

/** Reads a session and locks it: the same person on two doors is handled one message at a time. */
export const loadSession = async (db: Db, key: string): Promise<Session> => {
  const rows = await db.$queryRaw<{ data: Partial<Session> }[]>`
    INSERT INTO session AS s (key, data, updated_at) VALUES (${key}, '{}', now())
    ON CONFLICT (key) DO UPDATE SET key = s.key RETURNING data`;
  return { ...emptySession, ...rows[0]?.data };
};

export const saveSession = async (db: Db, key: string, session: Session, now: Date): Promise<void> => {
  await db.session.updateMany({ where: { key }, data: { data: session as unknown as Prisma.InputJsonValue, updatedAt: now } });
};

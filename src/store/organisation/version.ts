import { Prisma } from '../../infra/database/generated/client.ts';
import type { Db } from '../database.ts';

const KEY = 'organisation-version';

/** The organisation has changed: what was planned for its units is to be planned anew. Belongs into the transaction of the change. */
export const bumpOrganisationVersion = async (db: Db): Promise<void> => {
  await db.$executeRaw`
    INSERT INTO setting AS s (key, value) VALUES (${KEY}, '1') ON CONFLICT (key) DO UPDATE SET value = to_jsonb((s.value #>> '{}')::bigint + 1)`;
};

/** An expression: the version as text, '0' before the first import. */
export const ORGANISATION_VERSION = Prisma.sql`coalesce((SELECT value #>> '{}' FROM setting WHERE key = ${KEY}), '0')`;

import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type LocalDay, localDay } from '../domain/calendar/local-time.ts';
import { SEAL } from './history-words.ts';

/**
 * What an entry says beside its event, so that the rows around it cannot be changed unseen:
 * - `version`: of the item's row, once this entry was saved
 * - `anchor`: hash of the latest anchor then; an anchor that somebody removes is still named by what came after it
 * - `late`: the day whose anchor covers the entry, where that of its own day had been made already
 * - `account`: of the item's first entry only; the account of a reporter without a name, as a salted hash
 *
 * Entries of the first release have none.
 */
export type Seal = { version?: number; anchor?: string; late?: LocalDay; account?: { salt: string; sha256: string } };

const schema = z.object({
  version: z.int().optional(),
  anchor: z.string().optional(),
  late: z.iso.date().optional(),
  account: z.object({ salt: z.string(), sha256: z.string() }).optional(),
});

/** The seal in an entry's data; an empty one where there is none, or what is there is none. */
export const sealOf = (data: unknown): Seal => {
  const found = typeof data === 'object' && data !== null && SEAL in data ? schema.safeParse(data[SEAL]) : null;
  return found?.success ? found.data : {};
};

const accountHash = (salt: string, account: string): string => createHash('sha256').update(salt).update(account).digest('hex');

export const sealedAccount = (account: string): NonNullable<Seal['account']> => {
  const salt = randomUUID();
  return { salt, sha256: accountHash(salt, account) };
};

export const isSealedAccount = (seal: NonNullable<Seal['account']>, account: string): boolean =>
  accountHash(seal.salt, account) === seal.sha256;

/** The day whose anchor covers an entry. */
export const coveringDay = (at: Date, seal: Seal): LocalDay => seal.late ?? localDay(at);

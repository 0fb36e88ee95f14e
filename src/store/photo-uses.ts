import type { EarlierUse, PhotoUse } from '../domain/evidence/photo-use.ts';
import type { Db } from './database.ts';

/** Notes what an item's photos were shown as, in the transaction that saves the item. The first time counts. */
export const recordPhotoUses = async (db: Db, number: string, uses: readonly PhotoUse[]): Promise<void> => {
  if (uses.length === 0) return;
  await db.photoUse.createMany({ data: uses.map(({ hash, phase, at }) => ({ hash, number, phase, at })), skipDuplicates: true });
};

/** In so few of 64 bits two copies of one photo differ that were scaled or compressed again (src/infra/media/perceptual-hash.ts). */
const NEAR = 4;
/** A photo of the dark, or of one colour, says nothing: its hash has hardly a bit set, like that of any other such photo. */
const FEWEST_BITS = 6;
/** Uses of each photo that are worth telling. */
const MOST = 20;

/**
 * Where else photos were shown: the same file, or one that looks the same. Of five pieces of two such hashes one is equal (4 bits differ at
 * most), and each piece has an index, so that no table is read as a whole.
 * @returns for each of `hashes` its uses in other items than `except`, the earliest first, some twenty at most; `exact`: the same file
 */
export const usesOf = async (db: Db, hashes: readonly string[], { except }: { except: string | null }): Promise<EarlierUse[]> => {
  if (hashes.length === 0) return [];
  return db.$queryRaw<EarlierUse[]>`
    WITH asked AS (
      SELECT given.hash, m.perceptual_hash AS looks,
        m.perceptual_hash ~ '^[0-9a-f]{16}$' AND bit_count(('x' || m.perceptual_hash)::bit(64)) BETWEEN ${FEWEST_BITS} AND ${64 - FEWEST_BITS} AS telling
      FROM unnest(${[...new Set(hashes)]}::text[]) AS given (hash) LEFT JOIN media_file m ON m.hash = given.hash
    )
    SELECT asked.hash, used.number, used.phase, used.at, used.exact
    FROM asked CROSS JOIN LATERAL (
      SELECT number, phase, min(at) AS at, bool_or(exact) AS exact FROM (
        SELECT u.number, u.phase, u.at, true AS exact FROM photo_use u WHERE u.hash = asked.hash
        UNION ALL
        SELECT u.number, u.phase, u.at, false FROM media_file m JOIN photo_use u ON u.hash = m.hash
        WHERE asked.telling AND m.hash <> asked.hash
          AND (substr(m.perceptual_hash, 1, 3) = substr(asked.looks, 1, 3) OR substr(m.perceptual_hash, 4, 3) = substr(asked.looks, 4, 3)
            OR substr(m.perceptual_hash, 7, 3) = substr(asked.looks, 7, 3) OR substr(m.perceptual_hash, 10, 3) = substr(asked.looks, 10, 3)
            OR substr(m.perceptual_hash, 13, 4) = substr(asked.looks, 13, 4))
          AND CASE WHEN m.perceptual_hash ~ '^[0-9a-f]{16}$'
            THEN bit_count(('x' || m.perceptual_hash)::bit(64) # ('x' || asked.looks)::bit(64)) <= ${NEAR} ELSE false END
      ) found
      WHERE ${except}::text IS NULL OR number <> ${except}
      GROUP BY number, phase ORDER BY bool_or(exact) DESC, min(at), number LIMIT ${MOST}
    ) used
    ORDER BY used.at, used.number`;
};

import { z } from 'zod';
import { isoLocal } from '../../domain/calendar/local-time.ts';
import { faultsIn, type SealedDraw } from '../../domain/inspection/draw.ts';
import type { Db } from '../../store/database.ts';
import { type DrawRow, drawsOf, findDraws, sealHash, sealText } from '../../store/inspections/draws.ts';
import { type Answer, answered, refused } from '../queries/answer.ts';
import { type DrawView, drawView } from '../queries/draw-view.ts';

/**
 * A draw as it stands up to being computed again. `faults`: what is not as it was sealed, in English, without a school's name; empty when all
 * is. `siblings`: all draws of that unit for that day, this one among them. `text`: the sealed words whose sha256 is the hash, once they may
 * be seen.
 */
export type CheckedDraw = {
  draw: DrawView;
  faults: string[];
  siblings: { id: string; at: string; by: string }[];
  text: string | null;
};

const SHORTEST = 8;

const facts = z.object({
  一般: z.number(),
  较大: z.number(),
  重大: z.number(),
  overdue: z.number(),
  daysSinceCheck: z.number().nullable(),
  students: z.number(),
});
const coefficient = z.object({ points: z.number(), per: z.number().positive(), most: z.number() });
const SEALED = z.object({
  id: z.string(),
  unit: z.string(),
  on: z.string(),
  seed: z.string().regex(/^[0-9a-f]{64}$/),
  count: z.number(),
  inspectors: z.array(z.object({ id: z.string(), barred: z.array(z.string()) })),
  table: z.object({
    base: z.number().positive(),
    一般: coefficient,
    较大: coefficient,
    重大: coefficient,
    overdue: coefficient,
    daysSinceCheck: coefficient,
    students: coefficient,
  }),
  candidates: z.array(z.object({ code: z.string(), weight: z.number().positive(), facts })),
  picks: z.array(z.object({ school: z.string(), inspector: z.string() })),
}) satisfies z.ZodType<SealedDraw>;

const WORDS = {
  weights: 'the weights do not follow from the facts',
  picks: 'the schools drawn do not follow from the seed and the weights',
};

/** What stands beside the sealed content has to be what was sealed. */
const besideIt = (row: DrawRow, sealed: SealedDraw): boolean =>
  sealed.id === row.id &&
  sealed.unit === row.unitCode &&
  sealed.on === row.on &&
  sealed.picks.length === row.count &&
  sealed.inspectors.map(({ id }) => id).join(' ') === row.inspectors.join(' ');

const faultsOf = (row: DrawRow & { sealed: unknown }): string[] => {
  const hash = sealHash(row.sealed) === row.hash ? [] : ['the sealed content does not have the hash that was said'];
  const sealed = SEALED.safeParse(row.sealed);
  if (!sealed.success) return [...hash, 'the sealed content is no draw any more'];
  const beside = besideIt(row, sealed.data) ? [] : ['unit, day, number or inspectors are not those that were sealed'];
  return [...hash, ...beside, ...faultsIn(sealed.data).map((fault) => WORDS[fault])];
};

/** Computes a draw again from what was sealed. `id`: of the draw or its hash, the first 8 characters at least. */
export const checkDraw = async (db: Db, id: string): Promise<Answer<CheckedDraw>> => {
  const beginning = id.trim().toLowerCase();
  if (beginning.length < SHORTEST) return refused('bad-value', `"${id}": give at least the first ${SHORTEST} characters of the draw's id`);
  const [row, other] = await findDraws(db, beginning);
  if (!row) return refused('bad-value', `there is no draw whose id or hash begins with ${beginning}`);
  if (other) return refused('bad-value', `several draws begin with ${beginning}: give more of the id`);
  const siblings = await drawsOf(db, row.unitCode, row.on);
  return answered({
    draw: await drawView(db, row),
    faults: faultsOf(row),
    siblings: siblings.map(({ id: one, createdAt, createdBy }) => ({ id: one, at: isoLocal(createdAt), by: createdBy })),
    text: row.revealedAt === null ? null : sealText(row.sealed),
  });
};

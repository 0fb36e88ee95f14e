import { createHmac } from 'node:crypto';
import { endOfDay, type LocalDay, type LocalTime } from '../calendar/local-time.ts';
import { type RiskFacts, WEIGHTS, type WeightTable, weightOf } from './draw-weights.ts';

/** When the inspector hears where he has to go (design §4.2). */
export const REVEAL_AT: LocalTime = '07:30';
/** So many schools when nobody says how many. */
export const USUAL_SCHOOLS = 3;
export const MOST_SCHOOLS = 50;

/** A school that may be drawn. */
export type Candidate = { code: string; facts: RiskFacts; weight: number };

/** Who goes. `barred`: candidates in which he holds a role; nobody inspects his own. */
export type DrawInspector = { id: string; barred: string[] };

export type DrawPick = { school: string; inspector: string };

/** All that decides who is drawn and who goes there. `seed`: 32 random bytes in hexadecimal digits. */
export type Lots = { seed: string; count: number; inspectors: DrawInspector[]; candidates: Candidate[] };

/** What is committed to by hash before the day, with all that it takes to compute it again. */
export type SealedDraw = Lots & { id: string; unit: string; on: LocalDay; table: WeightTable; picks: DrawPick[] };

const BITS = 48;

/** A number in (0,1) that nobody can choose: the first 48 bits of HMAC-SHA256(seed, school code). */
export const lotOf = (seed: string, school: string): number => {
  const digest = createHmac('sha256', Buffer.from(seed, 'hex')).update(school).digest();
  return (digest.readUIntBE(0, BITS / 8) + 0.5) / 2 ** BITS;
};

/** In the order of u^(1/weight), by its logarithm: near 1 the power of a heavy school would lose its digits. */
const keyOf = (seed: string, { code, weight }: Candidate): number => Math.log(lotOf(seed, code)) / weight;

const mayGo = (inspector: DrawInspector, school: string): boolean => !inspector.barred.includes(school);

/** The least busy who may go there, the first named of equals: by turns, as far as barred schools let it. */
const whoGoes = (inspectors: readonly DrawInspector[], school: string, busy: ReadonlyMap<string, number>): DrawInspector | null =>
  inspectors
    .filter((inspector) => mayGo(inspector, school))
    .reduce<DrawInspector | null>(
      (best, each) => (best === null || (busy.get(each.id) ?? 0) < (busy.get(best.id) ?? 0) ? each : best),
      null,
    );

/**
 * Draws `count` schools by weight, without replacement (Efraimidis and Spirakis: the largest u^(1/weight) win), and says who goes where. A
 * school that none of the inspectors may enter is not drawn. Fewer come out where there are no more. Depends on the set of candidates and
 * their weights, not on their order.
 */
export const drawLots = ({ seed, count, inspectors, candidates }: Lots): DrawPick[] => {
  const busy = new Map<string, number>();
  return candidates
    .filter(({ code }) => inspectors.some((inspector) => mayGo(inspector, code)))
    .map((candidate) => ({ code: candidate.code, key: keyOf(seed, candidate) }))
    .sort((a, b) => b.key - a.key || (a.code < b.code ? -1 : 1))
    .slice(0, count)
    .flatMap(({ code }) => {
      const inspector = whoGoes(inspectors, code, busy);
      if (inspector === null) return [];
      busy.set(inspector.id, (busy.get(inspector.id) ?? 0) + 1);
      return [{ school: code, inspector: inspector.id }];
    });
};

/** What a draw is made from. `inspectors`: each once, in the order in which they take turns. */
export type DrawOrder = {
  id: string;
  unit: string;
  on: LocalDay;
  seed: string;
  count: number;
  inspectors: DrawInspector[];
  schools: readonly { code: string; facts: RiskFacts }[];
};

/** Weighs the schools, draws, and puts all of it together for sealing. */
export const makeSealed = ({ schools, ...order }: DrawOrder, table: WeightTable = WEIGHTS): SealedDraw => {
  const candidates = schools
    .map(({ code, facts }) => ({ code, facts, weight: weightOf(facts, table) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return { ...order, table, candidates, picks: drawLots({ ...order, candidates }) };
};

/** What of a sealed draw does not follow from its own facts, table and seed; empty when all does. Names no school. */
export const faultsIn = (sealed: SealedDraw): ('weights' | 'picks')[] => {
  const weighs = sealed.candidates.every(({ facts, weight }) => weightOf(facts, sealed.table) === weight);
  const drawn = drawLots(sealed);
  const same =
    drawn.length === sealed.picks.length &&
    drawn.every(({ school, inspector }, index) => sealed.picks[index]?.school === school && sealed.picks[index]?.inspector === inspector);
  return [...(weighs ? [] : (['weights'] as const)), ...(same ? [] : (['picks'] as const))];
};

/** The day is over: whoever hears of his school now hears too late. */
export const isLate = (on: LocalDay, now: Date): boolean => now > endOfDay(on);

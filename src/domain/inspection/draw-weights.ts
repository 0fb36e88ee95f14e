/** What makes a school worth a visit without notice; of hazards only those of the ordinary lane: a confidential one may not shine through. */
export type RiskFacts = {
  /** Open hazards by level. */
  一般: number;
  较大: number;
  重大: number;
  /** Open hazards past their deadline. */
  overdue: number;
  /** Days since somebody of the bureau or the 中心校 was there; null: never, or longer ago than anybody looks. */
  daysSinceCheck: number | null;
  students: number;
};

/** So many points for every whole `per` of an amount, `most` at the end. */
export type Coefficient = { points: number; per: number; most: number };

/** A school's weight is `base` and the points of each fact. All whole numbers: whoever computes it again gets the same to the last digit. */
export type WeightTable = { base: number } & Record<keyof RiskFacts, Coefficient>;

/**
 * The table of our own (本系统默认). It is sealed with each draw, so that an old draw is re-checked by the table of its day.
 * - `base`: nobody is ever safe from a visit, however little there is to say against him; the heaviest school is 16 times as likely.
 * - 一般: what a school handles itself; many of them show where it is slack, but reporting much must not be punished: little, and soon capped.
 * - 较大, 重大: supervised from above (notice, 挂牌督办); few are enough to be looked at.
 * - `overdue`: said but not done is what a visit without notice is for.
 * - `daysSinceCheck`: by the week; ten weeks, more than the longest window of the notice (two months), count as never.
 * - `students`: by every 200; how many would be hurt.
 */
export const WEIGHTS: WeightTable = {
  base: 10,
  一般: { points: 2, per: 1, most: 10 },
  较大: { points: 10, per: 1, most: 40 },
  重大: { points: 20, per: 1, most: 40 },
  overdue: { points: 5, per: 1, most: 25 },
  daysSinceCheck: { points: 2, per: 7, most: 20 },
  students: { points: 1, per: 200, most: 10 },
};

const FACTS = ['一般', '较大', '重大', 'overdue', 'daysSinceCheck', 'students'] as const satisfies readonly (keyof RiskFacts)[];

const pointsFor = (amount: number | null, { points, per, most }: Coefficient): number =>
  amount === null ? most : Math.min(most, Math.floor(Math.max(0, amount) / per) * points);

/** How heavy a school weighs in a draw: a whole number, never less than the table's base. */
export const weightOf = (facts: RiskFacts, table: WeightTable = WEIGHTS): number =>
  FACTS.reduce((sum, fact) => sum + pointsFor(facts[fact], table[fact]), table.base);

import type { Level } from './category.ts';
import type { Lane } from './lane.ts';

/** What a report brings with it. */
export type ReportCircumstances = {
  level: Level;
  urgent: boolean;
  lane: Lane;
  placePersonKnown: boolean;
  /** The reporter is a known person and speaks for himself. */
  reportedInPerson: boolean;
  alreadyDone: boolean;
};

/** The steps that a report can pass by rule, without a person. */
export type PassedStep = 'classify' | 'assign' | 'accept' | 'rectify';

export type ShortWay = { name: '立整立改' | '直达'; when: Partial<ReportCircumstances>; passes: readonly PassedStep[] };

/**
 * Which steps a fresh report skips. Only what is 一般, not urgent and not confidential ever does; the first row that fits counts.
 * Verification is in no row: another person always looks.
 */
export const SHORT_WAYS: readonly ShortWay[] = [
  {
    name: '立整立改',
    when: { level: '一般', urgent: false, lane: 'ordinary', reportedInPerson: true, alreadyDone: true },
    passes: ['classify', 'assign', 'accept', 'rectify'],
  },
  { name: '直达', when: { level: '一般', urgent: false, lane: 'ordinary', placePersonKnown: true }, passes: ['classify', 'assign'] },
];

const fits = (way: ShortWay, circumstances: ReportCircumstances): boolean =>
  (Object.keys(way.when) as (keyof ReportCircumstances)[]).every((key) => way.when[key] === circumstances[key]);

/** The short way that a report may take; null: a person classifies it. */
export const shortWayFor = (circumstances: ReportCircumstances): ShortWay | null =>
  SHORT_WAYS.find((way) => fits(way, circumstances)) ?? null;

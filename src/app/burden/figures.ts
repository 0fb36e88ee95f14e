import { localDay } from '../../domain/calendar/local-time.ts';
import { inspectionPolicyFrom } from '../../domain/inspection/policy-keys.ts';
import { type Burden, burdenOf, type UnfinishedDuties, unfinishedDuties } from '../../store/burden.ts';
import type { Db } from '../../store/database.ts';
import { policyChanges } from '../../store/policy.ts';

/** The burden with the cap that it is measured by. `units` null: of everybody. */
export const burdenStats = async (db: Db, units: readonly string[] | null, now: Date): Promise<{ cap: number } & Burden> => {
  const { weeklyMessages: cap } = inspectionPolicyFrom(await policyChanges(db));
  return { cap, ...(await burdenOf(db, { units, cap, now })) };
};

/** What a monitor watches of the whole city. */
export type CityFigures = { burden: { cap: number } & Burden; duties: UnfinishedDuties };

/** The figures of this moment; three small queries. */
export const cityFigures = async (db: Db, now: Date): Promise<CityFigures> => ({
  burden: await burdenStats(db, null, now),
  duties: await unfinishedDuties(db, localDay(now)),
});

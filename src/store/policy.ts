import type { Db } from './database.ts';

/** One change of the policy table; `value` as the operator wrote it. */
export type PolicyChange = { key: string; value: string; by: string; reason: string | null; at: Date };

/** The change of each key that counts: the latest. */
export const policyChanges = (db: Db): Promise<PolicyChange[]> => db.$queryRaw<PolicyChange[]>`
  SELECT DISTINCT ON (key) key, value, by, reason, at FROM policy_change ORDER BY key, id DESC`;

/** Adds a change; earlier ones stay as they are. */
export const addPolicyChange = async (db: Db, change: PolicyChange): Promise<void> => {
  await db.policyChange.create({ data: change });
};

/** Changes whenever the policy table or the calendar does: what was read of them can be used until then. One small query. */
export const rulesVersion = async (db: Db): Promise<string> => {
  const rows = await db.$queryRaw<{ version: string }[]>`
    SELECT concat_ws(':', (SELECT coalesce(max(id), 0) FROM policy_change),
      (SELECT count(*) FROM calendar_entry), (SELECT coalesce(sum(xmin::text::bigint), 0) FROM calendar_entry)) AS version`;
  return rows[0]?.version ?? '';
};

import { isoLocal } from '../../domain/calendar/local-time.ts';
import { defaultDeadlinePolicy } from '../../domain/hazard/deadline-policy.ts';
import { cellOf, climbFault, POLICY_KEYS, policyFrom, readCell, withPolicyCell } from '../../domain/hazard/policy-keys.ts';
import type { Db } from '../../store/database.ts';
import { addPolicyChange, policyChanges } from '../../store/policy.ts';
import { type Answer, answered, type Page, refused } from '../queries/answer.ts';

/** One cell of the policy table as `grid policy` shows it; the last three are null where it was never changed. */
export type PolicyItem = {
  key: string;
  value: string;
  default: string;
  changedBy: string | null;
  changedAt: string | null;
  reason: string | null;
};

/** Every cell of the table. */
export const listPolicy = async (db: Db): Promise<Page<PolicyItem>> => {
  const changes = await policyChanges(db);
  const policy = policyFrom(changes);
  const items = POLICY_KEYS.map((key) => {
    const change = changes.find((each) => each.key === key.key);
    return {
      key: key.key,
      value: cellOf(policy, key),
      default: cellOf(defaultDeadlinePolicy, key),
      changedBy: change?.by ?? null,
      changedAt: change ? isoLocal(change.at) : null,
      reason: change?.reason ?? null,
    };
  });
  return { items, next: null };
};

/** Changes one cell for all items assigned from now on; those under way keep their snapshot. */
export const setPolicy = async (
  db: Db,
  change: { key: string; value: string; by: string; reason: string | null; at: Date },
): Promise<Answer<PolicyItem>> => {
  const cell = readCell(change.key, change.value);
  if (!cell.ok) return refused('bad-value', cell.message);
  const fault = climbFault(withPolicyCell(policyFrom(await policyChanges(db)), cell));
  if (fault !== null) return refused('bad-value', `Not changed: ${fault}`);
  const kept = cellOf(withPolicyCell(defaultDeadlinePolicy, cell), cell.key);
  await addPolicyChange(db, { ...change, key: cell.key.key, value: kept });
  const item = (await listPolicy(db)).items.find((each) => each.key === cell.key.key);
  if (!item) throw new Error(`the policy key ${cell.key.key} is not listed`);
  return answered(item);
};

import { isoLocal } from '../domain/calendar/local-time.ts';
import { defaultDeadlinePolicy } from '../domain/hazard/deadline-policy.ts';
import { cellOf, climbFault, POLICY_KEYS, policyFrom, readCell, withPolicyCell } from '../domain/hazard/policy-keys.ts';
import { defaultInspectionPolicy } from '../domain/inspection/policy.ts';
import { INSPECTION_POLICY_KEYS, inspectionPolicyFrom, readInspectionCell } from '../domain/inspection/policy-keys.ts';
import type { Db } from '../store/database.ts';
import { addPolicyChange, type PolicyChange, policyChanges } from '../store/policy.ts';
import { type Answer, answered, type Page, refused } from './queries/answer.ts';

/** One cell of the policy table as `grid policy` shows it; the last three are null where it was never changed. */
export type PolicyItem = {
  key: string;
  value: string;
  default: string;
  changedBy: string | null;
  changedAt: string | null;
  reason: string | null;
};

type Cell = Pick<PolicyItem, 'key' | 'value' | 'default'>;

const deadlineCells = (changes: readonly PolicyChange[]): Cell[] => {
  const policy = policyFrom(changes);
  return POLICY_KEYS.map((key) => ({ key: key.key, value: cellOf(policy, key), default: cellOf(defaultDeadlinePolicy, key) }));
};

const inspectionCells = (changes: readonly PolicyChange[]): Cell[] => {
  const policy = inspectionPolicyFrom(changes);
  return INSPECTION_POLICY_KEYS.map(({ key, code }) => ({ key, value: code(policy), default: code(defaultInspectionPolicy) }));
};

/** Every cell of the table: within what time each step must be done, then what the city decided about its checks. */
export const listPolicy = async (db: Db): Promise<Page<PolicyItem>> => {
  const changes = await policyChanges(db);
  const items = [...deadlineCells(changes), ...inspectionCells(changes)].map((cell) => {
    const change = changes.find((each) => each.key === cell.key);
    return { ...cell, changedBy: change?.by ?? null, changedAt: change ? isoLocal(change.at) : null, reason: change?.reason ?? null };
  });
  return { items, next: null };
};

/** A change as it is kept, in the short form of its key; or what is wrong with it. */
type Kept = { ok: true; key: string; value: string } | { ok: false; message: string };

const deadlineChange = async (db: Db, name: string, value: string): Promise<Kept> => {
  const cell = readCell(name, value);
  if (!cell.ok) return cell;
  const fault = climbFault(withPolicyCell(policyFrom(await policyChanges(db)), cell));
  if (fault !== null) return { ok: false, message: `Not changed: ${fault}` };
  return { ok: true, key: cell.key.key, value: cellOf(withPolicyCell(defaultDeadlinePolicy, cell), cell.key) };
};

const inspectionChange = (name: string, value: string): Kept | null => {
  const cell = readInspectionCell(name, value);
  if (!cell?.ok) return cell;
  return { ok: true, key: cell.key.key, value: cell.key.code({ ...defaultInspectionPolicy, ...cell.change }) };
};

/** Changes one cell: deadlines for all items assigned from now on (those under way keep their snapshot), checks from the next planning on. */
export const setPolicy = async (
  db: Db,
  change: { key: string; value: string; by: string; reason: string | null; at: Date },
): Promise<Answer<PolicyItem>> => {
  const kept = inspectionChange(change.key, change.value) ?? (await deadlineChange(db, change.key, change.value));
  if (!kept.ok) return refused('bad-value', kept.message);
  await addPolicyChange(db, { ...change, key: kept.key, value: kept.value });
  const item = (await listPolicy(db)).items.find(({ key }) => key === kept.key);
  if (!item) throw new Error(`the policy key ${kept.key} is not listed`);
  return answered(item);
};

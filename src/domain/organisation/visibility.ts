import type { KnownHazard } from '../hazard/state.ts';
import { can } from './authority.ts';
import type { Standing } from './roles.ts';

/** How much of an item a person may learn: all, only that it is being handled and where it stands, or not even that it exists. */
export type Visibility = 'full' | 'status-only' | 'none';

/** What the person who stands so to the item sees of it. */
export const visibilityOf = (standing: Standing, item: KnownHazard): Visibility => {
  if (can(standing, 'see', item)) return 'full';
  return can(standing, 'see-status', item) ? 'status-only' : 'none';
};

/** The reporter as this person may see him; null where he is hidden, or not a known person. */
export const reporterFor = (standing: Standing, item: KnownHazard): string | null =>
  can(standing, 'see-reporter', item) ? item.reporter : null;

import { type CategoryCode, categoryOf } from './category.ts';

/**
 * Who may hear of an item at all. `sensitive`: bullying, abuse, self-harm, named minors; `withheld`: the reporter keeps it from the
 * school, so that the bureau alone knows. Withheld is the narrower one and wins.
 */
export type Lane = 'ordinary' | 'sensitive' | 'withheld';

/** The item's lane. */
export const laneOf = (item: { sensitive: boolean; withheldFromSchool: boolean }): Lane => {
  if (item.withheldFromSchool) return 'withheld';
  return item.sensitive ? 'sensitive' : 'ordinary';
};

/** Once sensitive, always sensitive; some categories are so by themselves. */
export const becomesSensitive = (already: boolean, category: CategoryCode): boolean => already || categoryOf(category).sensitive;

import type { Hazard, KnownHazard } from './state.ts';

/**
 * Whether a person (not the straight-through rule) has classified or accepted the item, now or before it was handed on or taken up again.
 * Until then its reporter may still amend or withdraw it.
 */
export const isTakenUp = (state: Hazard): boolean => {
  if (state.status !== 'none' && state.takenUp) return true;
  switch (state.status) {
    case 'none':
    case 'reported':
      return false;
    case 'classified':
    case 'assigned':
      return state.classifiedBy !== 'system';
    case 'submitted':
      return state.classifiedBy !== 'system' || state.acceptedAt !== null;
    case 'rectifying':
    case 'closed':
    case 'archived':
    case 'rejected':
    case 'merged':
    case 'withdrawn':
      return true;
  }
};

/** Those who rectify the item: its assignee, and whoever submitted the work. None of them may verify it. */
export const rectifiersOf = (item: KnownHazard): string[] => {
  switch (item.status) {
    case 'reported':
    case 'classified':
    case 'rejected':
    case 'merged':
    case 'withdrawn':
      return [];
    case 'assigned':
    case 'rectifying':
      return [item.assignee];
    case 'submitted':
    case 'closed':
    case 'archived':
      return [...new Set([item.assignee, item.submittedBy])];
  }
};

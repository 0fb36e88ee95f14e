import { evolveAll } from '../../domain/hazard/evolve.ts';
import { initialHazard, type KnownHazard, NOTHING_YET } from '../../domain/hazard/state.ts';
import { toJson } from '../../store/hazard-json.ts';
import type { HistoryEntry } from '../../store/history-chain.ts';
import { eventFrom } from '../../store/history-words.ts';

/** The state that an item's history leads to; null when it leads to none. `texts`: its words by id. */
export const replay = (entries: readonly HistoryEntry[], texts: ReadonlyMap<string, string>): KnownHazard | null => {
  const state = evolveAll(
    initialHazard,
    entries.map((entry) => eventFrom(entry, texts)),
  );
  return state.status === 'none' ? null : state;
};

const withoutUndefined = (value: object): object => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));

/** A state as the database holds it. `older`: written by a release that may not have known all of its fields. */
export const stateAsJson = (state: object, { older }: { older: boolean }): object =>
  withoutUndefined(older ? { ...(toJson(NOTHING_YET) as object), ...withoutUndefined(state) } : state);

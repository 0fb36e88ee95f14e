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

const NOTHING = toJson(NOTHING_YET) as object;

/** A state as JSON, without what is undefined. `older`: what it may not know of, because an older release wrote it, it has none of. */
export const stateAsJson = (state: object, { older }: { older: boolean }): object => ({
  ...(older ? NOTHING : {}),
  ...withoutUndefined(state),
});

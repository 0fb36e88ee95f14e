export type Window = { max: number; seconds: number };

/** Counts uses by key and says whether one more stays within every window. A use that is refused doesn't count. */
export type SlidingWindow = { take(key: string, now: Date): boolean };

const countSince = (uses: number[], since: number): number => uses.filter((at) => at > since).length;

/** @param windows e.g. at most 30 in 60 seconds and 1000 in 3600 [D90312] */
export const createSlidingWindow = (windows: Window[]): SlidingWindow => {
  const usesByKey = new Map<string, number[]>();
  const longest = Math.max(...windows.map((window) => window.seconds)) * 1000;
  return {
    take(key, now) {
      const at = now.getTime();
      const uses = (usesByKey.get(key) ?? []).filter((use) => use > at - longest);
      const free = windows.every((window) => countSince(uses, at - window.seconds * 1000) < window.max);
      if (free) uses.push(at);
      usesByKey.set(key, uses);
      return free;
    },
  };
};

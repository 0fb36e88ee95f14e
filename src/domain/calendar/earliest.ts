/** The earliest of some moments; null where there is none. */
export const earliest = (...times: (Date | null)[]): Date | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);

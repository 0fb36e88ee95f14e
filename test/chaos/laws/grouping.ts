/** Groups by a key; what has none (null) is left out. */
export const groupedBy = <T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** What stands behind each key more than once. */
export const repeated = <T>(items: readonly T[], keyOf: (item: T) => string | null): [string, T[]][] =>
  [...groupedBy(items, keyOf)].filter(([, group]) => group.length > 1);

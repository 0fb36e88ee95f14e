import { type KnownHazard, NOTHING_YET } from '../domain/hazard/state.ts';

/** JSON has no dates: they are kept as `{ "$date": ISO }`, so that a text that looks like a date stays a text. */
type Dated = { $date: string };

const isDated = (value: unknown): value is Dated =>
  typeof value === 'object' && value !== null && '$date' in value && typeof value.$date === 'string';

export const toJson = (value: unknown): unknown => {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
};

export const fromJson = (value: unknown): unknown => {
  if (isDated(value)) return new Date(value.$date);
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]));
  return value;
};

/** What `toJson` made of a state that the domain had made: no need to check it again. What an older version did not know, it has not. */
export const hazardFromJson = (state: unknown): KnownHazard => ({ ...NOTHING_YET, ...(fromJson(state) as KnownHazard) }) as KnownHazard;

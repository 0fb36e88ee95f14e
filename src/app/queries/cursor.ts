/** Where a page sorted by time and id ends: the next one begins after it. */
export type TimeKey = { at: Date; id: string };

const CURSOR = /^[A-Za-z0-9_-]{1,400}$/;

const readable = (text: string): boolean => text !== '' && !/[\p{Cc}\uFFFD]/u.test(text);

/** Opaque for callers. */
export const encodeCursor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/** The key behind a cursor; null when we never gave out such a one. */
export const decodeCursor = (cursor: string): string | null => {
  if (!CURSOR.test(cursor)) return null;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  return readable(key) && encodeCursor(key) === cursor ? key : null;
};

export const timeCursor = ({ at, id }: TimeKey): string => encodeCursor(`${at.toISOString()} ${id}`);

export const readTimeCursor = (cursor: string): TimeKey | null => {
  const [, time, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+)$/.exec(decodeCursor(cursor) ?? '') ?? [];
  const at = new Date(time ?? Number.NaN);
  return id === undefined || Number.isNaN(at.getTime()) ? null : { at, id };
};

/** For lists sorted by a running number. */
export const readNumberCursor = (cursor: string): number | null => {
  const key = decodeCursor(cursor) ?? '';
  return /^\d{1,9}$/.test(key) ? Number(key) : null;
};

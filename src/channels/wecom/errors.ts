import { ChannelError, type ChannelErrorClass } from '../../messaging/errors.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The platform's codes by what to do about them [D90313]. */
const CODES: Record<ChannelErrorClass, number[]> = {
  retry: [-1, 6000, 45035, 301022, 2000111, 2000141, 40014, 41001, 42001, 42009, 40082],
  'rate-limited': [45009, 45033, 45036, 41094, 640019, 846607],
  recipient: [
    ...[40003, 40031, 46004, 50002, 60011, 60021, 60111, 81013, 86007, 86216, 92000, 301021],
    // Groups that are gone, or were never ours.
    ...[40050, 49008, 86001, 86003, 86008, 86101, 93006, 93008],
  ],
  stale: [...range(42014, 42020), 42052, 60140, 82101, 82102],
  media: [40004, 40005, 40006, 40007, 40009, 40011, 40123, 40145, 44001, 45001, 45007, 93018, 301017, 830002],
  request: [
    ...[40008, 40033, 40035, 40058, 40063, 40074, 41016, 41033, 44004, 45002, 45008, 60103, 82001, 82002, 82003, 93017],
    ...range(42027, 42051),
    ...[86004, 86005, 86006, 86207, 86215],
  ],
  config: [
    ...[40001, 40013, 40056, 40091, 41002, 41004, 43012, 48001, 48002, 48005, 48006, 48009, 48010, 50001, 50003, 60020, 60031],
    ...[80001, 85004, ...range(85005, 85008), 85111, ...range(90206, 90208), 93000, 93001, 93004, 93019, 301002, 301007],
  ],
  content: [40201, 40204, 82004, 85002],
};

const CLASS_OF: ReadonlyMap<number, ChannelErrorClass> = new Map(
  (Object.entries(CODES) as [ChannelErrorClass, number[]][]).flatMap(([errorClass, codes]) =>
    codes.map((code) => [code, errorClass] as const),
  ),
);

/** Milliseconds to keep still. The platform's block lasts as long as its window, and the shortest is a minute [D90312]. */
const MINUTE = 60_000;
const PAUSES: ReadonlyMap<number, number> = new Map([
  // Too many at the same moment, not too many altogether.
  [45033, 5_000],
  // Traffic that looks abnormal: asking again soon makes it worse.
  [45036, 10 * MINUTE],
]);

/** What an `errcode` calls for. A code that we don't know is parked, to be looked at and sent again by hand. */
export const classOf = (errcode: number): ChannelErrorClass => CLASS_OF.get(errcode) ?? 'request';

const TOKEN_CODES: ReadonlySet<string> = new Set([40014, 41001, 42001].map((code) => `wecom:${code}`));

/** Whether the platform refused the access token, so that a fresh one is worth one more try. */
export const isTokenRefused = (error: unknown): boolean => error instanceof ChannelError && TOKEN_CODES.has(error.code);

const SECRET = /((?:access_token|corpsecret|secret|key|token)["']?\s*[=:]\s*["']?)[^&\s,"'\]}]+/gi;
const PHONE = /(?<!\d)1\d{10}(?!\d)/g;
const LONGEST_NOTE = 200;

/** The platform's explanation, fit for a log: it names our address for a refused IP, and could echo what nobody should read. */
const note = (errmsg: unknown): string =>
  typeof errmsg === 'string' ? errmsg.replace(SECRET, '$1***').replace(PHONE, '***').slice(0, LONGEST_NOTE) : '';

/** The error for an answer with `errcode` ≠ 0 of the call named `label`, e.g. `message/send`. */
export const platformError = (label: string, errcode: number, errmsg?: unknown): ChannelError => {
  const errorClass = classOf(errcode);
  const explanation = note(errmsg);
  const message = `WeCom ${label}: errcode ${errcode}${explanation === '' ? '' : ` (${explanation})`}`;
  const retryAfterMs = errorClass === 'rate-limited' ? (PAUSES.get(errcode) ?? MINUTE) : undefined;
  return new ChannelError('wecom', errorClass, `wecom:${errcode}`, message, { retryAfterMs });
};

/** An error of our own making: `code` is a stable word. */
export const ownError = (errorClass: ChannelErrorClass, code: string, message: string): ChannelError =>
  new ChannelError('wecom', errorClass, code, `WeCom ${message}`);

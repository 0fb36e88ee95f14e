import { ChannelError, type ChannelErrorClass } from '../../messaging/errors.ts';

/** What a failed delivery leads to. */
export type Consequence = {
  /** The message ends here, or (null) is tried again. */
  end: 'parked' | 'dropped' | null;
  retryAfterMs: number;
  /** Whether this counts against the tries of the message. */
  counts: boolean;
  /** Nothing more goes through the same door meanwhile: the whole channel for members, this one group for a group. */
  pauseMs: number | null;
  /** The account is marked, so that the operator sees it and another door can be tried. */
  unreachable: boolean;
};

/** How often a message was tried before, and whether it is urgent. */
export type Tries = { attempts: number; urgent: boolean };

const MINUTE = 60_000;

/** An outage of the platform or of the county's network is waited out for about a day; then a person looks at the message. */
const TRIES = { normal: { pauseMs: 10 * MINUTE, most: 150 }, urgent: { pauseMs: MINUTE, most: 1450 } } as const;
export const maxAttempts = (urgent: boolean): number => TRIES[urgent ? 'urgent' : 'normal'].most;

/** A fault of our own (a picture that can't be drawn) is hardly mended by waiting: parked after about an hour. */
export const MAX_OWN_FAULTS = 14;

const again = (retryAfterMs: number): Consequence => ({ end: null, retryAfterMs, counts: true, pauseMs: null, unreachable: false });
const ended = (end: 'parked' | 'dropped', unreachable = false): Consequence => ({ ...again(0), end, unreachable });
/** A pause that a person must end (a wrong secret) or that the platform asked for does not use up the tries of a message. */
const paused = (pauseMs: number): Consequence => ({ ...again(pauseMs), counts: false, pauseMs });

/** 2 s, 4 s, 8 s … up to the longest pause, a minute for what is urgent. */
const growing = ({ attempts, urgent }: Tries): number =>
  Math.min(2000 * 2 ** Math.min(attempts, 20), TRIES[urgent ? 'urgent' : 'normal'].pauseMs);

const tryAgain = (tries: Tries, most: number, retryAfterMs: number | null = null): Consequence =>
  tries.attempts + 1 >= most ? ended('parked') : again(retryAfterMs ?? growing(tries));

/** One line a class of error: what the operator's guide lists, too. */
const TABLE: Record<ChannelErrorClass, (error: ChannelError, tries: Tries) => Consequence> = {
  retry: (error, tries) => tryAgain(tries, maxAttempts(tries.urgent), error.retryAfterMs),
  'rate-limited': (error) => paused(error.retryAfterMs ?? MINUTE),
  recipient: () => ended('parked', true),
  stale: () => ended('dropped'),
  media: () => ended('parked'),
  request: () => ended('parked'),
  config: (error) => paused(error.retryAfterMs ?? 10 * MINUTE),
  content: () => ended('parked'),
};

export const consequenceOf = (error: unknown, tries: Tries): Consequence =>
  error instanceof ChannelError ? TABLE[error.errorClass](error, tries) : tryAgain(tries, MAX_OWN_FAULTS);

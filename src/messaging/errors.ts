import type { ChannelName } from './message.ts';

/**
 * What to do about a failed call, the same for every platform.
 * - `retry`: the platform or the network is unwell; the same again, later.
 * - `rate-limited`: stop this kind of call for `retryAfterMs`.
 * - `recipient`: this person or group cannot be reached; no retry, tell the operator, try another door.
 * - `stale`: the card or code is too old; a fresh message instead.
 * - `media`: the file is gone, too big or of the wrong type.
 * - `request`: our own mistake; park it.
 * - `config`: a person must mend a setting; slow retries.
 * - `content`: the platform's filter refused the words; park it.
 */
export type ChannelErrorClass = 'retry' | 'rate-limited' | 'recipient' | 'stale' | 'media' | 'request' | 'config' | 'content';

export class ChannelError extends Error {
  readonly channel: ChannelName;
  readonly errorClass: ChannelErrorClass;
  /** The platform's own code (`wecom:40014`), or one of ours (`timeout`, `http:502`, `reset`). Never contains a secret. */
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(
    channel: ChannelName,
    errorClass: ChannelErrorClass,
    code: string,
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ChannelError';
    this.channel = channel;
    this.errorClass = errorClass;
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

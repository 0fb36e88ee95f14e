/**
 * - `too-large`, `empty`: what was sent can't be kept, nothing was
 * - `disk-full`: nothing was stored; free space and try again
 * - `write-failed`: the disk or its permissions are broken
 * - `missing`: no content has this hash (never stored, or purged)
 * - `corrupt`: the stored bytes are no longer those of the hash
 */
export type MediaErrorCode = 'too-large' | 'empty' | 'disk-full' | 'write-failed' | 'missing' | 'corrupt';

/** A content can't be kept or given back. Trying again helps only after `disk-full` and `write-failed`. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MediaError';
    this.code = code;
  }
}

/** What was sent is larger than was allowed; reading stopped there. */
export class MediaTooLarge extends MediaError {
  constructor(maxBytes: number) {
    super('too-large', `larger than ${maxBytes} bytes`);
    this.name = 'MediaTooLarge';
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const errnoOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Whether the file or a folder on its path isn't there. */
export const isNotThere = (error: unknown): boolean => errnoOf(error) === 'ENOENT';

/** What a failed write means to an operator. */
export const writeError = (error: unknown, directory: string): MediaError =>
  FULL.has(errnoOf(error))
    ? new MediaError('disk-full', `no space left in ${directory} (or its quota is used up)`, error)
    : new MediaError('write-failed', `cannot write to ${directory}`, error);

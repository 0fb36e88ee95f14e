import { randomBytes } from 'node:crypto';

/** An id that nobody can guess and no restart repeats. */
export const newId = (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`;

/** A 64-bit MsgId as text, above what a JavaScript number can hold, as real ones are. [D90239] */
export const newMsgId = (): string =>
  (7_300_000_000_000_000_000n + (randomBytes(8).readBigUInt64BE() & 0x3fff_ffff_ffff_ffffn) / 4n).toString();

import { type Answer, refused } from './answers.ts';
import type { MediaType } from './types.ts';

const MB = 1024 * 1024;
export const MEDIA_LIFETIME_MS = 3 * 24 * 3600_000;
const AMR_HEAD = Buffer.from('#!AMR\n');
/** Bytes after the frame's head byte, by AMR frame type; a frame is 20 ms. */
const AMR_FRAME_BYTES = [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0];
const AMR_SECONDS = 60;

const startsWith = (bytes: Buffer, ...values: number[]): boolean => values.every((value, index) => bytes[index] === value);

/** The type that the bytes themselves show, `application/octet-stream` when they show none. */
export const sniffContentType = (bytes: Buffer): string => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (startsWith(bytes, 0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  if (bytes.subarray(0, 6).equals(AMR_HEAD)) return 'audio/amr';
  if (bytes.subarray(4, 8).toString('latin1') === 'ftyp') {
    return /^(heic|heix|mif1|msf1)/.test(bytes.subarray(8, 12).toString('latin1')) ? 'image/heic' : 'video/mp4';
  }
  return startsWith(bytes, 0x25, 0x50, 0x44, 0x46) ? 'application/pdf' : 'application/octet-stream';
};

const amrSeconds = (bytes: Buffer): number => {
  let frames = 0;
  for (let at = AMR_HEAD.length; at < bytes.length; frames += 1) at += 1 + (AMR_FRAME_BYTES[((bytes[at] ?? 0) >> 3) & 15] ?? 0);
  return frames / 50;
};

const image = (bytes: Buffer): Answer | null => {
  if (bytes.length > 10 * MB) return refused(40009, 'invalid image size');
  return ['image/jpeg', 'image/png'].includes(sniffContentType(bytes)) ? null : refused(40005, 'invalid file type');
};

const voice = (bytes: Buffer): Answer | null => {
  if (bytes.length > 2 * MB) return refused(45001, 'media file is too big');
  if (sniffContentType(bytes) !== 'audio/amr') return refused(301017, 'voice must be AMR');
  return amrSeconds(bytes) > AMR_SECONDS ? refused(45007, 'voice is longer than 60 s') : null;
};

const video = (bytes: Buffer): Answer | null => {
  if (bytes.length > 10 * MB) return refused(40011, 'invalid video size');
  return sniffContentType(bytes) === 'video/mp4' ? null : refused(40005, 'invalid file type');
};

const RULES: Record<MediaType, (bytes: Buffer) => Answer | null> = {
  image,
  voice,
  video,
  file: (bytes) => (bytes.length > 20 * MB ? refused(40006, 'invalid file size') : null),
};

export const isMediaType = (type: string): type is MediaType => Object.hasOwn(RULES, type);

/** What is wrong with an upload, by size and by the bytes themselves; null: nothing. [D90253] */
export const judgeUpload = (type: MediaType, bytes: Buffer): Answer | null => {
  if (bytes.length === 0) return refused(44001, 'empty media data');
  if (bytes.length <= 5) return refused(40006, 'invalid file size');
  return RULES[type](bytes);
};

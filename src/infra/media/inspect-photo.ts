import type { Metadata } from 'sharp';
import { sniffContentType } from './content-type.ts';
import { type Exif, readExif } from './exif.ts';
import { imageEngine, MAX_PIXELS, openPhoto } from './image-engine.ts';
import { differenceHash } from './perceptual-hash.ts';

/** Width and height are as seen, after turning. `perceptualHash` is for `hashDistance`. */
export type PhotoFacts = { contentType: string; width: number; height: number; perceptualHash: string } & Exif;

/** `unsupported`: a real photo in a format that can't be decoded here (HEIC: its codec is not free). */
export type PhotoRefusal = 'not-an-image' | 'too-large' | 'broken' | 'unsupported';

/** What `inspectPhoto` found. */
export type Inspection = ({ ok: true } & PhotoFacts) | { ok: false; reason: PhotoRefusal };

const refused = (reason: PhotoRefusal): Inspection => ({ ok: false, reason });

const readMetadata = async (bytes: Uint8Array): Promise<Metadata | null> => {
  const engine = await imageEngine();
  // The limit is judged by ourselves, so that "too large" can be told from "broken".
  return engine(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
};

/** Decodes the whole picture, since a truncated file shows only at its end. */
const decodedHash = async (bytes: Uint8Array): Promise<string | null> => differenceHash(await openPhoto(bytes, true)).catch(() => null);

/** Looks at what somebody sent as a photo: is it one, can it be shown, when and where was it taken. Never throws for bad bytes. */
export const inspectPhoto = async (bytes: Uint8Array): Promise<Inspection> => {
  const { kind, contentType } = sniffContentType(bytes);
  if (kind !== 'image') return refused('not-an-image');
  if (contentType === 'image/heic') return refused('unsupported');
  const metadata = await readMetadata(bytes);
  if (metadata === null) return refused('broken');
  if (metadata.width * metadata.height > MAX_PIXELS) return refused('too-large');
  const perceptualHash = await decodedHash(bytes);
  if (perceptualHash === null) return refused('broken');
  const { width, height } = metadata.autoOrient;
  return { ok: true, contentType, width, height, perceptualHash, ...readExif(metadata.exif) };
};

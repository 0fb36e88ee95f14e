import type { Sharp, SharpOptions } from 'sharp';
import { sniffContentType } from './content-type.ts';

type Engine = typeof import('sharp');

/** More than any phone's ordinary photo (50 megapixels), far less than a decompression bomb; it bounds the memory of one picture. */
export const MAX_PIXELS = 64_000_000;

let loading: Promise<Engine> | null = null;

const load = async (): Promise<Engine> => {
  const { default: engine } = await import('sharp');
  // Every photo comes once: kept operations would only hold memory.
  engine.cache(false);
  return engine;
};

/** The image library, loaded when the first picture comes so that an idle process stays small. */
export const imageEngine = (): Promise<Engine> => {
  loading ??= load();
  return loading;
};

/**
 * Opens a photo: turned as its EXIF says, never larger than `MAX_PIXELS`, its metadata not carried over. `strict` makes
 * truncated or damaged files fail when they are read; otherwise as much is shown as can be read. Throws for what is no photo.
 */
export const openPhoto = async (bytes: Uint8Array, strict: boolean): Promise<Sharp> => {
  // Only known formats reach the decoder: SVG and rarer formats are attack surface, not photos.
  if (sniffContentType(bytes).kind !== 'image') throw new TypeError('not a photo');
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: strict ? 'error' : 'none', autoOrient: true };
  return (await imageEngine())(bytes, options);
};

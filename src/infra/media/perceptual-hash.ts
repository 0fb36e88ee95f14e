import type { Sharp } from 'sharp';

const COLUMNS = 9;
const ROWS = 8;

/**
 * The difference hash (dHash) of a picture as 16 hexadecimal digits: for 8 × 8 neighbours, whether the left one is brighter.
 * Scaled, re-compressed or slightly brighter copies of a photo differ in a few bits only.
 */
export const differenceHash = async (photo: Sharp): Promise<string> => {
  const grey = photo.flatten({ background: '#fff' }).greyscale().resize(COLUMNS, ROWS, { fit: 'fill' });
  const pixels = await grey.raw().toBuffer();
  let bits = 0n;
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS - 1; column += 1) {
      const at = row * COLUMNS + column;
      bits = (bits << 1n) | ((pixels[at] ?? 0) > (pixels[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
};

/** In how many of 64 bits two hashes differ: up to about 10 the photos probably show the same, unrelated ones are near 32. */
export const hashDistance = (a: string, b: string): number => {
  const differing = (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2);
  return differing.replaceAll('0', '').length;
};

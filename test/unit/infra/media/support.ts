import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder that is gone when the test is over. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'media-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A photo-like picture: a gradient with a dark spot, so that its hash says something. */
export const scene = (width = 640, height = 480, spot = 0.3): sharp.Sharp => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#b65"/><stop offset="1" stop-color="#eef"/></linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#g)"/>
    <circle cx="${width * spot}" cy="${height * 0.4}" r="${height / 4}" fill="#123"/></svg>`;
  return sharp(Buffer.from(svg)).flatten();
};

/** Pure noise hardly compresses. */
export const noise = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 80 } } })
    .jpeg({ quality: 95 })
    .toBuffer();

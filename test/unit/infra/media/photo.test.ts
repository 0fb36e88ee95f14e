import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../../../src/infra/media/exif.ts';
import { inspectPhoto } from '../../../../src/infra/media/inspect-photo.ts';
import { hashDistance } from '../../../../src/infra/media/perceptual-hash.ts';
import { thumbnail } from '../../../../src/infra/media/thumbnail.ts';
import { noise, scene } from './support.ts';

const EXIF = {
  IFD0: { Make: 'Phone' },
  IFD2: { DateTimeOriginal: '2026:11:23 10:20:30' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 38/1 3000/100', GPSLongitudeRef: 'E', GPSLongitude: '118/1 27/1 0/1' },
};

const hashOf = async (bytes: Uint8Array): Promise<string> => {
  const found = await inspectPhoto(bytes);
  if (!found.ok) throw new Error(found.reason);
  return found.perceptualHash;
};

/** A PNG whose header claims a size that its few bytes don't have. */
const claiming = async (width: number, height: number): Promise<Buffer> => {
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  const { crc32 } = await import('node:zlib');
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
};

describe('looking at a photo', () => {
  it.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['gif', 'image/gif'],
    ['avif', 'image/avif'],
  ] as const)('reads %s', async (format, contentType) => {
    const found = await inspectPhoto(await scene().toFormat(format).toBuffer());
    expect(found).toMatchObject({ ok: true, contentType, width: 640, height: 480, takenAt: null, position: null });
  });

  it('reads time and position, and measures the photo as it is seen', async () => {
    const bytes = await scene(640, 480).withExif(EXIF).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await inspectPhoto(bytes)).toMatchObject({
      ok: true,
      width: 480,
      height: 640,
      takenAt: new Date('2026-11-23T10:20:30+08:00'),
      position: { latitude: expect.closeTo(39.641667, 5), longitude: expect.closeTo(118.45, 5) },
    });
  });

  it('believes a camera that names its zone, and reads south and west', async () => {
    const exif = {
      IFD2: { DateTimeOriginal: '2026:11:23 10:20:30', OffsetTimeOriginal: '+00:00' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '1/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '2/1 0/1 0/1' },
    };
    expect(await inspectPhoto(await scene().withExif(exif).jpeg().toBuffer())).toMatchObject({
      takenAt: new Date('2026-11-23T10:20:30Z'),
      position: { latitude: -1.5, longitude: -2 },
    });
  });

  it('takes the zeros of a camera without a fix, and dates that are none, for nothing', async () => {
    const exif = {
      IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' },
      IFD3: { GPSLatitude: '0/1 0/1 0/1', GPSLongitude: '0/1 0/1 0/1' },
    };
    expect(await inspectPhoto(await scene().withExif(exif).jpeg().toBuffer())).toMatchObject({ ok: true, takenAt: null, position: null });
  });

  it.each([
    ['a text', Buffer.from('三楼东侧楼梯扶手松动')],
    ['nothing', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')],
    ['a PDF', Buffer.from('%PDF-1.7 …')],
    ['a video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0', 'latin1')],
  ])('refuses %s as no image', async (_name, bytes) => {
    expect(await inspectPhoto(bytes)).toEqual({ ok: false, reason: 'not-an-image' });
  });

  it('says that HEIC is a photo which it cannot read', async () => {
    expect(await inspectPhoto(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))).toEqual({ ok: false, reason: 'unsupported' });
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('finds a truncated %s wherever it breaks off', async (format) => {
    const whole = await scene(320, 240).toFormat(format).toBuffer();
    for (const part of [0.05, 0.4, 0.8, 0.98]) {
      const cut = whole.subarray(0, Math.max(20, Math.floor(whole.length * part)));
      expect(await inspectPhoto(cut), `${part}`).toEqual({ ok: false, reason: 'broken' });
    }
  });

  it('refuses a decompression bomb before it is unpacked', async () => {
    expect(await inspectPhoto(await claiming(50_000, 50_000))).toEqual({ ok: false, reason: 'too-large' });
    expect(await inspectPhoto(await claiming(8000, 8000))).toEqual({ ok: false, reason: 'broken' });
  });

  it('never throws, whatever follows a photo’s first bytes', async () => {
    const heads = ['\xff\xd8\xff\xe1', '\x89PNG\r\n\x1a\n', 'RIFF\x24\0\0\0WEBPVP8 ', 'GIF89a', '\0\0\0\x1cftypavif'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const found = await inspectPhoto(Buffer.concat([Buffer.from(head, 'latin1'), tail]));
        expect(found.ok ? '' : found.reason).toMatch(/^(broken|too-large|)$/);
      }),
      { numRuns: 60 },
    );
  });

  it('reads any EXIF block without throwing and without looking for long', () => {
    const little = Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const found = readExif(Buffer.concat([little, tail]));
        expect(found.takenAt === null || !Number.isNaN(found.takenAt.getTime())).toBe(true);
      }),
    );
    expect(readExif(Buffer.alloc(1))).toEqual({ takenAt: null, position: null });
    expect(readExif(undefined)).toEqual({ takenAt: null, position: null });
  });
});

describe('the perceptual hash', () => {
  it('stays near for scaled, re-compressed, brighter copies and for a copy turned by its EXIF', async () => {
    const original = await hashOf(await scene(1200, 900).png().toBuffer());
    expect(original).toMatch(/^[0-9a-f]{16}$/);
    const copies = [
      scene(1200, 900).resize(300).jpeg({ quality: 40 }),
      scene(1200, 900).modulate({ brightness: 1.1 }).webp(),
      scene(1200, 900).rotate(-90).withMetadata({ orientation: 6 }).jpeg(),
    ];
    for (const copy of copies) expect(hashDistance(original, await hashOf(await copy.toBuffer()))).toBeLessThanOrEqual(8);
  });

  it('lies far away for another photo', async () => {
    const [one, mirrored, other] = await Promise.all([
      scene().png().toBuffer().then(hashOf),
      scene().flop().png().toBuffer().then(hashOf),
      noise(640, 480).then(hashOf),
    ]);
    expect(hashDistance(one, mirrored)).toBeGreaterThan(16);
    expect(hashDistance(one, other)).toBeGreaterThan(12);
  });

  it('counts differing bits', () => {
    expect(hashDistance('0000000000000000', 'ffffffffffffffff')).toBe(64);
    expect(hashDistance('00000000000000f1', '00000000000000f0')).toBe(1);
    expect(hashDistance('8000000000000000', '8000000000000000')).toBe(0);
  });
});

describe('a thumbnail', () => {
  it('is a small upright JPEG without metadata', async () => {
    const small = await thumbnail(await scene(1600, 1200).withExif(EXIF).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 320);
    const { format, width, height, exif, orientation } = await sharp(small).metadata();
    expect({ format, width, height, exif, orientation }).toEqual({
      format: 'jpeg',
      width: 240,
      height: 320,
      exif: undefined,
      orientation: undefined,
    });
  });

  it('is never larger than the photo', async () => {
    const { width, height } = await sharp(await thumbnail(await scene(100, 50).png().toBuffer(), 320)).metadata();
    expect([width, height]).toEqual([100, 50]);
  });

  it('refuses what is no photo', async () => {
    await expect(thumbnail(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 320)).rejects.toThrow('not a photo');
  });
});

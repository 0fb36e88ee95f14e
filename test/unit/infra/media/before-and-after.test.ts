import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { beforeAndAfter } from '../../../../src/infra/media/before-and-after.ts';
import { drawText } from '../../../../src/infra/media/picture-text.ts';
import { noise, scene } from './support.ts';

beforeAll(() => {
  // A server without any font: what is drawn then comes from our own files. Read when the first text is drawn.
  const empty = join(tmpdir(), 'no-system-fonts.conf');
  writeFileSync(empty, '<?xml version="1.0"?><fontconfig></fontconfig>');
  process.env.FONTCONFIG_FILE = empty;
});

const block = { size: 60, bold: false, color: '#000000', width: 600, maxLines: 1 };
const TITLE = 'H26110023 三楼东侧楼梯扶手松动';
const LINES = ['古冶区实验小学 · 教学楼', '上报:王老师 11-23 09:12'];

const pixel = async (picture: Buffer, left: number, top: number): Promise<number[]> => {
  const raw = await sharp(picture).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  return Array.from(raw);
};

const near = (color: number[], expected: number[]): boolean => color.every((part, index) => Math.abs(part - (expected[index] ?? 0)) < 24);

describe('drawn text', () => {
  it('has real Chinese glyphs without any system font', async () => {
    // 一 is flat, 口 is as high as wide; a stand-in box is high for both.
    const flat = await drawText({ ...block, text: '一' });
    const square = await drawText({ ...block, text: '口' });
    expect((flat?.width ?? 0) / (flat?.height ?? 1)).toBeGreaterThan(4);
    expect((square?.width ?? 0) / (square?.height ?? 1)).toBeLessThan(1.4);
    expect(square?.width).toBeGreaterThan(35);
  });

  it('is darker in bold', async () => {
    const ink = async (bold: boolean) => {
      const drawn = await drawText({ ...block, text: '整改', bold });
      const alpha = await sharp(drawn?.png).extractChannel('alpha').raw().toBuffer();
      return alpha.reduce((sum, value) => sum + value, 0);
    };
    expect(await ink(true)).toBeGreaterThan((await ink(false)) * 1.2);
  });

  it('takes markup for letters', async () => {
    const drawn = await drawText({ ...block, text: '<b>&amp;"\'' });
    const width = async (text: string) => (await drawText({ ...block, text }))?.width ?? 0;
    expect(drawn?.width).toBeGreaterThan((await width('&"\'')) + 50);
  });

  it('wraps to its lines and shortens the rest', async () => {
    const long = '请尽快更换固定螺栓'.repeat(200);
    const two = await drawText({ ...block, text: long, maxLines: 2 });
    expect(two?.width).toBeLessThanOrEqual(600);
    expect(two?.height).toBeGreaterThan(100);
    expect(two?.height).toBeLessThanOrEqual(174);
    const one = await drawText({ ...block, text: 'A'.repeat(500) });
    expect(one?.height).toBeLessThanOrEqual(87);
    expect(one?.width).toBeGreaterThan(500);
  });

  it.each(['', '   ', '\u0000\u0007\n', '😀👨‍👩‍👧🇨🇳', '\ud800', '\u200b\u00ad'])('draws nothing for %j', async (text) => {
    expect(await drawText({ ...block, text })).toBeNull();
  });

  it.each(['扶手😀松动', '𠮷', '\u3164\u2800', '\ud800扶手', '\u202e扶手', 'مرحبا', '1️⃣ ①②③ ℃', 'a\u0300'.repeat(300)])(
    'survives %j',
    async (text) => {
      expect((await drawText({ ...block, text }))?.width).toBeGreaterThan(10);
    },
  );
});

describe('the before-and-after picture', () => {
  it('puts red 整改前 with its photo left of green 整改后 with its photo', async () => {
    const solid = (background: string) =>
      sharp({ create: { width: 400, height: 400, channels: 3, background } })
        .png()
        .toBuffer();
    const picture = await beforeAndAfter({ before: [await solid('#0000ff')], after: [await solid('#ffff00')], title: TITLE, lines: LINES });
    const { format, width = 0, height = 0 } = await sharp(picture).metadata();
    expect({ format, width }).toEqual({ format: 'jpeg', width: 1200 });
    const middle = height - 24 - 280;
    expect(near(await pixel(picture, 306, middle), [0, 0, 255])).toBe(true);
    expect(near(await pixel(picture, 894, middle), [255, 255, 0])).toBe(true);
    const labels = height - 24 - 560 - 48;
    expect(near(await pixel(picture, 40, labels), [201, 55, 44])).toBe(true);
    expect(near(await pixel(picture, 630, labels), [31, 122, 63])).toBe(true);
  });

  it('shows a grey tile with words where there is no photo', async () => {
    const picture = await beforeAndAfter({ before: [await scene().jpeg().toBuffer()], after: [], title: TITLE, lines: [] });
    const { height = 0 } = await sharp(picture).metadata();
    expect(near(await pixel(picture, 630, height - 40), [233, 236, 239])).toBe(true);
    const words = await sharp(picture)
      .extract({ left: 840, top: height - 24 - 300, width: 110, height: 40 })
      .greyscale()
      .stats();
    expect(words.channels[0]?.min).toBeLessThan(150);
  });

  it('fits four photos a side and tells of more', async () => {
    const photo = await scene().jpeg().toBuffer();
    const four = await beforeAndAfter({ before: Array(4).fill(photo), after: Array(4).fill(photo), title: TITLE, lines: LINES });
    const six = await beforeAndAfter({ before: Array(6).fill(photo), after: Array(4).fill(photo), title: TITLE, lines: LINES });
    expect((await sharp(six).metadata()).height).toBe((await sharp(four).metadata()).height);
    expect(six.equals(four)).toBe(false);
  });

  it.each([1, 2, 3, 4])('stays under 1 MB with %i photos of noise a side', async (count) => {
    const photos = Array(count).fill(await noise(900, 900));
    expect((await beforeAndAfter({ before: photos, after: photos, title: TITLE, lines: LINES })).length).toBeLessThanOrEqual(1_000_000);
  });

  it('does not fail for files that are no photos, nor for texts that cannot be drawn', async () => {
    const truncated = (await scene().jpeg().toBuffer()).subarray(0, 3000);
    const input = {
      before: [Buffer.from('nope'), Buffer.alloc(0)],
      after: [truncated],
      title: '😀',
      lines: ['', '\u0000', 'x'.repeat(5000)],
    };
    expect((await sharp(await beforeAndAfter(input)).metadata()).width).toBe(1200);
  });

  it('carries no position of the photos', async () => {
    const exif = { IFD3: { GPSLatitude: '39/1 38/1 0/1', GPSLongitude: '118/1 27/1 0/1' } };
    const photo = await scene().withExif(exif).jpeg().toBuffer();
    const picture = await beforeAndAfter({ before: [photo], after: [photo], title: TITLE, lines: LINES });
    expect((await sharp(picture).metadata()).exif).toBeUndefined();
  });
});

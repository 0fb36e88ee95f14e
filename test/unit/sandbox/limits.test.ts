import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, cutBytes, cutCharacters } from '../../../src/sandbox/wecom/bytes.ts';
import { judgeUpload, sniffContentType } from '../../../src/sandbox/wecom/media-rules.ts';
import { createSlidingWindow } from '../../../src/sandbox/wecom/sliding-window.ts';
import { createTokens, TOKEN_SECONDS } from '../../../src/sandbox/wecom/tokens.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 23) + seconds * 1000);

describe('cutting words', () => {
  it('keeps the longest beginning that fits and never half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, limit) => {
        const cut = cutBytes(text, limit);
        expect(text.startsWith(cut)).toBe(true);
        expect(byteLength(cut)).toBeLessThanOrEqual(limit);
        const next = Array.from(text.slice(cut.length))[0];
        expect(next === undefined || byteLength(cut) + byteLength(next) > limit).toBe(true);
      }),
    );
  });

  it('counts an emoji as one character', () => {
    expect(cutCharacters('😀好😀', 2)).toBe('😀好');
  });
});

describe('sliding windows', () => {
  it('never allows more than the limit within any window, and counts no refused use', () => {
    const gaps = fc.array(fc.nat(40), { maxLength: 80 });
    fc.assert(
      fc.property(gaps, (steps) => {
        const window = createSlidingWindow([{ max: 3, seconds: 60 }]);
        let now = 0;
        const taken: number[] = [];
        for (const step of steps) {
          now += step;
          const before = taken.filter((use) => use > now - 60).length;
          expect(window.take('a', at(now))).toBe(before < 3);
          if (before < 3) taken.push(now);
        }
      }),
    );
  });

  it('counts each key for itself and keeps all windows at once', () => {
    const window = createSlidingWindow([
      { max: 1, seconds: 10 },
      { max: 2, seconds: 100 },
    ]);
    expect([window.take('a', at(0)), window.take('a', at(5)), window.take('b', at(5))]).toEqual([true, false, true]);
    expect([window.take('a', at(11)), window.take('a', at(50)), window.take('a', at(101))]).toEqual([true, false, true]);
  });
});

describe('access tokens', () => {
  it('stay the same while they are valid, expire after two hours and can be taken back', () => {
    let now = at(0);
    const tokens = createTokens(() => now);
    const first = tokens.issue();
    expect(tokens.issue()).toBe(first);
    now = at(TOKEN_SECONDS - 1);
    expect(tokens.judge(first)).toBe('valid');
    now = at(TOKEN_SECONDS);
    expect(tokens.judge(first)).toBe('expired');
    const second = tokens.issue();
    expect(second).not.toBe(first);
    tokens.invalidate();
    expect(tokens.judge(second)).toBe('unknown');
  });
});

describe('uploads', () => {
  const jpeg = (size: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size - 4)]);
  const amr = (frames: number) =>
    Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: frames }, () => Buffer.from([0x3c, ...Buffer.alloc(31)]))]);
  const MB = 1024 * 1024;

  it.each<[string, Parameters<typeof judgeUpload>, number | null]>([
    ['a photo', ['image', jpeg(1000)], null],
    ['a photo of 10 MB', ['image', jpeg(10 * MB)], null],
    ['a photo over 10 MB', ['image', jpeg(10 * MB + 1)], 40009],
    ['a text as photo', ['image', Buffer.from('hello world')], 40005],
    ['nothing', ['file', Buffer.alloc(0)], 44001],
    ['five bytes', ['file', Buffer.alloc(5)], 40006],
    ['six bytes', ['file', Buffer.alloc(6)], null],
    ['a file over 20 MB', ['file', Buffer.alloc(20 * MB + 1)], 40006],
    ['60 s of AMR', ['voice', amr(3000)], null],
    ['more than 60 s of AMR', ['voice', amr(3001)], 45007],
    ['an MP3 as voice', ['voice', Buffer.from('ID3 and so on')], 301017],
    ['a photo as video', ['video', jpeg(1000)], 40005],
  ])('judges %s', (_name, [type, bytes], errcode) => {
    expect(judgeUpload(type, bytes)?.errcode ?? null).toBe(errcode);
  });

  it.each([
    [Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'image/png'],
    [Buffer.from('\0\0\0\x18ftypheic'), 'image/heic'],
    [Buffer.from('\0\0\0\x18ftypisom'), 'video/mp4'],
    [Buffer.from('%PDF-1.7'), 'application/pdf'],
    [Buffer.from('<html>'), 'application/octet-stream'],
  ])('tells the type by the bytes (%#)', (bytes, type) => {
    expect(sniffContentType(bytes)).toBe(type);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, shorten, splitByBytes } from '../../../../src/channels/wecom/bytes.ts';

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('中', '\n', '。', '，', ' ', '😀', '👨‍👩‍👧', '\u200b', 'a'), fc.string({ maxLength: 3 })),
  maxLength: 400,
  size: 'max',
});
const unlabelled = (parts: string[]): string =>
  parts.length === 1 ? (parts[0] ?? '') : parts.map((part, index) => part.slice(0, -`\n(${index + 1}/${parts.length})`.length)).join('');

describe('splitting a text', () => {
  it('leaves a text alone that fits to the byte', () => {
    const text = `${'中'.repeat(682)}ab`;
    expect(byteLength(text)).toBe(2048);
    expect(splitByBytes(text, 2048)).toEqual([text]);
  });

  it('numbers the parts of one that does not', () => {
    const parts = splitByBytes('中'.repeat(683), 2048);
    expect(parts.map((part) => part.split('\n').at(-1))).toEqual(['(1/2)', '(2/2)']);
  });

  it.each([
    ['a line', `${'一'.repeat(30)}。${'二'.repeat(20)}\n${'三'.repeat(60)}`, `${'一'.repeat(30)}。${'二'.repeat(20)}\n`],
    ['a sentence', `${'一'.repeat(40)}。${'二'.repeat(60)}`, `${'一'.repeat(40)}。`],
    ['a clause', `${'一'.repeat(40)}，${'二'.repeat(60)}`, `${'一'.repeat(40)}，`],
    ['a character, for want of better', '一'.repeat(100), '一'.repeat(61)],
    ['a character, where the only line end comes too early', `一\n${'二'.repeat(100)}`, `一\n${'二'.repeat(60)}`],
  ])('parts it after %s', (_name, text, first) => {
    expect(splitByBytes(text, 200)[0]).toBe(`${first}\n(1/2)`);
  });

  it('keeps every part within the limit, loses nothing, halves no character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 40, max: 300 }), (text, max) => {
        const parts = splitByBytes(text, max);
        for (const part of parts) {
          expect(byteLength(part)).toBeLessThanOrEqual(max);
          expect(part).not.toMatch(/\p{Surrogate}/u);
        }
        expect(unlabelled(parts)).toBe(text);
      }),
    );
  });
});

describe('shortening a text', () => {
  it('ends with an ellipsis only where something is missing', () => {
    expect([shorten('四个汉字', 4), shorten('五个汉字了', 4)]).toEqual(['四个汉字', '五个汉…']);
  });

  it('counts an emoji as one and never halves it', () => {
    expect(shorten('😀😀😀', 2)).toBe('😀…');
  });

  it('never exceeds the number of characters', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
        expect([...shorten(text, max)].length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

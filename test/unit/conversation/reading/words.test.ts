import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWords, longestOnly } from '../../../../src/conversation/reading/aho-corasick.ts';
import { splitNumbered } from '../../../../src/conversation/reading/items.ts';
import { normalise } from '../../../../src/conversation/reading/normalise.ts';
import { parseNumber, parseNumberList } from '../../../../src/conversation/reading/numbers.ts';

describe('numbers in words', () => {
  it.each([
    ['23', 23],
    ['二十三', 23],
    ['十', 10],
    ['十来个', 10],
    ['俩', 2],
    ['仨', 3],
    ['两百', 200],
    ['一百二十', 120],
    ['门', null],
    ['', null],
  ])('%s is %s', (words, value) => {
    expect(parseNumber(words)).toBe(value);
  });

  it.each([
    ['1-5', [1, 2, 3, 4, 5]],
    ['1、3', [1, 3]],
    ['3 1 1', [1, 3]],
    ['第一条和第三条', [1, 3]],
    ['一到三', [1, 2, 3]],
    ['5-1', null],
    ['1-100000', null],
    ['灯', null],
  ])('the list %s is %j', (words, value) => {
    expect(parseNumberList(words)).toEqual(value);
  });
});

describe('mending a text', () => {
  it.each([
    ['灭火其', '灭火器'],
    ['食糖留样', '食堂留样'],
    ['没气罐', '煤气罐'],
    ['整盖完了', '整改完了'],
    ['上下楼体', '上下楼梯'],
    ['３楼，Ｋｔｖ', '3楼,ktv'],
    ['滅火器過期', '灭火器过期'],
    ['好的[捂脸]', '好的    '],
    ['灭\u200b火器', '灭火器'],
  ])('%s becomes %s', (text, mended) => {
    expect(normalise(text).text).toBe(mended);
  });

  it.each(['食糖过期', '还有没气罐的', '然气不够'])('leaves %s where the letters are right or nothing better is known', (text) => {
    if (text !== '然气不够') expect(normalise(text).text).toBe(text);
    else expect(normalise(text).text).toBe('燃气不够');
  });

  it('leaves a name of the roster', () => {
    expect(normalise('宿社小学', () => [{ start: 0, end: 4 }]).text).toBe('宿社小学');
  });

  it('finds the way back to what was written', () => {
    const source = '二楼\u200b灭火其🔥过期';
    const normal = normalise(source);
    const start = normal.text.indexOf('灭火器');
    expect(normal.original(start, start + 3)).toBe('灭火其');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const each = normalise(text);
        for (let at = 0; at < each.text.length; at += 1) expect(text).toContain(each.original(at, Math.min(at + 3, each.text.length)));
      }),
    );
  });
});

describe('finding words', () => {
  it('finds exactly what a plain search finds', () => {
    const letter = fc.constantFrom('门', '没', '锁', '灯');
    const word = fc.string({ unit: letter, minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 8 }), fc.string({ unit: letter, maxLength: 40 }), (words, text) => {
        const wanted = words.flatMap((each) =>
          Array.from({ length: text.length }, (_, at) => at)
            .filter((at) => text.startsWith(each, at))
            .map((at) => `${at}:${each}`),
        );
        const found = compileWords(words.map((each) => [each, true] as const))(text).map((hit) => `${hit.start}:${hit.word}`);
        expect(found.sort()).toEqual(wanted.sort());
      }),
    );
  });

  it('prefers the longest of nested words', () => {
    const find = compileWords(['灯不亮', '应急灯不亮', '应急灯'].map((word) => [word, word] as const));
    expect(longestOnly(find('一楼应急灯不亮')).map((hit) => hit.word)).toEqual(['应急灯不亮']);
  });
});

describe('numbered lists', () => {
  it.each([
    ['1、暖气漏 2、窗户关不严', ['暖气漏', '窗户关不严']],
    ['①灯坏 ②门坏', ['灯坏', '门坏']],
    ['查了,一、灯坏;二、门坏', ['灯坏', '门坏']],
    ['(1)灯坏(2)门坏', ['灯坏', '门坏']],
  ])('%s has its items', (source, items) => {
    const { text } = normalise(source);
    expect(splitNumbered(text)?.items.map((span) => text.slice(span.start, span.end))).toEqual(items);
  });

  it.each(['护栏只有1.2米高', '一楼灯坏 二楼门坏', '1.灯坏'])('%s is no list', (source) => {
    expect(splitNumbered(normalise(source).text)).toBeNull();
  });
});

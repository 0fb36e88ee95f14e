import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../../src/conversation/reading/read.ts';
import { contextFor, loadMessages } from '../conversation/reading/messages.ts';

/** WeCom's longest message is far below. */
const LONGEST = 5_000;
/** Far more than it takes, so that a busy machine does not matter; something quadratic takes a minute. */
const PATIENCE_MS = 2_000;

const cues = loadMessages('own-messages').map((message) => message.text);

const REPEATED = [
  ...[
    '1.',
    '①',
    '(',
    '（',
    '《',
    '“',
    '不',
    '没',
    '没有',
    '了',
    '和',
    '、',
    '，',
    '。',
    ' ',
    '\n',
    '\u200b',
    '\u202e',
    '🔥',
    '👨‍👩‍👧‍👦',
    '\ud83d',
    '\udc00',
  ],
  ...[
    '三',
    '三十',
    '十三中',
    '楼',
    '三楼',
    '东侧',
    '同意',
    '退回',
    '整改',
    '隐患',
    'H2611',
    'h26110001 ',
    '0',
    '9',
    '-',
    '/',
    '...',
    '啊',
    'ﷺ',
    'ǅ',
  ],
  ...['周', '下周三', '11月', '让张老师', '代', '是', '同意1-5', '1、2、', '1-', '查了', '没问题', '\u0301', '&', '<a>', ']]>'],
];

/** Every script, every plane, halves of surrogate pairs; what people write; and the same thing over and over, which is where readers are slow. */
const anyWords = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: LONGEST, size: 'max' }) },
    { weight: 2, arbitrary: fc.array(fc.nat(0xffff), { maxLength: LONGEST, size: 'max' }).map((units) => String.fromCharCode(...units)) },
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...cues), { maxLength: 200 }).map((parts) => parts.join('，')) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...REPEATED), fc.nat(LONGEST)).map(([one, times]) => one.repeat(times)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.array(fc.constantFrom(...REPEATED, ...cues), { minLength: 1, maxLength: 6 }), fc.nat(LONGEST))
        .map(([parts, times]) => parts.join('').repeat(times % 1_000)),
    },
  )
  .map((text) => text.slice(0, LONGEST));

const readTimed = (text: string): number => {
  const from = performance.now();
  const reading = read(text, contextFor(text, { pendingDecisions: 1, justAssigned: true }));
  const took = performance.now() - from;
  expect(reading.intent).toBeTypeOf('string');
  return took;
};

describe('reading', () => {
  it('never throws and takes no long time, whatever is written in up to 5,000 characters', () => {
    fc.assert(
      fc.property(anyWords, (text) => {
        expect(readTimed(text)).toBeLessThan(PATIENCE_MS);
      }),
      { numRuns: 250 },
    );
  }, 180_000);

  it.each(REPEATED.map((one) => [JSON.stringify(one), one]))('bears 5,000 characters of %s', (_name, one) => {
    expect(readTimed(one.repeat(LONGEST).slice(0, LONGEST))).toBeLessThan(PATIENCE_MS);
  });
});

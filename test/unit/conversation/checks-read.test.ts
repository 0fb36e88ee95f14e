import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodNamed } from '../../../src/conversation/reading/checked.ts';
import { daysNamed } from '../../../src/conversation/reading/day-checked.ts';
import { read } from '../../../src/conversation/reading/read.ts';
import { contextFor } from './reading/messages.ts';

/** `own`: the sender's school is 三中. A check: the school (本校: the own one; ?: nobody's name), the day, the result, what was found. */
type Case = {
  id: string;
  text: string;
  own?: boolean;
  expect: {
    intent: string;
    second?: string;
    result: string | null;
    period?: string | null;
    checks?: [school: string, day: string | null, result: string | null, found: string][];
  };
};

const cases = JSON.parse(readFileSync(new URL('../../fixtures/messages/checks.json', import.meta.url), 'utf8')) as Case[];
const OWN = { id: '三中', name: '三中', aliases: [] };

describe('messages about checks', () => {
  it.each(cases.map((each) => [each.id, each.text, each] as const))('%s %s', (_, text, { own, expect: expected }) => {
    const reading = read(text, contextFor(text, own ? { ownUnit: OWN } : {}));
    const check = reading.intent === 'inspection' ? reading : reading.second?.intent === 'inspection' ? reading.second : reading;
    expect([reading.intent, reading.second?.intent]).toEqual([expected.intent, expected.second]);
    expect(check.result).toBe(expected.result);
    expect(
      reading.checked?.map(({ unit, said, day, result, findings }) => [
        unit?.name ?? (said === null ? '本校' : `?${said}`),
        day,
        result,
        findings.map(({ words }) => words).join('|'),
      ]),
    ).toEqual(expected.checks);
    if (expected.checks) expect(periodNamed(check.period, text)).toBe(expected.period);
  });

  it('names each school once, in the order of the text', () => {
    const schools = ['三中', '四小', '五中', '六中', '七中', '八中'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...schools), { minLength: 1, maxLength: 8 }), (named) => {
        const text = `今天查了${named.join('、')}，都没问题`;
        const reading = read(text, contextFor(text));
        expect(reading.checked?.map(({ unit, result }) => [unit?.name, result])).toEqual([...new Set(named)].map((name) => [name, '正常']));
      }),
    );
  });

  it('reads units of the same name as one that has to be asked about', () => {
    const text = '今天查了中心小学，没问题';
    const units = ['east', 'west'].map((id) => ({ id, name: `${id}镇中心小学`, aliases: ['中心小学'] }));
    const [school] = read(text, { ...contextFor(text), units }).checked ?? [];
    expect([school?.unit, school?.said, school?.among.length]).toEqual([null, '中心小学', 2]);
  });
});

describe('days that checks were made on', () => {
  // Monday, 10:00 in Shanghai.
  const now = new Date('2026-11-23T02:00:00Z');

  it.each([
    ['前天', '2026-11-21'],
    ['大前天', '2026-11-20'],
    ['周五', '2026-11-20'],
    ['周一', '2026-11-23'],
    ['上周一', '2026-11-16'],
    ['本周五', '2026-11-27'],
    ['30号', '2026-10-30'],
    ['上个月30号', '2026-10-30'],
    ['2026年10月8日', '2026-10-08'],
    ['12月1日', '2026-12-01'],
    ['二十号', '2026-11-20'],
    ['两天前', '2026-11-21'],
  ])('%s', (words, day) => {
    expect(daysNamed(`${words}查了三中`, now).map((each) => each.day)).toEqual([day]);
  });

  it('takes December for the last one in January', () => {
    expect(daysNamed('12月28日查了三中', new Date('2027-01-05T02:00:00Z'))[0]?.day).toBe('2026-12-28');
  });

  it.each(['3号楼查了', '缝宽3.5米', '三年级2班', '2月30日'])('%s names none', (words) => {
    expect(daysNamed(words, now)).toEqual([]);
  });

  it.each(['查', '昨天', '查了三中、', '看看', '1、', '检查记录'])(
    'takes bounded time for 5,000 characters of %j',
    (word) => {
      const text = word.repeat(5000).slice(0, 5000);
      expect(read(text, contextFor(text)).intent).toBeDefined();
    },
    10_000,
  );
});

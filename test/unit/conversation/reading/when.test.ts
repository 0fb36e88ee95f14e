import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWhen } from '../../../../src/conversation/reading/when.ts';

const monday = new Date('2026-11-23T02:00:00Z');
const vacation = { start: '2027-01-16', end: '2027-02-21' };

describe('days that people name', () => {
  it.each([
    ['下周三', '2026-12-02'],
    ['周三', '2026-11-25'],
    ['这周五', '2026-11-27'],
    ['周一', '2026-11-23'],
    ['周日', '2026-11-29'],
    ['下礼拜天', '2026-12-06'],
    ['明天', '2026-11-24'],
    ['明早', '2026-11-24'],
    ['后天', '2026-11-25'],
    ['大后天', '2026-11-26'],
    ['三天内', '2026-11-26'],
    ['两天', '2026-11-25'],
    ['十天', '2026-12-03'],
    ['3个工作日', '2026-11-26'],
    ['五个工作日内', '2026-11-30'],
    ['两周', '2026-12-07'],
    ['月底', '2026-11-30'],
    ['下月底', '2026-12-31'],
    ['年底', '2026-12-31'],
    ['12月5号', '2026-12-05'],
    ['十二月五日', '2026-12-05'],
    ['12.5', '2026-12-05'],
    ['1月8日', '2027-01-08'],
    ['20号', '2026-12-20'],
    ['28号', '2026-11-28'],
    ['放假前', '2027-01-15'],
    ['放假', '2027-02-21'],
    ['开学前', '2027-02-21'],
    ['元旦前', '2026-12-31'],
    ['2026-12-10', '2026-12-10'],
  ])('%s on Monday 2026-11-23 is %s', (words, date) => {
    expect(findWhen(`宽限到${words}行吗`, monday, vacation)).toMatchObject({ date });
  });

  it('gives back the words', () => {
    const text = '配件没到货 能不能宽限到下周三';
    const found = findWhen(text, monday);
    expect(text.slice(found?.start, found?.end)).toBe('下周三');
  });

  it('counts the day in Shanghai whatever the zone of the server', () => {
    expect(findWhen('明天', new Date('2026-11-23T17:00:00Z'))?.date).toBe('2026-11-25');
  });

  it('leaves the vacation open when the calendar does not know it, and a day of the past', () => {
    expect(findWhen('等放假再弄', monday)).toMatchObject({ date: null });
    expect(findWhen('2025-03-01', monday)).toMatchObject({ date: null });
    expect(findWhen('灯坏了', monday)).toBeNull();
  });

  it('never names a day that has passed', () => {
    const words = fc.constantFrom('周一', '下周日', '20号', '31号', '1月1日', '2月30日', '三天', '月底', '年底', '11.22', '十一月二十二号');
    const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(words, day, (said, now) => {
        const date = findWhen(said, now)?.date ?? null;
        const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
        expect(date === null || date >= today).toBe(true);
      }),
    );
  });
});

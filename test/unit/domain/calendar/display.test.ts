import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, formatMoment, formatShort, sayDay, sayDeadline } from '../../../../src/domain/calendar/display.ts';
import { addDays, localDay, localTime } from '../../../../src/domain/calendar/local-time.ts';
import { parseDay, parseMoment, parseTime } from '../../../../src/domain/calendar/parse-day.ts';
import { local } from './support.ts';

const NOW = local('2026-11-23 09:00');
const TODAY = '2026-11-23';

describe('how days are said', () => {
  it.each([
    ['2026-11-22', '昨天'],
    ['2026-11-23', '今天'],
    ['2026-11-24', '明天(周二)'],
    ['2026-11-25', '后天(周三)'],
    ['2026-11-26', '11月26日(周四)'],
    ['2027-01-04', '2027年1月4日(周一)'],
  ])('%s is %s', (day, expected) => {
    expect(sayDay(day, TODAY)).toBe(expected);
  });

  it.each([
    ['2026-11-26 18:00', '11月26日(周四)18:00 前'],
    ['2026-11-23 18:00', '今天18:00 前'],
    ['2026-11-24 09:30', '明天(周二)09:30 前'],
    ['2026-12-08 23:59:59', '12月8日(周二)24:00 前'],
    ['2026-12-08 23:59:00', '12月8日(周二)23:59 前'],
    ['2026-12-08 00:00', '12月8日(周二)00:00 前'],
  ])('%s as a deadline is %s', (at, expected) => {
    expect(sayDeadline(local(at), NOW)).toBe(expected);
  });

  it('writes moments for papers and cards', () => {
    expect(formatDay('2026-11-25', TODAY)).toBe('11月25日(周三)');
    expect(formatMoment(local('2026-11-23 10:20'))).toBe('2026-11-23 10:20');
    expect(formatShort(local('2026-11-23 10:20'))).toBe('11-23 10:20');
  });
});

describe('how days are read', () => {
  it.each([
    ['2026-11-25', '2026-11-25'],
    ['2026年11月25日', '2026-11-25'],
    ['2026/1/5', '2026-01-05'],
    ['11月25日', '2026-11-25'],
    ['11月25日(周三)', '2026-11-25'],
    ['11月25日（星期三）', '2026-11-25'],
    ['十一月二十五号', '2026-11-25'],
    ['11.25', '2026-11-25'],
    ['11-25', '2026-11-25'],
    ['1月5日', '2027-01-05'],
    ['9月1日', '2026-09-01'],
    ['2月29日', '2027-02-29 does not exist'],
    ['25号', '2026-11-25'],
    ['3日', '2026-12-03'],
    ['下月3号', '2026-12-03'],
    ['今天', '2026-11-23'],
    ['明天', '2026-11-24'],
    ['大后天', '2026-11-26'],
    ['前天', '2026-11-21'],
    ['周一', '2026-11-23'],
    ['周五', '2026-11-27'],
    ['星期天', '2026-11-29'],
    ['下周一', '2026-11-30'],
    ['下个礼拜三', '2026-12-02'],
    ['上周五', '2026-11-20'],
    ['三天后', '2026-11-26'],
    ['15天内', '2026-12-08'],
    ['两周后', '2026-12-07'],
    ['月底', '2026-11-30'],
    ['下月底', '2026-12-31'],
  ])('%s is %s', (text, expected) => {
    expect(parseDay(text, TODAY)).toBe(expected.includes('not exist') ? null : expected);
  });

  it('takes a bare weekday that is over for the coming week', () => {
    expect(parseDay('周一', '2026-11-25')).toBe('2026-11-30');
    expect(parseDay('周三', '2026-11-25')).toBe('2026-11-25');
    expect(parseDay('本周一', '2026-11-25')).toBe('2026-11-23');
  });

  it.each(['', '很快', '13月1日', '2026-02-30', '0号', '32号', '楼梯', '周八', 'constructor', '5', '三'])('%j is no day', (text) => {
    expect(parseDay(text, TODAY)).toBeNull();
  });

  it.each([
    ['18:00', '18:00'],
    ['9：05', '09:05'],
    ['下午5点', '17:00'],
    ['下午五点半', '17:30'],
    ['晚上8点20分', '20:20'],
    ['中午12点', '12:00'],
    ['中午1点', '13:00'],
    ['早上七点一刻', '07:15'],
    ['24:00', '24:00'],
    ['25:00', null],
    ['24:30', null],
    ['9:75', null],
    ['下午', null],
    ['点', null],
  ])('%s is the time %s', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it.each([
    ['11月25日(周三)18:00 前', '2026-11-25', '18:00'],
    ['今天18:00 前', '2026-11-23', '18:00'],
    ['18:00前', '2026-11-23', '18:00'],
    ['明天(周二)24:00 前', '2026-11-24', '24:00'],
    ['明天下午5点', '2026-11-24', '17:00'],
    ['今晚8点', '2026-11-23', '20:00'],
    ['12月1日之前', '2026-12-01', null],
    ['周五以前', '2026-11-27', null],
  ])('%s is %s %s', (text, day, time) => {
    expect(parseMoment(text, NOW)).toMatchObject({ day, time });
  });

  it.each(['', '前', '楼梯', '明天楼梯'])('%j is no moment', (text) => {
    expect(parseMoment(text, NOW)).toBeNull();
  });

  it('reads back every deadline that it says within half a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 180 }), fc.integer({ min: 0, max: 1438 }), (days, minute) => {
        const at = new Date(local(`${addDays(TODAY, days)} 00:00`).getTime() + minute * 60_000);
        expect(parseMoment(sayDeadline(at, NOW), NOW)).toEqual({ day: localDay(at), time: localTime(at), at });
      }),
    );
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      '明天',
      '周',
      '五',
      '11',
      '月',
      '25',
      '日',
      '(',
      ')',
      '前',
      ':',
      '点',
      '半',
      '二十',
      '底',
      '后',
      '下',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((words) => words.join('')),
        ),
        (text) => {
          const read = parseMoment(text, NOW);
          expect(read === null || /^\d{4}-\d{2}-\d{2}$/.test(read.day)).toBe(true);
        },
      ),
    );
  });
});

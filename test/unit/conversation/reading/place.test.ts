import { describe, expect, it } from 'vitest';
import { findPlace, isOnlyPlace, matchPlaces } from '../../../../src/conversation/reading/place.ts';
import type { KnownPlace } from '../../../../src/conversation/reading/reading.ts';

const place = (id: string, area: string | null, venue: string | null, spot: string | null): KnownPlace => ({ id, area, venue, spot });
const places = [
  place('e3', '教学区', '教学楼3层', '东侧走廊'),
  place('w3', '教学区', '教学楼3层', '西侧走廊'),
  place('e2', '教学区', '教学楼2层', '东侧走廊'),
  place('food', '生活区', '食堂', '后厨'),
  place('gate', null, '校门口', null),
];

describe('known places for the words that people say', () => {
  it.each([
    ['教学楼三楼东头走廊', 'e3'],
    ['教学楼3楼东边', 'e3'],
    ['教学楼三层西侧楼道', 'w3'],
    ['教学楼二楼东面过道', 'e2'],
    ['餐厅后厨', 'food'],
    ['校门口', 'gate'],
  ])('%s is %s', (words, id) => {
    expect(matchPlaces(words, places)[0]?.place.id).toBe(id);
  });

  it('rules out another floor and another side', () => {
    expect(matchPlaces('教学楼四楼东头', places)).toEqual([]);
    expect(matchPlaces('教学楼三楼东头', places).map((each) => each.place.id)).not.toContain('w3');
  });

  it('finds nothing for words that are no place', () => {
    expect(matchPlaces('', places)).toEqual([]);
    expect(matchPlaces('今天下雨', places)).toEqual([]);
  });
});

describe('the phrase that says where', () => {
  it.each([
    ['北楼三层灭火器压力不够', '北楼三层'],
    ['嗯就是那个咱们那个后操场那墙根底下那有个坑', '后操场'],
    ['初二4班有个女生在厕所哭', '厕所'],
    ['下楼的时候西楼梯挤得不行', '西楼梯'],
    ['302宿舍的插座烧黑了', '302宿舍'],
    ['学校对面小卖部卖辣条', '学校对面小卖部'],
    ['五年级二班请假7个', '五年级二班'],
  ])('%s → %s', (text, words) => {
    const span = findPlace(text, [], null);
    expect(text.slice(span?.start, span?.end)).toBe(words);
  });

  it('knows the names of the roster', () => {
    const text = '启智楼灯坏了';
    const span = findPlace(text, [place('q', null, '启智楼', null)], null);
    expect(text.slice(span?.start, span?.end)).toBe('启智楼');
  });

  it('can tell a bare place from a sentence', () => {
    expect(isOnlyPlace('二楼东头', [])).toBe(true);
    expect(isOnlyPlace('在三楼女厕所', [])).toBe(true);
    expect(isOnlyPlace('二楼东头漏水', [])).toBe(false);
    expect(isOnlyPlace('', [])).toBe(false);
  });
});

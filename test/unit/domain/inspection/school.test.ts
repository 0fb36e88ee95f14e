import { describe, expect, it } from 'vitest';
import { isCheckedSchool, traitsOf } from '../../../../src/domain/inspection/school.ts';

describe('which units are checked', () => {
  it.each([
    ['学校', 100, false, true],
    ['学校', null, false, true],
    ['幼儿园', null, false, true],
    ['中心校', 640, false, true],
    ['中心校', 0, false, false],
    ['中心校', null, false, false],
    ['学校', 100, true, false],
    ['市教育局', 100, false, false],
    ['村社区', 100, false, false],
  ])('%s with %s pupils, retired: %s → %s', (kind, students, retired, checked) => {
    expect(isCheckedSchool({ kind, students, retired })).toBe(checked);
  });
});

describe('the stages of a school by kind and name', () => {
  it.each([
    ['幼儿园', '阳光幼儿园', '幼儿园'],
    ['中心校', '柳河镇中心校', '小学'],
    ['学校', '石桥镇中心小学', '小学'],
    ['学校', '红旗庄教学点', '小学'],
    ['学校', '古柳完小', '小学'],
    ['学校', '古柳小学校', '小学'],
    ['学校', '青澜市第二实验小学', '小学'],
    ['学校', '石桥镇初级中学', '初中'],
    ['学校', '石桥初中', '初中'],
    ['学校', '青澜市高级中学', '高中'],
    ['学校', '青澜市第一高中', '高中'],
    ['学校', '青澜市职业教育中心', '高中'],
    ['学校', '青澜市职教中心', '高中'],
    ['学校', '青澜中专', '高中'],
    ['学校', '青澜技工学校', '高中'],
    ['学校', '青澜市技校', '高中'],
    ['学校', '青澜市第三中学', '初中 高中'],
    ['学校', '青澜一中', '初中 高中'],
    ['学校', '师范附中', '初中 高中'],
    ['学校', '第一中学附属小学', '小学'],
    ['学校', '河西九年一贯制学校', '小学 初中'],
    ['学校', '河西一贯制学校', '小学 初中'],
    ['学校', '河西九年制学校', '小学 初中'],
    ['学校', '河西中小学', '小学 初中'],
    ['学校', '河西实验学校', '小学 初中'],
    ['学校', '特殊教育学校', '小学 初中'],
    ['学校', '河西十二年一贯制学校', '小学 初中 高中'],
    ['学校', '河西十五年一贯制学校', '幼儿园 小学 初中 高中'],
    ['学校', '古柳小学幼儿园', '幼儿园 小学'],
    ['学校', '中关村小学', '小学'],
  ])('%s %s: %s', (kind, name, stages) => {
    expect(traitsOf({ kind, name, boarders: null })).toEqual(stages.split(' '));
    expect(traitsOf({ kind, name, boarders: 0 })).toEqual(stages.split(' '));
    expect(traitsOf({ kind, name, boarders: 12 })).toEqual([...stages.split(' '), '寄宿']);
  });
});

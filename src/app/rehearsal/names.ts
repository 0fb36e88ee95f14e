import type { SchoolScope } from '../../domain/calendar/calendar-data.ts';
import type { Random } from './random.ts';

const FIRST: readonly string[] = [
  '石',
  '柳',
  '青',
  '白',
  '黄',
  '红',
  '新',
  '古',
  '东',
  '南',
  '西',
  '北',
  '云',
  '清',
  '金',
  '玉',
  '龙',
  '双',
  '大',
  '安',
];
const SECOND: readonly string[] = ['桥', '河', '山', '庄', '营', '店', '坨', '泉', '岭', '湾'];
const SURNAMES = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '褚', '卫', '蒋', '沈', '韩', '杨'] as const;
const GIVEN = ['志强', '秀英', '建国', '丽娜', '海涛', '春燕', '永胜', '晓红', '立新', '雪梅', '长顺', '玉洁', '国华', '文静'] as const;
const WORD: Partial<Record<SchoolScope, string>> = { 幼儿园: '幼儿园', 小学: '小学', 初中: '初级中学', 高中: '高级中学' };

/** 石桥镇, 柳桥镇 …: all different. */
export const townName = (index: number): string => {
  const round = Math.floor(index / (FIRST.length * SECOND.length));
  const second = SECOND[Math.floor(index / FIRST.length) % SECOND.length] ?? '';
  return `${FIRST[index % FIRST.length] ?? ''}${second}${round === 0 ? '' : round + 1}镇`;
};

/** 石桥镇第3小学: the number is the school's own in the city, so that no two share a name. */
export const schoolName = (town: number, index: number, stage: SchoolScope): string =>
  `${townName(town)}第${index + 1}${WORD[stage] ?? '学校'}`;

/** Invented like everything else; several people may share a name. */
export const personName = (random: Random, id: string): string => random.pick(SURNAMES, 'surname', id) + random.pick(GIVEN, 'given', id);

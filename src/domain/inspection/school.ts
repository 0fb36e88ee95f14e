import type { SchoolScope } from '../calendar/calendar-data.ts';

/** What is known of a unit that may be a school. `boarders`: 住宿生数. */
export type SchoolFacts = { name: string; kind: string; students: number | null; boarders: number | null; retired: boolean };

/** Whether the unit has pupils and so is checked: every living 学校 and 幼儿园, and a 中心校 that teaches pupils of its own. */
export const isCheckedSchool = ({ kind, students, retired }: Pick<SchoolFacts, 'kind' | 'students' | 'retired'>): boolean =>
  !retired && (kind === '学校' || kind === '幼儿园' || (kind === '中心校' && (students ?? 0) > 0));

/** In the order of age; 寄宿 is no stage. */
const STAGES = ['幼儿园', '小学', '初中', '高中'] as const satisfies readonly SchoolScope[];
type SchoolStage = (typeof STAGES)[number];

/** Words of a name that say its stages. What a word of one line has said is not read again by the lines below it: 初级中学 is no bare 中学. */
const WORDS: readonly (readonly [words: RegExp, stages: readonly SchoolStage[]])[] = [
  [/十五年/g, ['幼儿园', '小学', '初中', '高中']],
  [/十二年/g, ['小学', '初中', '高中']],
  [/九年|一贯制|中小学/g, ['小学', '初中']],
  [/幼儿园|幼儿班|学前班/g, ['幼儿园']],
  [/中心校|小学校?|教学点|完小|初小/g, ['小学']],
  [/初级中学|初级中等|初中/g, ['初中']],
  [/高级中学|高中|职业|职教|职高|职中|中专|中等专业|技校|技工|技师|技术学校/g, ['高中']],
  [/中学校?|附中|[一二三四五六七八九十\d]中(?=$|[^\p{Script=Han}])/gu, ['初中', '高中']],
];

/** 第一中学附属小学 is no 中学: what stands before 附属 only says whose school it is. */
const OWNER = /^.*附属(?=.)/;

const stagesOfName = (name: string): SchoolStage[] => {
  let rest = name.replace(OWNER, '');
  const found = new Set<SchoolStage>();
  for (const [words, stages] of WORDS) {
    const without = rest.replace(words, ' ');
    if (without !== rest) for (const stage of stages) found.add(stage);
    rest = without;
  }
  return STAGES.filter((stage) => found.has(stage));
};

const stagesOf = ({ kind, name }: Pick<SchoolFacts, 'kind' | 'name'>): SchoolStage[] => {
  if (kind === '幼儿园') return ['幼儿园'];
  if (kind === '中心校') return ['小学'];
  const named = stagesOfName(name);
  // The workbook has no column for stages: a 学校 that doesn't say is taken for compulsory schooling.
  return named.length > 0 ? named : ['小学', '初中'];
};

/** The stages of a school, read from its kind and name, and 寄宿 where pupils board: by them a term or a sensitive period is for it or not. */
export const traitsOf = (school: Pick<SchoolFacts, 'kind' | 'name' | 'boarders'>): SchoolScope[] => [
  ...stagesOf(school),
  ...((school.boarders ?? 0) > 0 ? (['寄宿'] as const) : []),
];

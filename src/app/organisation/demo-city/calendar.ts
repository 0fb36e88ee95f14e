import { addDays, type LocalDay } from '../../../domain/calendar/local-time.ts';

/** One row of 日历: 类型 名称 开始 结束 倍数 重点类别 适用. */
type Entry = [kind: string, name: string, from: LocalDay, to: LocalDay, multiplier: string, focus: string, appliesTo: string];

/** Terms and sensitive periods of the school years around `today`, the same days every year. */
export const calendarEntries = (today: LocalDay): Entry[] => {
  const year = Number(today.slice(0, 4));
  return [year - 1, year, year + 1].flatMap(yearEntries);
};

const yearEntries = (year: number): Entry[] => [
  ['学期', `${year}春季学期`, `${year}-02-24`, `${year}-07-05`, '', '', '全部'],
  ['学期', `${year}秋季学期`, `${year}-09-01`, `${year + 1}-01-20`, '', '', '全部'],
  ['敏感时期', `${year}春季开学`, `${year}-02-17`, `${year}-03-09`, '2', '食堂食品与饮水、校车与学生交通、消防、传染病、公共卫生', '全部'],
  [
    '敏感时期',
    `${year}高考中考`,
    `${year}-06-05`,
    `${year}-06-23`,
    '2',
    '拥挤踩踏、大型活动、治安反恐、三防、校车与学生交通',
    '初中、高中',
  ],
  ['敏感时期', `${year}汛期`, `${year}-06-01`, `${year}-09-30`, '1.5', 'weather、building、electric、water', '全部'],
  ['敏感时期', `${year}秋季开学`, `${year}-08-25`, `${year}-09-14`, '2', 'food、bus、fire、disease', '全部'],
  ['敏感时期', `${year}冬季取暖`, `${year}-11-15`, `${year + 1}-03-15`, '1.5', 'heating、fire、gas、equipment', '全部'],
];

/** Two weeks of 值班 from `today` on: 日期 单位编码 account 身份, taking turns. */
export const rosterEntries = (today: LocalDay): [day: LocalDay, unit: string, account: string, kind: string][] =>
  Array.from({ length: 14 }, (_, index) => addDays(today, index)).flatMap((day, index) =>
    rosters.flatMap(({ unit, lead, duty }) => [
      [day, unit, turn(lead, index), '带班'] as [LocalDay, string, string, string],
      [day, unit, turn(duty, index), '值班'] as [LocalDay, string, string, string],
    ]),
  );

const turn = (accounts: readonly string[], index: number): string => accounts[index % accounts.length] ?? '';

const rosters = [
  { unit: 'E000', lead: ['linzhiping', 'zhouhuaiyuan'], duty: ['yuyang', 'chenguodong', 'hanyumei'] },
  { unit: 'S001', lead: ['lihuimin', 'wangshouzheng'], duty: ['zhangtiejun', 'zhaomanyi', 'sundapeng'] },
  { unit: 'S002', lead: ['chuhong', 'fengqiming'], duty: ['shenyulan', 'weijianguo'] },
  { unit: 'S201', lead: ['miaowang', 'maqiushi'], duty: ['huaxiuying', 'fengqishan'] },
];

/** The grid that has to check: the bureau, the 中心校 (the bureau for schools directly under it), or the school itself. */
export type CheckingGrid = 'city' | 'town' | 'school';

/** How a rule cuts time into windows. `months` is changed by policy (`checks.city.months`); `period`: a sensitive period of the calendar. */
export type WindowKind = 'months' | 'month' | 'quarter' | 'week' | 'day' | 'period';

/** All rules, heaviest grid first: also the order in which a digest lists equally urgent ones. */
export const RULE_IDS = [
  'sensitive',
  'city-two-monthly',
  'town-monthly',
  'school-quarterly',
  'school-monthly',
  'school-weekly',
  'school-daily',
] as const;

export type RuleId = (typeof RULE_IDS)[number];

/**
 * One rule of the notice: who checks in which windows. `ahead`: how many windows beyond the present one are planned. `clause`: where it
 * comes from. `name`: as people say it.
 */
export type CheckRule = {
  id: RuleId;
  grid: CheckingGrid | 'city-and-town';
  window: WindowKind;
  ahead: number;
  name: string;
  clause: string;
};

/** Notice 六（三） for city and town grids and heavier times; F4 of the school's own: 日巡查、周排查、月检查、季度总结. */
export const CHECK_RULES: Readonly<Record<RuleId, CheckRule>> = {
  sensitive: {
    id: 'sensitive',
    grid: 'city-and-town',
    window: 'period',
    ahead: 2,
    name: '敏感时期检查',
    clause: '六（三）特殊时期及敏感时段',
  },
  'city-two-monthly': {
    id: 'city-two-monthly',
    grid: 'city',
    window: 'months',
    ahead: 2,
    name: '市级全覆盖检查',
    clause: '六（三）市级网格每两个月',
  },
  'town-monthly': { id: 'town-monthly', grid: 'town', window: 'month', ahead: 2, name: '镇级全覆盖检查', clause: '六（三）镇级网格每月' },
  'school-quarterly': {
    id: 'school-quarterly',
    grid: 'school',
    window: 'quarter',
    ahead: 2,
    name: '季度总结',
    clause: '日巡查、周排查、月检查、季度总结',
  },
  'school-monthly': {
    id: 'school-monthly',
    grid: 'school',
    window: 'month',
    ahead: 2,
    name: '月检查',
    clause: '日巡查、周排查、月检查、季度总结',
  },
  'school-weekly': {
    id: 'school-weekly',
    grid: 'school',
    window: 'week',
    ahead: 1,
    name: '周排查',
    clause: '日巡查、周排查、月检查、季度总结',
  },
  'school-daily': {
    id: 'school-daily',
    grid: 'school',
    window: 'day',
    ahead: 1,
    name: '日巡查',
    clause: '日巡查、周排查、月检查、季度总结',
  },
};

/** A school's own rules. */
export const SCHOOL_RULES = ['school-daily', 'school-weekly', 'school-monthly', 'school-quarterly'] as const satisfies readonly RuleId[];
export type SchoolRule = (typeof SCHOOL_RULES)[number];

export const isRuleId = (text: string): text is RuleId => (RULE_IDS as readonly string[]).includes(text);

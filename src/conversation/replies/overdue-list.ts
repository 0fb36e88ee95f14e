import { type OverdueLine, overdueLine } from '../notifications/overdue.ts';

/** Words about 逾期, as somebody asks for it. */

export const nothingOverdueText = (leads: boolean): string =>
  leads ? '太好了，你管的单位没有超期的隐患。' : '你手上没有超期的隐患。发现隐患随时说一声。';

export const nothingOverdueInText = (unitName: string): string => `${unitName}：没有超期的隐患。`;

export const notYourUnitText = '这个单位的情况我不能告诉你。发「逾期」看你自己的。';

/** Lines in the order of their schools, each school where its most urgent item stands. */
export const bySchool = (lines: readonly OverdueLine[]): OverdueLine[] => {
  const schools = [...new Set(lines.map((line) => line.unitName))];
  return schools.flatMap((school) => lines.filter((line) => line.unitName === school));
};

/** `lines` as `bySchool` gives them: numbered through, under their schools where there are several. A digit opens a line. */
export const overdueAnswerText = (lines: readonly OverdueLine[], total: number, now: Date): string => {
  const several = new Set(lines.map((line) => line.unitName)).size > 1;
  const left = total - lines.length;
  const rows = lines.flatMap((line, index) => {
    const first = several && lines[index - 1]?.unitName !== line.unitName;
    return [...(first ? [`【${line.unitName}】`] : []), overdueLine({ ...line, unitName: '' }, index, now)];
  });
  return [
    `超期 ${total} 件${left > 0 ? `，先列最急的 ${lines.length} 件` : ''}：`,
    ...rows,
    ...(left > 0 ? [`还有 ${left} 件没列出${several ? '，发「逾期」加学校名看一所学校的' : ''}。`] : []),
    '回复序号看详情。',
  ].join('\n');
};

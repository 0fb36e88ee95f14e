import type { Db } from '../../store/database.ts';
import { type GapKind, type GapRow, gapRows } from '../../store/organisation/gaps.ts';

/** One gap of the grid. `message` says it in words for the office; absent parts are null. */
export type CoverageGap = {
  gap: GapKind;
  unit: { code: string; name: string } | null;
  place: string | null;
  person: { id: string; name: string } | null;
  message: string;
};

/** What the grid lacks, by unit; with `unit` only of that unit and all below it. Empty: 横向到边、纵向到底. */
export const coverage = async (db: Db, unit: string | null = null): Promise<CoverageGap[]> => (await gapRows(db, unit)).map(gapOf);

const gapOf = (row: GapRow): CoverageGap => ({
  gap: row.gap,
  unit: row.unitCode === null ? null : { code: row.unitCode, name: row.unitName ?? '' },
  place: row.place,
  person: row.personId === null ? null : { id: row.personId, name: row.personName ?? '' },
  message: messages[row.gap](row),
});

const messages: Readonly<Record<GapKind, (row: GapRow) => string>> = {
  'no-bureau': () => '没有市教育局：行业网格没有一级网格',
  'outside-sector-tree': ({ unitName }) => `${unitName}不在行业网格里：没有有效的行业上级`,
  'outside-territorial-tree': ({ unitName }) => `${unitName}不在属地网格里：没有有效的属地上级`,
  'missing-role': ({ unitName, detail }) => `${unitName}没有在岗的${detail}`,
  'doubled-role': ({ unitName, detail, personName }) => `${unitName}有不止一位${detail}：${personName}`,
  'no-places': ({ unitName }) => `${unitName}还没有划分责任区域`,
  'place-without-person': ({ unitName, place, personName }) =>
    personName === null ? `${unitName}的${place}没有责任人` : `${unitName}的${place}的责任人${personName}已经离岗`,
  'doubled-place': ({ unitName, place, personName }) => `${unitName}的${place}有不止一位责任人：${personName}`,
  'no-group': ({ unitName }) => `${unitName}没有工作群，提醒只能发给个人`,
  'several-nodes': ({ personName, detail }) => `${personName}同时在几个网格任职：${detail}（小学校可以，请知悉）`,
};

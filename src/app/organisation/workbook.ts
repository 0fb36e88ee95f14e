/** One row that has something in it: `row` is Excel's own number (1-based), `cells` the non-empty texts by column name. */
export type SheetRow = { row: number; cells: Readonly<Record<string, string>> };

/** One sheet as it was found. `headerRow` is Excel's number of the row with the column names, 0 for an empty sheet. */
export type Sheet = { name: string; headerRow: number; columns: readonly string[]; rows: readonly SheetRow[] };

/** A workbook as neutral text, whatever it was written with. */
export type Workbook = readonly Sheet[];

/** A mistake, in words for the office that keeps the workbook. `column` is empty where the mistake is of the whole sheet. */
export type WorkbookError = { sheet: string; row: number; column: string; message: string };

type SheetShape = { required: boolean; columns: readonly string[]; needed: readonly string[] };

export type SheetName = '单位' | '人员' | '责任区域' | '包联' | '群' | '日历' | '值班';

/** The sheets and columns of the organisation workbook. `needed` columns must be there; the others may be left out as a whole. */
export const sheetShapes: Readonly<Record<SheetName, SheetShape>> = {
  单位: {
    required: true,
    columns: ['编码', '名称', '简称', '类型', '行业上级', '属地上级', '学生数', '住宿生数', '有无食堂', '有无校车'],
    needed: ['编码', '名称', '类型', '行业上级', '属地上级'],
  },
  人员: {
    required: true,
    columns: ['工号', '姓名', '手机', '单位编码', '职务', '网格角色', '企业微信账号', '钉钉账号', '纯文字', '代理人工号', '状态'],
    needed: ['工号', '姓名', '单位编码', '网格角色'],
  },
  责任区域: {
    required: false,
    columns: ['单位编码', '层级', '区域', '场所', '部位', '责任人工号', '上级责任人工号', '职责', '风险等级', '检查频次'],
    needed: ['单位编码', '层级', '区域', '责任人工号'],
  },
  包联: { required: false, columns: ['领导工号', '单位编码', '类型'], needed: ['领导工号', '单位编码', '类型'] },
  群: { required: false, columns: ['单位编码', '名称', '平台', '地址', '密钥'], needed: ['单位编码', '名称', '平台', '地址'] },
  日历: {
    required: false,
    columns: ['类型', '名称', '开始', '结束', '倍数', '重点类别', '适用'],
    needed: ['类型', '名称', '开始', '结束'],
  },
  值班: { required: false, columns: ['日期', '单位编码', '工号', '身份'], needed: ['日期', '单位编码', '工号', '身份'] },
};

export const sheetNames = Object.keys(sheetShapes) as SheetName[];

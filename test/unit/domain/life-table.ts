import type { HazardCommandType } from '../../../src/domain/hazard/commands.ts';
import type { Hazard } from '../../../src/domain/hazard/state.ts';
import type { Action } from '../../../src/domain/organisation/authority.ts';
import type { Relation } from '../../../src/domain/organisation/roles.ts';

/**
 * The life of an item as one table, written by hand from the design (§4.1), not from the code: one row a command (the last rows: what
 * may be learnt). Left: what happens in each status when somebody does it who may. Right: who may, in the ordinary lane by every relation, then in the
 * sensitive lane (s…) and in the lane that is withheld from the school (w…); a relation without a column there never may.
 *
 * Statuses: none, reported, classified, assigned, rectifying (wo), submitted, closed, archived, rejected, merged, withdrawn.
 *   Y it happens          - wrong status              T a person has taken it up already
 *   5 it happens, but a 重大 item waits for 五落实       u it is so already (the plan of this item is confirmed)
 *   M it happens, but a confidential item is never joined with another
 *   * not asked: learning is possible in every status
 * Relations: Rp reporter, As assignee, Pl place's person; o own, u upper, b bureau unit: O 具体责任人, D 直接责任人, H 网格长, M 成员;
 *   Pa 包联, Te 属地, St any bound person, Up asked from below (上报), Fo follower, Du on duty (值班).
 *   A may, always         . never                     1 only 一般       2 up to 较大       g 较大 and 重大
 *   n 重大 or urgent       u until a person has taken it up             s while it looks like another item
 */
export const LIFE_TABLE = `
                 no re cl as wo su cd ar rj mg wd | Rp As Pl oO oD oH oM uO uD uH uM bO bD bH bM Pa Te St Up Fo Du | sR sA sH sB | wR wA wB
Report           Y  -  -  -  -  -  -  -  -  -  -  | .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  .  .  .  | .  .  .
AddPhotos        -  Y  Y  Y  Y  Y  -  -  -  -  -  | A  A  A  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  n  | A  A  A  A  | A  A  A
Classify         -  Y  Y  Y  Y  -  -  -  -  -  -  | .  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | .  .  A  A  | .  .  A
Assign           -  Y  Y  Y  Y  -  -  -  -  -  -  | .  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  A  .  .  | .  .  A  A  | .  .  A
Reject           -  Y  Y  Y  Y  -  -  -  -  -  -  | .  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | .  .  A  A  | .  .  A
Accept           -  -  -  5  -  -  -  -  -  -  -  | .  A  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  A  .  .  | .  A  .
FixFive          -  Y  Y  Y  Y  -  -  -  -  -  -  | .  A  A  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | .  A  A  A  | .  A  A
ConfirmFive      -  Y  Y  Y  u  -  -  -  -  -  -  | .  .  .  .  .  A  .  .  .  A  .  .  .  A  .  .  .  .  .  .  .  | .  .  A  A  | .  .  A
Submit           -  -  -  5  Y  -  -  -  -  -  -  | .  A  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  A  .  .  | .  A  .
Verify           -  -  -  -  -  Y  -  -  -  -  -  | .  .  .  .  1  1  .  2  2  2  .  A  A  A  .  .  .  .  .  .  .  | .  .  1  A  | .  .  A
Return           -  -  -  -  -  Y  -  -  -  -  -  | .  .  .  .  1  1  .  2  2  2  .  A  A  A  .  .  .  .  .  .  .  | .  .  1  A  | .  .  A
Withdraw         -  Y  T  T  T  T  -  -  -  -  -  | u  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | u  .  .  .  | u  .  .
Correct          -  Y  Y  Y  Y  Y  -  -  -  -  -  | u  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | u  .  A  A  | u  .  A
Transfer         -  -  -  Y  Y  -  -  -  -  -  -  | .  A  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  .  .  .  | .  .  .
Escalate         -  Y  Y  Y  Y  -  -  -  -  -  -  | .  A  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  A  .  .  | .  A  A  A  | .  A  A
AnswerEscalation -  Y  Y  Y  Y  -  -  -  -  -  -  | .  .  .  .  .  .  .  A  A  A  .  A  A  A  .  .  .  .  A  .  .  | .  .  .  A  | .  .  A
AskExtension     -  -  -  Y  Y  -  -  -  -  -  -  | .  A  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  A  .  .  | .  A  .
GrantExtension   -  -  -  Y  Y  -  -  -  -  -  -  | .  .  .  .  1  1  .  2  2  2  .  A  A  A  .  .  .  .  .  .  .  | .  .  1  A  | .  .  A
RefuseExtension  -  -  -  Y  Y  -  -  -  -  -  -  | .  .  .  .  1  1  .  2  2  2  .  A  A  A  .  .  .  .  .  .  .  | .  .  1  A  | .  .  A
Merge            -  M  M  M  M  -  -  -  -  -  -  | s  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | s  .  A  A  | s  .  A
ClearDuplicate   -  Y  Y  Y  Y  Y  -  -  -  -  -  | s  .  .  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | s  .  A  A  | s  .  A
Follow           -  Y  Y  Y  Y  Y  -  -  -  -  -  | .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  .  .  .  | .  .  .
Enforce          -  Y  Y  Y  Y  Y  Y  Y  -  -  -  | .  .  .  .  .  .  .  A  A  A  .  A  A  A  .  .  .  .  .  .  .  | .  .  .  A  | .  .  A
Supervise        -  Y  Y  Y  Y  Y  -  -  -  -  -  | .  .  .  .  .  .  .  .  .  .  .  A  A  A  .  .  .  .  .  .  .  | .  .  .  A  | .  .  A
TakeMeasure      -  Y  Y  Y  Y  -  -  -  -  -  -  | .  A  A  A  A  A  .  A  A  A  .  A  A  A  .  .  .  .  .  .  n  | .  A  A  A  | .  A  A
Reopen           -  -  -  -  -  -  -  Y  Y  Y  -  | .  .  .  .  1  1  .  2  2  2  .  A  A  A  .  .  .  .  .  .  .  | .  .  1  A  | .  .  A
DecideCase       -  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  | .  .  .  .  .  .  .  .  .  .  .  A  A  A  .  .  .  .  .  .  .  | .  .  .  A  | .  .  A
Tick             -  Y  Y  Y  Y  Y  -  -  -  -  -  | .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  | .  .  .  .  | .  .  .
see              *  *  *  *  *  *  *  *  *  *  *  | A  A  A  A  A  A  .  A  A  A  .  A  A  A  .  g  A  .  A  .  n  | .  A  A  A  | .  A  A
see-status       *  *  *  *  *  *  *  *  *  *  *  | A  A  A  A  A  A  .  A  A  A  .  A  A  A  .  g  A  .  A  A  n  | A  A  A  A  | A  A  A
see-reporter     *  *  *  *  *  *  *  *  *  *  *  | A  A  A  A  A  A  .  A  A  A  .  A  A  A  .  g  A  .  A  .  n  | A  A  A  A  | A  A  A
see-hidden       *  *  *  *  *  *  *  *  *  *  *  | A  .  .  .  .  .  .  .  .  .  .  A  .  .  .  .  .  .  .  .  .  | A  .  .  A  | A  .  A
`;

/** `see-hidden`: who learns the reporter of an item who asked to stay unnamed. */
export type Row = HazardCommandType | Extract<Action, `see${string}`> | 'see-hidden';

export type LaneName = 'ordinary' | 'sensitive' | 'withheld';

const STATUS_COLUMNS: Record<string, Hazard['status']> = {
  no: 'none',
  re: 'reported',
  cl: 'classified',
  as: 'assigned',
  wo: 'rectifying',
  su: 'submitted',
  cd: 'closed',
  ar: 'archived',
  rj: 'rejected',
  mg: 'merged',
  wd: 'withdrawn',
};

const RELATION_COLUMNS: Record<string, Relation> = {
  Rp: 'reporter',
  As: 'assignee',
  Pl: 'place-person',
  oO: 'own:具体责任人',
  oD: 'own:直接责任人',
  oH: 'own:网格长',
  oM: 'own:成员',
  uO: 'upper:具体责任人',
  uD: 'upper:直接责任人',
  uH: 'upper:网格长',
  uM: 'upper:成员',
  bO: 'bureau:具体责任人',
  bD: 'bureau:直接责任人',
  bH: 'bureau:网格长',
  bM: 'bureau:成员',
  Pa: 'paired',
  Te: 'territorial',
  St: 'staff',
  Up: 'escalated-to',
  Fo: 'follower',
  Du: 'on-duty',
};

const SENSITIVE_COLUMNS: Record<string, Relation> = { sR: 'reporter', sA: 'assignee', sH: 'own:网格长', sB: 'bureau:具体责任人' };
const WITHHELD_COLUMNS: Record<string, Relation> = { wR: 'reporter', wA: 'assignee', wB: 'bureau:具体责任人' };

export const ALL_STATUSES = Object.values(STATUS_COLUMNS);
export const ALL_RELATIONS = Object.values(RELATION_COLUMNS);

/** One row, read: a letter for every status, and for every relation that has one in the lane. */
export type LifeRow = {
  row: Row;
  inStatus: ReadonlyMap<Hazard['status'], string>;
  rights: Record<LaneName, ReadonlyMap<Relation, string>>;
};

const tokens = (line: string): string[] => line.split(/[\s|]+/).filter(Boolean);

const [header = '', ...lines] = LIFE_TABLE.trim().split('\n');
const columns = tokens(header);

const lettersOf = <T>(cells: readonly string[], names: Record<string, T>): Map<T, string> =>
  new Map(
    columns.flatMap((column, index) => {
      const name = names[column];
      return name === undefined ? [] : [[name, cells[index] ?? ''] as const];
    }),
  );

/** The table, row by row. Throws where a row has not as many cells as the head. */
export const life: readonly LifeRow[] = lines.map((line) => {
  const [row = '', ...cells] = tokens(line);
  if (cells.length !== columns.length) throw new Error(`${row} has ${cells.length} cells, not ${columns.length}`);
  return {
    row: row as Row,
    inStatus: lettersOf(cells, STATUS_COLUMNS),
    rights: {
      ordinary: lettersOf(cells, RELATION_COLUMNS),
      sensitive: lettersOf(cells, SENSITIVE_COLUMNS),
      withheld: lettersOf(cells, WITHHELD_COLUMNS),
    },
  };
});

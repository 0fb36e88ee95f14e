import { writeFile } from 'node:fs/promises';
import { createRules } from '../../app/hazards/rules.ts';
import { type CheckedDraw, checkDraw } from '../../app/inspections/check-draw.ts';
import { type MadeDraw, makeDraw } from '../../app/inspections/make-draw.ts';
import type { Answer } from '../../app/queries/answer.ts';
import type { DrawView } from '../../app/queries/draw-view.ts';
import { isLocalDay } from '../../domain/calendar/local-time.ts';
import { USUAL_SCHOOLS } from '../../domain/inspection/draw.ts';
import { statutoryDays } from '../../infra/calendar/statutory-days.ts';
import { type AddCommand, type Cli, type Installation, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { facts } from '../table.ts';
import { show } from '../terminal.ts';

type Given = { unit?: string; on?: string; schools?: string; inspectors?: string; check?: string; out?: string; json?: boolean };

const answeredOrFail = <T>(answer: Answer<T>): T => {
  if (!answer.ok) throw new OperatorError(answer.refusal.message);
  return answer.value;
};

const make = ({ database, clock }: Installation, unit: string, { on, schools, inspectors }: Given): Promise<Answer<MadeDraw>> => {
  if (on !== undefined && !isLocalDay(on)) throw new OperatorError(`--on ${on}: must be a day such as 2026-11-24`);
  const wish = {
    unit,
    on: on ?? null,
    schools: schools === undefined ? USUAL_SCHOOLS : Number(schools),
    inspectors: (inspectors ?? '').split(/[\s,，、]+/u).filter((id) => id !== ''),
  };
  const rulesOf = createRules(statutoryDays());
  return database.transaction(async (db) => makeDraw({ db, now: await clock.now(), rules: await rulesOf(db), by: 'operator' }, wish));
};

const person = ({ id, name }: { id: string; name: string }): string => `${name} (${id})`;

const asFacts = ({ id, unit, on, hash, schools, inspectors, revealedAt }: DrawView): string =>
  facts([
    ['id', id],
    ['unit', `${unit.name} (${unit.code})`],
    ['on', on],
    ['hash', hash],
    ...(typeof schools === 'number'
      ? [['schools', `${schools}, sealed`] as const]
      : schools.map(({ code, name, inspector }, index) => [`school ${index + 1}`, `${name} (${code}), ${person(inspector)}`] as const)),
    ['inspectors', inspectors.map(person).join(', ')],
    ['revealed', revealedAt ?? 'not yet'],
  ]);

const madeText = ({ draw, outOf, before }: MadeDraw): string =>
  [
    asFacts(draw),
    '',
    `Sealed, out of ${outOf} schools. Publish the hash now; "grid draw --check ${draw.id.slice(0, 8)}" computes it again.`,
    ...(before > 0 ? [`${before} drawn for that unit and day before; all of them are kept and shown.`] : []),
  ].join('\n');

const verdict = ({ draw, faults }: CheckedDraw): string => {
  if (faults.length > 0) return `ALTERED: ${faults.join('; ')}.`;
  return draw.revealedAt === null
    ? 'The seal is intact. What was drawn is shown after it has been revealed.'
    : 'The seal is intact, and the schools follow from the seed and the weights. Compare the hash with the one that was published.';
};

const checkedText = (checked: CheckedDraw): string => {
  const others = checked.siblings.filter(({ id }) => id !== checked.draw.id);
  const also = others.map(({ id, at, by }) => `also drawn for that unit and day: ${id} at ${at} by ${by}`);
  return [asFacts(checked.draw), ...(also.length > 0 ? ['', ...also] : []), '', verdict(checked)].join('\n');
};

/** What was sealed, to the byte: its sha256 is the hash, on any machine and without this program. */
const writeSealed = async (file: string, { text }: CheckedDraw): Promise<void> => {
  if (text === null) throw new OperatorError('--out: what was sealed may be seen only after it has been revealed');
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new OperatorError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const check = async (cli: Cli, id: string, { out, json }: Given): Promise<void> => {
  const checked = answeredOrFail(await cli.withInstallation(({ database }) => checkDraw(database.prisma, id)));
  if (out !== undefined) await writeSealed(out, checked);
  show(cli.terminal, json, checked.draw, () => checkedText(checked));
  if (checked.faults.length === 0) return;
  if (json) cli.terminal.note(`grid: ${verdict(checked)}`);
  cli.failed();
};

export const addDraw: AddCommand = (program, cli) => {
  program
    .command('draw')
    .description(
      'makes a sealed 四不两直 draw of schools to be visited without notice, or computes one again (exit code 1 when it was altered)',
    )
    .option('--unit <code>', 'draw from the schools of this unit and all below it')
    .option('--on <day>', 'for which day (default: the next working day); revealed to the inspectors at 07:30')
    .option('--schools <number>', `how many (default: ${USUAL_SCHOOLS})`)
    .option('--inspectors <numbers>', 'who goes: 工号,工号 (default: the unit’s 具体责任人)')
    .option('--check <id>', 'compute this draw again: its id or hash, the first 8 characters at least')
    .option('--out <file>', 'with --check, once revealed: write what was sealed; the sha256 of that file is the hash')
    .option(...JSON_OPTION)
    .action(async (given: Given) => {
      const { unit, check: id, out, json } = given;
      if (id !== undefined && unit !== undefined)
        throw new OperatorError('--unit makes a draw, --check computes one again: give one of them');
      if (id !== undefined) return check(cli, id, given);
      if (unit === undefined) throw new OperatorError('--unit is missing: from which unit’s schools? (or --check <id>)');
      if (out !== undefined) throw new OperatorError('--out goes with --check');
      const made = answeredOrFail(await cli.withInstallation((installation) => make(installation, unit, given)));
      show(cli.terminal, json, made.draw, () => madeText(made));
    });
};

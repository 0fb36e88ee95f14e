import { writeFile } from 'node:fs/promises';
import { caseFile } from '../../app/papers/case-file.ts';
import { gatherCase } from '../../app/papers/gather-case.ts';
import type { Paper } from '../../app/papers/paper.ts';
import { hazardNumber } from '../../app/queries/hazards.ts';
import { writeDocx } from '../../infra/papers/docx.ts';
import { type AddCommand, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { show } from '../terminal.ts';

const save = async (file: string, paper: Paper): Promise<void> => {
  try {
    await writeFile(file, await writeDocx(paper), { mode: 0o600 });
  } catch (error) {
    throw new OperatorError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
};

export const addCase: AddCommand = (program, cli) => {
  program
    .command('case <number>')
    .description('writes the accountability file of a hazard: who knew what when, what the duty was, what was done (a .docx)')
    .requiredOption('--out <file>', 'where to write it, for instance case.docx')
    .option(...JSON_OPTION)
    .action(async (given: string, { out, json }: { out: string; json?: boolean }) => {
      const number = hazardNumber(given);
      if (number === null) throw new OperatorError(`"${given}" is no hazard number; they look like H26110023.`);
      if (!out.toLowerCase().endsWith('.docx'))
        throw new OperatorError(`--out ${out}: the file is a Word document, so its name must end in .docx.`);
      const paper = await cli.withInstallation(async ({ database, clock }) => {
        const material = await gatherCase(database.prisma, number, await clock.now());
        return material && caseFile(material);
      });
      if (!paper) throw new OperatorError(`There is no hazard ${number}.`);
      await save(out, paper);
      show(cli.terminal, json, { number, file: out, ...paper }, () => `Wrote ${out}: ${paper.title}`);
    });
};

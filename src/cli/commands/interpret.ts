import { cityView } from '../../app/hazards/city-view.ts';
import { readingContextFor } from '../../app/inbound/reading-context.ts';
import { read } from '../../conversation/reading/read.ts';
import type { Basis, KnownUnit, ReadItem, Reading, ReadingContext } from '../../conversation/reading/reading.ts';
import { plainWeeks } from '../../domain/calendar/calendar-data.ts';
import { personById } from '../../store/organisation.ts';
import { type AddCommand, type Installation, JSON_OPTION } from '../cli.ts';
import { OperatorError } from '../operator-error.ts';
import { facts } from '../table.ts';
import { show } from '../terminal.ts';

/** What the bot would understand. */
export type Interpretation = Pick<
  Reading,
  'intent' | 'category' | 'level' | 'urgent' | 'sensitive' | 'place' | 'reason' | 'to' | 'until' | 'ref' | 'result' | 'question'
> & { unit: { code: string; name: string } | null; items: ReadItem[]; basis: Basis[] };

/** Who names no school speaks of his own. */
const unitMeant = ({ intent, unit, unitText }: Reading, { ownUnit }: ReadingContext): KnownUnit | null =>
  unit ?? (unitText === null && (intent === 'report' || intent === 'inspection') ? ownUnit : null);

const interpretationOf = (reading: Reading, unit: KnownUnit | null): Interpretation => ({
  intent: reading.intent,
  category: reading.category,
  level: reading.level,
  urgent: reading.urgent,
  sensitive: reading.sensitive,
  unit: unit && { code: unit.id, name: unit.name },
  place: reading.place,
  items: reading.items,
  reason: reading.reason,
  to: reading.to,
  until: reading.until,
  ref: reading.ref,
  result: reading.result,
  question: reading.question,
  basis: reading.basis,
});

const interpret = async ({ database, clock }: Installation, text: string, personId: string): Promise<Interpretation> => {
  const person = await personById(database.prisma, personId);
  if (person === null) throw new OperatorError(`there is nobody with the number ${personId}; "grid people" lists all`);
  const context = await readingContextFor(database.prisma, person, text, cityView(database.prisma, await clock.now(), plainWeeks));
  const reading = read(text, context);
  return interpretationOf(reading, unitMeant(reading, context));
};

const asText = (found: Interpretation): string =>
  facts([
    ['intent', found.intent],
    ['category', found.category],
    ['level', found.level],
    ['urgent', found.urgent],
    ['sensitive', found.sensitive],
    ['unit', found.unit && `${found.unit.name} (${found.unit.code})`],
    ['place', found.place],
    ...found.items.map((item, index) => [`item ${index + 1}`, `${item.category} ${item.level} ${item.text}`] as const),
    ['reason', found.reason],
    ['to', found.to],
    ['until', found.until],
    ['ref', found.ref],
    ['result', found.result],
    ['question', found.question],
    ...found.basis.map((basis) => ['basis', `${basis.words} ← ${basis.clause}`] as const),
  ]);

export const addInterpret: AddCommand = (program, cli) => {
  program
    .command('interpret <text>')
    .description('shows what the bot would understand of a message, without doing it')
    .requiredOption('--as <id>', 'the person (工号) who would have sent it')
    .option(...JSON_OPTION)
    .action(async (text: string, options: { as: string; json?: boolean }) => {
      const found = await cli.withInstallation((installation) => interpret(installation, text, options.as));
      show(cli.terminal, options.json, found, () => asText(found));
    });
};

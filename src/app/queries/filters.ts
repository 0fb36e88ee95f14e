import { z } from 'zod';
import { addDays, isLocalDay, startOfDay } from '../../domain/calendar/local-time.ts';
import { levels, parseCategory } from '../../domain/hazard/category.ts';
import { STATUSES } from '../../domain/hazard/state.ts';
import { DUTY_STATUSES } from '../../domain/inspection/duty.ts';
import { RULE_IDS } from '../../domain/inspection/rules.ts';
import { type Answer, answered, refused } from './answer.ts';
import { decodeCursor, readNumberCursor, readTimeCursor } from './cursor.ts';

/** Filters as they come from an address or a command line. Nothing in them is trusted. */
export type RawFilters = Readonly<Record<string, string | readonly string[] | undefined>>;

export const LARGEST_PAGE = 200;
export const USUAL_PAGE = 50;

// A + in an address that nobody has encoded arrives as a blank.
const moment = (text: string): Date | null => {
  const at = new Date(text.replace(/ (?=\d\d:\d\d$)/, '+'));
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+ -]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime()) ? at : null;
};

/** A filter's text that `read` understands; `expected` tells what would have been right. */
const reading = <T>(read: (text: string) => T | null, expected: string) =>
  z
    .string()
    .trim()
    .transform((text, context): T => {
      const value = read(text);
      if (value !== null) return value;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });

const TIME = 'must be a day such as 2026-11-23 or a time with its offset such as 2026-11-23T08:00:00+08:00';
const time = (ofDay: (day: string) => Date) => reading((text) => (isLocalDay(text) ? ofDay(text) : moment(text)), TIME);

const oneOf = <T extends string>(allowed: readonly T[]) =>
  reading((text) => allowed.find((each) => each === text) ?? null, `must be one of ${allowed.join(', ')}`);

const someOf = <T extends string>(allowed: readonly T[]) =>
  reading(
    (text) => {
      const wanted = text.split(/[,，、]/).map((each) => each.trim());
      const found = allowed.filter((each) => wanted.includes(each));
      return found.length === new Set(wanted).size ? found : null;
    },
    `must be some of ${allowed.join(',')}, with commas between them`,
  );

const word = reading((text) => (/^[^\p{Cc}]{1,100}$/u.test(text) ? text : null), 'must be a text of at most 100 characters');

const limit = reading(
  (text) => (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LARGEST_PAGE ? Number(text) : null),
  `must be a whole number from 1 to ${LARGEST_PAGE}`,
).default(USUAL_PAGE);

const CURSOR = 'is not a cursor that this list gave out; leave it out to begin again';
const timeKey = reading(readTimeCursor, CURSOR);
const runningKey = reading((text) => {
  const key = readTimeCursor(text);
  return key !== null && /^\d{1,18}$/.test(key.id) ? key : null;
}, CURSOR);
const textKey = reading((text) => (decodeCursor(text) === null ? null : text), CURSOR);

const midnightAfter = (day: string): Date => startOfDay(addDays(day, 1));

// A given moment itself still counts.
const until = reading((text) => {
  if (isLocalDay(text)) return midnightAfter(text);
  const at = moment(text);
  return at === null ? null : new Date(at.getTime() + 1);
}, TIME);

/** `from` is the first moment, `to` the first one no longer meant; `at` of a day is its end. */
const period = {
  from: time(startOfDay).optional(),
  to: until.optional(),
  at: time((day) => new Date(midnightAfter(day).getTime() - 1)).optional(),
};
const scope = { unit: word.optional(), person: word.optional() };

/** A filter that is there or not. */
const yes = reading((text) => (text === 'true' ? true : null), 'must be true, or left out');

const MESSAGE_STATUSES = ['queued', 'sent', 'parked', 'dropped'] as const;

const schemas = {
  hazards: z.strictObject({
    ...scope,
    ...period,
    status: someOf([...STATUSES, 'merged']).optional(),
    level: oneOf(levels).optional(),
    category: reading(parseCategory, 'must be the code or the name of a category').optional(),
    overdue: yes.optional(),
    limit,
    cursor: timeKey.optional(),
  }),
  duties: z.strictObject({
    ...scope,
    ...period,
    school: word.optional(),
    rule: oneOf(RULE_IDS).optional(),
    status: someOf(DUTY_STATUSES).optional(),
    limit,
    cursor: runningKey.optional(),
  }),
  messages: z.strictObject({ ...scope, ...period, status: someOf(MESSAGE_STATUSES).optional(), limit, cursor: timeKey.optional() }),
  people: z.strictObject({ ...scope, status: oneOf(['在岗', '离岗']).optional(), limit, cursor: textKey.optional() }),
  units: z.strictObject({ unit: word.optional(), limit, cursor: textKey.optional() }),
  history: z.strictObject({ limit, cursor: reading(readNumberCursor, CURSOR).optional() }),
  stats: z.strictObject({ unit: word.optional() }),
};

export type ListName = keyof typeof schemas;
export type FiltersOf<Name extends ListName> = z.infer<(typeof schemas)[Name]>;

/** Names of the filters that a list knows; for help and documents. */
export const filterNames = (list: ListName): string[] => Object.keys(schemas[list].shape);

const codeFor = (name: PropertyKey | undefined) => (name === 'limit' ? 'bad-limit' : name === 'cursor' ? 'bad-cursor' : 'bad-filter');

const explain = (list: ListName, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.join(', ')}: not a filter of ${list}, which has ${filterNames(list).join(', ')}`;
  const name = String(issue.path[0]);
  return issue.code === 'invalid_type' ? `${name}: can be given once only` : `${name}: ${issue.message}`;
};

/** Reads the filters of one list. An unknown one is refused: a mistyped filter must not look like one that finds everything. */
export const readFilters = <Name extends ListName>(list: Name, raw: RawFilters): Answer<FiltersOf<Name>> => {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schemas[list].safeParse(given);
  if (parsed.success) return answered(parsed.data as FiltersOf<Name>);
  const [first] = parsed.error.issues;
  return refused(codeFor(first?.path[0]), parsed.error.issues.map((issue) => explain(list, issue)).join('; '));
};

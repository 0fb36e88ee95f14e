import type { KeptCity } from './kept-city.ts';

export const TABLES = ['hazard', 'hazard_history', 'history_text', 'history_anchor', 'photo_use'] as const;
export type Table = (typeof TABLES)[number];
/** How a row is told from the others. */
export const KEYS: Record<Table, readonly string[]> = {
  hazard: ['number'],
  hazard_history: ['number', 'seq'],
  history_text: ['id'],
  history_anchor: ['day'],
  photo_use: ['hash', 'number', 'phase'],
};

export type Column = { table: Table; name: string; type: string; nullable: boolean };
export type Row = Record<string, unknown>;
/** `what`: for the message of a test that fails. */
export type Altered = { what: string; value: unknown };

/** Numbers that look random and are the same for the same seed. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % Math.max(1, below);
  };
};
export type Random = ReturnType<typeof randomFrom>;

export const columnsIn = async ({ database }: KeptCity): Promise<Column[]> =>
  (
    await database.pool.query<Column>(
      `SELECT table_name AS table, column_name AS name, udt_name AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY($1) ORDER BY 1, ordinal_position`,
      [TABLES],
    )
  ).rows;

// The database itself refuses other values.
const CHOICES: Record<string, readonly string[]> = {
  'hazard.status': [
    'reported',
    'classified',
    'assigned',
    'rectifying',
    'submitted',
    'closed',
    'archived',
    'rejected',
    'merged',
    'withdrawn',
  ],
  'hazard.level': ['一般', '较大', '重大'],
};

const otherChoice = (choices: readonly string[], value: string, random: Random): string => {
  const others = choices.filter((choice) => choice !== value);
  return others[random(others.length)] ?? '';
};

/** One character becomes another. */
const alterText = (text: string, random: Random): string => {
  const characters = Array.from(text);
  if (characters.length === 0) return 'x';
  const at = random(characters.length);
  const other = characters[at] === 'x' ? 'y' : 'x';
  return characters.with(at, other).join('');
};

type Path = (string | number)[];

const pathsOf = (value: unknown): Path[] => {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]),
  );
  return inner.length === 0 ? [[]] : inner;
};

const alterLeaf = (leaf: unknown, random: Random): unknown => {
  if (typeof leaf === 'string') return alterText(leaf, random);
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return Array.isArray(leaf) ? ['x'] : leaf === null ? 'x' : { x: 1 };
};

const put = (value: unknown, [key, ...rest]: Path, change: (leaf: unknown) => unknown): unknown => {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? put(each, rest, change) : each));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: put(object[key], rest, change) };
};

const alterJson = (json: unknown, random: Random): Altered => {
  const paths = pathsOf(json);
  const path = paths[random(paths.length)] ?? [];
  switch (random(4)) {
    case 0: {
      const [key] = path;
      const rest = Object.entries(json as object).filter(([name]) => name !== key);
      return { what: `without ${key}`, value: Object.fromEntries(rest) };
    }
    case 1:
      return { what: 'with one key more', value: { ...(json as object), added: 'x' } };
    default:
      return { what: path.join('.'), value: put(json, path, (leaf) => alterLeaf(leaf, random)) };
  }
};

const some = (type: string): unknown => {
  if (type === 'timestamptz') return new Date('2026-11-24T03:00:00Z');
  return type.startsWith('int') ? 7 : 'something';
};

/** Another value for a column of a row. */
export const alter = ({ table, name, type, nullable }: Column, value: unknown, random: Random): Altered => {
  if (value === null) return { what: 'null → something', value: some(type) };
  if (nullable && random(3) === 0) return { what: '→ null', value: null };
  const choices = CHOICES[`${table}.${name}`];
  if (choices) return { what: 'another', value: otherChoice(choices, String(value), random) };
  if (type === 'jsonb') return alterJson(value, random);
  if (value instanceof Date) return { what: '+ 1 ms', value: new Date(value.getTime() + 1) };
  if (type === 'date')
    return {
      what: '+ 90 days',
      value: new Date(new Date(`${String(value)}T00:00:00Z`).getTime() + 90 * 86_400_000).toISOString().slice(0, 10),
    };
  // The next number may be taken.
  if (name === 'seq') return { what: '+ 100', value: Number(value) + 100 };
  if (typeof value === 'number') return { what: '+ 1', value: value + 1 };
  if (typeof value === 'boolean') return { what: 'not', value: !value };
  return { what: 'one character', value: alterText(String(value), random) };
};

/** Keeps a copy of some tables; the returned function puts all their rows back as they were, or those of one table. */
export const keepCopies = async (city: KeptCity, tables: readonly string[]): Promise<(only?: string) => Promise<void>> => {
  await city.database.pool.query('CREATE SCHEMA whole');
  for (const table of tables) await city.database.pool.query(`CREATE TABLE whole.${table} AS TABLE public.${table}`);
  return (only) =>
    city.tamper(
      ...(only ? [only] : tables).flatMap((table): [string][] => [
        [`DELETE FROM public.${table}`],
        [`INSERT INTO public.${table} SELECT * FROM whole.${table}`],
      ]),
    );
};

/** All rows of a table, dates without a time as text. */
export const rowsOf = async ({ database }: KeptCity, table: Table): Promise<Row[]> => {
  const { rows } = await database.pool.query<Row>(`SELECT * FROM ${table} ORDER BY ${KEYS[table].join(', ')}`);
  return table === 'history_anchor'
    ? (await database.pool.query<Row>('SELECT *, day::text AS day FROM history_anchor ORDER BY seq')).rows
    : rows;
};

/** Sets one column of one row. */
export const setColumn = (city: KeptCity, { table, name, type }: Column, row: Row, value: unknown): Promise<void> => {
  const keys = KEYS[table];
  const where = keys.map((key, index) => `${key} = $${index + 2}`).join(' AND ');
  const given = type === 'jsonb' ? JSON.stringify(value) : value;
  return city.tamper([`UPDATE ${table} SET ${name} = $1 WHERE ${where}`, [given, ...keys.map((key) => row[key])]]);
};

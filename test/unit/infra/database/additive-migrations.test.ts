import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../../../src/infra/database/migrate.ts';

/** What the first release was made of: nobody ran beside it. */
const FIRST = ['20261123000000_initial', '20261123000100_guards_and_limits'];

type Rule = { refused: RegExp; because: string };

/** A process of the version before goes on reading and writing while these statements run and after them (docs/operator-guide.md). */
const REFUSED: readonly Rule[] = [
  { refused: /\bDROP\s+(TABLE|COLUMN|TYPE|DOMAIN|FUNCTION|SEQUENCE|SCHEMA|VIEW)\b/i, because: 'the old version may still use it' },
  { refused: /\bRENAME\b/i, because: 'the old version knows it by its old name' },
  { refused: /\bSET\s+NOT\s+NULL\b/i, because: 'the old version may still write null' },
  { refused: /\bDROP\s+DEFAULT\b/i, because: 'the old version may rely on it' },
  { refused: /\bALTER\s+TYPE\b/i, because: 'the old version may not know the new values' },
  {
    refused: /\bALTER\s+(COLUMN\s+)?\S+\s+(SET\s+DATA\s+)?TYPE\b/i,
    because: 'the table is rewritten, and the old version reads another type',
  },
  { refused: /\bADD\s+COLUMN\b(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i, because: 'the old version leaves it out: it needs a DEFAULT' },
  { refused: /\bADD\s+COLUMN\b[^,;]*\bDEFAULT\s+(gen_random_uuid|random|clock_timestamp)\b/i, because: 'the table is rewritten' },
  { refused: /^(TRUNCATE|DELETE)\b/i, because: 'the old version may still need the rows' },
  { refused: /\b(CLUSTER|VACUUM\s+FULL|LOCK\s+TABLE)\b/i, because: 'everybody waits' },
];

/** These are harmless on a table that the same migration makes. */
const ON_OLD_TABLES: readonly Rule[] = [
  { refused: /^CREATE\s+UNIQUE\s+INDEX\b/i, because: 'the old version may write what is then refused' },
  { refused: /\bADD\s+CONSTRAINT\b(?!.*\bNOT\s+VALID\b)/is, because: 'all rows are read while everybody waits: add it NOT VALID' },
];

/** Statements without comments; the bodies of functions do not count, since they are only kept. */
const statementsOf = (sql: string): string[] =>
  sql
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

const tableIn = (statement: string): string | undefined =>
  /\b(?:ALTER\s+TABLE(?:\s+ONLY)?|CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ON)\s+"?(\w+)"?/i.exec(statement)?.[1];

/** What in a migration would break or hold up a process of the version before. */
const faultsOf = (sql: string): string[] => {
  const statements = statementsOf(sql);
  const made = new Set(statements.filter((statement) => /^CREATE\s+TABLE\b/i.test(statement)).map(tableIn));
  return statements.flatMap((statement) => {
    const rules = made.has(tableIn(statement)) ? REFUSED : [...REFUSED, ...ON_OLD_TABLES];
    return rules.filter(({ refused }) => refused.test(statement)).map(({ because }) => `${statement.slice(0, 80)}: ${because}`);
  });
};

const later = (await readMigrations()).filter(({ name }) => !FIRST.includes(name));

describe('a migration lets processes of the version before go on', () => {
  it.each(later.map(({ name, sql }) => [name, sql]))('%s', (_name, sql) => {
    expect(faultsOf(sql)).toEqual([]);
  });

  it.each([
    'DROP TABLE "hazard"',
    'ALTER TABLE hazard DROP COLUMN level',
    'ALTER TABLE hazard RENAME COLUMN level TO grade',
    'ALTER TABLE hazard RENAME TO item',
    'ALTER TABLE hazard ALTER COLUMN level SET NOT NULL',
    'ALTER TABLE hazard ALTER COLUMN level DROP DEFAULT',
    'ALTER TABLE hazard ALTER COLUMN level TYPE integer',
    'ALTER TABLE hazard ALTER level SET DATA TYPE integer',
    'ALTER TABLE "hazard" ADD COLUMN "kind" TEXT NOT NULL',
    "ALTER TABLE hazard ADD COLUMN a TEXT DEFAULT '', ADD COLUMN b TEXT NOT NULL",
    'ALTER TABLE hazard ADD COLUMN a uuid DEFAULT gen_random_uuid()',
    "ALTER TYPE level ADD VALUE '特大'",
    'DROP FUNCTION take_slots',
    '-- away\nDELETE FROM session',
    'TRUNCATE session',
    'CREATE UNIQUE INDEX one ON hazard (unit_code)',
    'ALTER TABLE hazard ADD CONSTRAINT known CHECK (version > 0)',
    'LOCK TABLE hazard',
  ])('and none may say %s', (sql) => {
    expect(faultsOf(sql)).toHaveLength(1);
  });

  it.each([
    'ALTER TABLE hazard ADD COLUMN wake_at TIMESTAMPTZ(3)',
    "ALTER TABLE hazard ADD COLUMN kind TEXT NOT NULL DEFAULT 'x'",
    'CREATE INDEX more ON hazard (level)',
    'CREATE TABLE a (id int NOT NULL); CREATE UNIQUE INDEX one ON a (id); ALTER TABLE a ADD CONSTRAINT k CHECK (id > 0)',
    'ALTER TABLE hazard ADD CONSTRAINT known CHECK (version > 0) NOT VALID',
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM session; END $$',
    '-- DROP TABLE hazard\nUPDATE hazard SET wake_at = step_due_at',
  ])('but may say %s', (sql) => {
    expect(faultsOf(sql)).toEqual([]);
  });
});

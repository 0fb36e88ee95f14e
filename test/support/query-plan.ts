import { type Database, openDatabase } from '../../src/store/database.ts';

/** A node of PostgreSQL's EXPLAIN (FORMAT JSON); the numbers are there with ANALYZE. */
export type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
};

/** A plan with all that lies below it. */
export const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

export type Statement = { text: string; values: unknown[] };

/** The SELECT, WITH and UPDATE statements that a piece of work asks of a database. What it does is done. */
export const statementsOf = async (url: string, work: (database: Database) => Promise<unknown>): Promise<Statement[]> => {
  const seen: Statement[] = [];
  const watched = openDatabase(url, { max: 1 });
  const client = await watched.pool.connect();
  const query = client.query.bind(client) as (...all: unknown[]) => unknown;
  Object.assign(client, {
    query: (...all: unknown[]) => {
      const [first, second] = all;
      if (typeof first === 'object' && first !== null && 'text' in first) {
        const values = 'values' in first && Array.isArray(first.values) ? first.values : Array.isArray(second) ? second : [];
        seen.push({ text: String(first.text), values });
      }
      return query(...all);
    },
  });
  client.release();
  await work(watched);
  await watched.close();
  return seen.filter(({ text }) => /^\s*(SELECT|WITH|UPDATE)/i.test(text));
};

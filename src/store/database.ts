import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../infra/database/generated/client.ts';

/** What queries run on: the client itself, or one transaction of it. */
export type Db = Prisma.TransactionClient;

/** One process's connection to the truth. Owns a pool, shared by Prisma and by the few statements that go through `pg` directly. */
export type Database = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Runs `work` in one transaction (read committed); a thrown error rolls it back. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Whoever gets no connection within this time is told so, rather than waiting on a database that is gone. */
const CONNECT_MS = 10_000;

/**
 * Prisma's adapter reads and writes times without their zone: they are UTC on both sides, whatever the server's own zone is. Our statements are
 * short: compiling them (jit) costs more than it saves, by seconds where an estimate is wrong.
 */
const OPTIONS = '-c TimeZone=UTC -c jit=off';

/** `onError` hears of idle connections that break; queries report their own errors. */
export const openDatabase = (connectionString: string, options: { max?: number; onError?: (error: Error) => void } = {}): Database => {
  const pool = new pg.Pool({ connectionString, max: options.max ?? 12, connectionTimeoutMillis: CONNECT_MS, options: OPTIONS });
  pool.on('error', (error) => options.onError?.(error));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  return {
    prisma,
    pool,
    transaction: (work) => prisma.$transaction(work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
};

/** What stands in an error of `pg`, of Prisma, or of what Prisma's adapter was told by `pg`. */
type Told = { code?: unknown; message?: unknown; meta?: { driverAdapterError?: { cause?: { kind?: unknown; originalCode?: unknown } } } };

/** No connection (Prisma's P1xxx and P2024), SQLSTATE 08 (connection), 57P (stopping, starting), 53300 (too many), and the system's own codes. */
const CODES = /^(P1001|P1002|P1008|P1017|P2024|08...|57P0[1-5]|53300|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/;
const KINDS: ReadonlySet<unknown> = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'TooManyConnections', 'SocketTimeout']);
/** `pg` gives no code to a connection that breaks, and Prisma one code (P2028) to all that may be wrong with a transaction. */
const WORDS =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Transaction API error: Unable to start a transaction)/;

/**
 * Whether something failed because PostgreSQL was not there (stopped, starting, out of connections), and not because of what was asked:
 * the same will work once it is back.
 */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, message, meta }: Told = error;
  const cause = meta?.driverAdapterError?.cause;
  const codes = [code, cause?.originalCode].some((one) => typeof one === 'string' && CODES.test(one));
  return codes || KINDS.has(cause?.kind) || (typeof message === 'string' && WORDS.test(message));
};

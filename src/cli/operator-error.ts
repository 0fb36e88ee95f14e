import { BackupError } from '../app/backup/backup-error.ts';
import { PurgeError } from '../app/purge/purge-error.ts';
import { ConfigError } from '../config.ts';
import { MigrationError } from '../infra/database/migrate.ts';
import { MediaError } from '../infra/media/media-error.ts';
import { EmbeddedPostgresError } from '../infra/postgres/errors.ts';

/** Something that the operator can mend; the message is all that is shown. */
export class OperatorError extends Error {
  readonly code = 'operator';
}

/** Their messages are written for the operator. */
const FORESEEN = [ConfigError, MigrationError, EmbeddedPostgresError, MediaError, BackupError, PurgeError, OperatorError];

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its host name is not known',
  ETIMEDOUT: 'it does not answer',
  '28P01': 'it refuses the user or the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no database of this name',
};

const codesOf = (error: Error): string[] => {
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = [...(error instanceof AggregateError ? error.errors : []), error.cause];
  return [...own, ...inner.flatMap((each) => (each instanceof Error ? codesOf(each) : []))];
};

/** An error in words for whoever typed the command. Only what nobody foresaw comes with its stack. */
export const inWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (FORESEEN.some((kind) => error instanceof kind)) return error.message;
  const known = codesOf(error).find((code) => code in NETWORK);
  if (known !== undefined) return `The database cannot be used: ${NETWORK[known]} (${known}). Check DATABASE_URL.`;
  return error.stack ?? error.message;
};

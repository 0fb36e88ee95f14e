import pino from 'pino';

export type Logger = pino.Logger;

/** What a fault says of itself. Its other properties may be a whole connection, or the query that was under way with what people wrote. */
const brief = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...('code' in error ? { code: error.code } : {}) };
};

/** JSON lines on standard error: standard output belongs to commands. Never give it bodies, phones, tokens or addresses of robots. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: brief },
      redact: ['*.secret', '*.token', '*.phone', '*.payload'],
    },
    pino.destination({ dest: 2, sync: false }),
  );

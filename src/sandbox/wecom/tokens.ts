import { newId } from './ids.ts';

export const TOKEN_SECONDS = 7200;

/** Access tokens of one app; lifetimes go by the system's clock. [D91039] */
export type Tokens = {
  /** The same token while it is valid. */
  issue(): string;
  judge(token: string): 'valid' | 'expired' | 'unknown';
  /** The platform may take a token back early: it is unknown from now on. */
  invalidate(): void;
};

export const createTokens = (systemNow: () => Date): Tokens => {
  let current: { token: string; expires: number } | null = null;
  const expired = new Set<string>();
  const retireIfOld = (): void => {
    if (current === null || current.expires > systemNow().getTime()) return;
    expired.add(current.token);
    current = null;
  };
  return {
    issue() {
      retireIfOld();
      current ??= { token: newId('tk-'), expires: systemNow().getTime() + TOKEN_SECONDS * 1000 };
      return current.token;
    },
    judge(token) {
      retireIfOld();
      if (current?.token === token) return 'valid';
      return expired.has(token) ? 'expired' : 'unknown';
    },
    invalidate() {
      current = null;
    },
  };
};

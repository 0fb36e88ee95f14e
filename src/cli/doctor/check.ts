import type { Config } from '../../config.ts';
import type { Installation } from '../cli.ts';

export type Finding = {
  status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  message: string;
  /** How to mend it; null where nothing needs mending. */
  mend: string | null;
};

export type Checked = { check: string } & Finding;

/** A check that needs the settings only, or an open database as well. `live` ones call the platform, and run with --live only. */
export type Check =
  | { name: string; live?: true; needs: 'settings'; run(config: Config): Promise<Finding> }
  | { name: string; live?: true; needs: 'database'; run(installation: Installation): Promise<Finding> };

export const ok = (message: string): Finding => ({ status: 'ok', message, mend: null });
export const warn = (message: string, mend: string): Finding => ({ status: 'warn', message, mend });
export const fail = (message: string, mend: string): Finding => ({ status: 'fail', message, mend });

const PATIENCE_MS = 20_000;

/** A check that breaks or hangs is a finding, too: the others still run. */
export const examine = async (name: string, run: () => Promise<Finding>): Promise<Checked> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(fail('no answer within 20 s', 'See whether the machine or its network is overloaded.')), PATIENCE_MS);
  });
  const broken = (error: unknown): Finding =>
    fail(`the check broke off: ${error instanceof Error ? error.message : String(error)}`, 'See the message; run "grid doctor" again.');
  const finding = await Promise.race([run().catch(broken), late]).finally(() => clearTimeout(timer));
  return { check: name, ...finding };
};

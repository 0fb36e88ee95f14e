import { parseArgs } from 'node:util';
import type { Size } from './site.ts';

export type ChaosOptions = {
  sizes: Size[];
  seed: number;
  seconds: number;
  perSecond: number;
  quietSeconds: number;
  json: boolean;
};

export const USAGE = `usage: npm run chaos [-- OPTIONS]
  --short          half a minute of faults, every kind at least once (for CI)
  --minutes N      faults for so long (default 3)
  --seed S         the schedule and what people do (default: today's date)
  --size WHICH     embedded, scaled or all (default: all, side by side)
  --rate N         deeds begun in a second (default 3)
  --json           one object instead of the summary`;

/** Bad options: the message says which. */
export class UsageError extends Error {}

const number = (text: string | undefined, name: string, least: number): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw new UsageError(`--${name}: a number from ${least} on`);
  return value;
};

const sizesOf = (text: string): Size[] => {
  if (text === 'all') return ['embedded', 'scaled'];
  if (text === 'embedded' || text === 'scaled') return [text];
  throw new UsageError('--size: embedded, scaled or all');
};

const SHORT_SECONDS = 22;

/** @throws UsageError */
export const readOptions = (args: string[], today: Date): ChaosOptions => {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      size: { type: 'string', default: 'all' },
      rate: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const minutes = number(values.minutes, 'minutes', 0.1);
  return {
    sizes: sizesOf(values.size),
    seed: number(values.seed, 'seed', 0) ?? Number(today.toISOString().slice(0, 10).replaceAll('-', '')),
    seconds: minutes !== null ? minutes * 60 : values.short ? SHORT_SECONDS : 180,
    perSecond: number(values.rate, 'rate', 0.1) ?? 3,
    quietSeconds: 180,
    json: values.json,
  };
};

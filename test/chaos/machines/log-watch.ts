import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { LogFinding } from '../evidence.ts';

/** What must not stand in any log: a phone number, words that somebody wrote, a fault that nobody handled. */
const FORBIDDEN: readonly [string, RegExp][] = [
  ['a phone number', /(?<![0-9a-z.])1[3-9]\d{9}(?![0-9a-z])/i],
  ['an unhandled rejection', /unhandled ?(promise ?)?rejection|uncaught ?exception|triggerUncaughtException/i],
];

/** The rest of what was written, for whoever looks for a cause; this many last lines are kept in memory. */
const LAST = 60;

export type LogWatch = {
  findings: LogFinding[];
  /** Writes a stream to a file, line by line, and looks at each. */
  follow(process: string, stream: Readable): void;
  last(process: string): string[];
  lines(): number;
  close(): void;
};

/** Follows the logs of all processes without keeping them in memory. `secret` stands in everything that people of this run write. */
export const watchLogs = (folder: string, secret: string): LogWatch => {
  const findings: LogFinding[] = [];
  const files = new Map<string, { path: string; descriptor: number; line: number; last: string[] }>();
  let total = 0;

  const fileOf = (process: string) => {
    const known = files.get(process);
    if (known) return known;
    const path = join(folder, `${process}.log`);
    const file = { path, descriptor: openSync(path, 'a'), line: 0, last: [] };
    files.set(process, file);
    return file;
  };

  let closed = false;
  const look = (process: string, text: string): void => {
    if (closed) return;
    const file = fileOf(process);
    file.line += 1;
    total += 1;
    writeSync(file.descriptor, `${text}\n`);
    file.last.push(text);
    if (file.last.length > LAST) file.last.shift();
    const found = FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
    if (text.includes(secret)) found.push('words that somebody wrote');
    for (const what of found) findings.push({ process, what, file: file.path, line: file.line });
  };

  return {
    findings,
    follow(process, stream) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        const lines = `${rest}${chunk}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) look(process, line);
      });
      stream.on('end', () => {
        if (rest !== '') look(process, rest);
        rest = '';
      });
      stream.on('error', () => undefined);
    },
    last: (process) => [...(files.get(process)?.last ?? [])],
    lines: () => total,
    close: () => {
      closed = true;
      for (const { descriptor } of files.values()) closeSync(descriptor);
      files.clear();
    },
  };
};

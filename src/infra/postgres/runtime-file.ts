import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { giveTo, ownerOf } from './account.ts';

const schema = z.object({
  port: z.number().int(),
  database: z.string(),
  passwordFile: z.string(),
  cluster: z.string(),
  /** The node process that owns the database. */
  pid: z.number().int(),
  role: z.enum(['server', 'command']),
});

/** How another process joins the running database. Left behind by a killed owner, so believe it only when the database answers. */
export type RuntimeFile = z.infer<typeof schema>;

const runtimePath = (dataDir: string): string => join(dataDir, 'postgres.json');

export function writeRuntimeFile(dataDir: string, content: RuntimeFile): void {
  const path = runtimePath(dataDir);
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  giveTo(`${path}.new`, ownerOf(dataDir));
  renameSync(`${path}.new`, path);
}

export function readRuntimeFile(dataDir: string): RuntimeFile | null {
  try {
    return schema.parse(JSON.parse(readFileSync(runtimePath(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

export function removeRuntimeFile(dataDir: string): void {
  rmSync(runtimePath(dataDir), { force: true });
}

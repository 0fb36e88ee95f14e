import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'koa';

const FOLDER = join(import.meta.dirname, 'page');
/** One plain name below the folder: nothing that could climb out of it. */
const NAME = /^[a-z0-9][a-z0-9-]*\.(html|css|js|svg|png|ico|woff2)$/;

const readIfThere = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

/** Serves one file of the page; 404 for anything else. */
export const servePageFile = async (ctx: Context, name: string): Promise<void> => {
  const match = NAME.exec(name);
  const bytes = match && (await readIfThere(join(FOLDER, name)));
  if (!bytes) return;
  ctx.type = match[1] ?? '';
  ctx.body = bytes;
};

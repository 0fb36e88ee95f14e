import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const READS_DRAWS = /\.draw\.(?:find|create|update|count|aggregate|group)|(?:FROM|INTO|UPDATE|JOIN)\s+"?draw"?\s/;

const filesBelow = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('generated/'));

it('lets one file alone read what was drawn: no list, count or message can depend on it otherwise', () => {
  const readers = [...filesBelow('src'), ...filesBelow('jobs')].filter((file) =>
    READS_DRAWS.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  // Who asked and who inspects is no secret; a purge keeps their names as long as the draw is young.
  expect(readers.sort()).toEqual(['src/store/inspections/draws.ts', 'src/store/purge/what-stays.ts']);
  expect(readFileSync(path.join(ROOT, 'src/store/purge/what-stays.ts'), 'utf8')).not.toMatch(/sealed|picks/);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Which layer may import which (besides itself). The rest of `src` (main, program, container, …) puts the parts together and may import all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/domain': [],
  'src/messaging': [],
  'src/conversation': ['src/domain', 'src/messaging'],
  'src/store': ['src/domain', 'src/messaging', 'src/conversation', 'src/infra/database/generated'],
  'src/channels': ['src/messaging'],
  'src/app': ['src/domain', 'src/messaging', 'src/conversation', 'src/store', 'src/infra/database/generated'],
  'src/infra': ['src/app/ports.ts', 'src/app/organisation/workbook.ts', 'src/app/papers/paper.ts', 'src/domain', 'src/messaging'],
  'src/http': ['src/app', 'src/domain', 'src/messaging', 'src/store'],
  'src/sandbox': [],
  jobs: ['src/app', 'src/store/database.ts', 'src/infra/queue'],
};

const filesBelow = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('generated/'));

const importsOf = (file: string): string[] =>
  [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    path.relative(ROOT, path.resolve(ROOT, path.dirname(file), match[1] ?? '')),
  );

const within = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

describe('import directions', () => {
  it.each(Object.entries(MAY_IMPORT))('%s imports only what lies below it', (layer, allowed) => {
    const files = filesBelow(layer);
    expect(files.length).toBeGreaterThan(0);
    const offences = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => ![layer, ...allowed].some((place) => within(target, place)))
        .map((target) => `${file} → ${target}`),
    );
    expect(offences).toEqual([]);
  });

  it('lets src import jobs in the composition of the program only', () => {
    const importers = filesBelow('src').filter((file) => importsOf(file).some((target) => within(target, 'jobs')));
    expect(importers).toEqual(['src/program.ts']);
  });

  it('keeps the platforms apart: no channel imports another', () => {
    const folders = readdirSync(path.join(ROOT, 'src/channels'));
    const offences = folders.flatMap((folder) =>
      filesBelow(`src/channels/${folder}`).flatMap((file) =>
        importsOf(file).filter((target) => within(target, 'src/channels') && !within(target, `src/channels/${folder}`)),
      ),
    );
    expect(offences).toEqual([]);
  });

  it('has no circle of imports', () => {
    const graph = new Map([...filesBelow('src'), ...filesBelow('jobs')].map((file) => [file, importsOf(file)]));
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });
});

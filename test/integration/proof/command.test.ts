import { appendFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grid, gridJson } from '../cli/grid.ts';
import { type KeptCity, livedIn, openKeptCity } from './kept-city.ts';

describe('grid verify', () => {
  let city: KeptCity;
  let lived: Awaited<ReturnType<typeof livedIn>>;
  const env = () => ({ DATABASE_URL: city.url, DATA_DIR: city.folder, CLOCK: 'virtual', CLOCK_START: city.clock.at.toISOString() });

  beforeAll(async () => {
    city = await openKeptCity();
    lived = await livedIn(city);
  });
  afterAll(() => city.close());

  it('counts what it has looked at, and is content', async () => {
    const { code, stdout } = await grid(env(), 'verify');
    expect(stdout).toMatch(/items +9\n/);
    expect(stdout).toMatch(/anchored until +2026-11-24 \([0-9a-f]{64}\)/);
    expect(stdout).toContain('Everything is as it was written.');
    expect(code).toBe(0);
  });

  it('names what was altered, and fails', async () => {
    const { hash } = await city.database.prisma.mediaFile.findFirstOrThrow();
    await appendFile(city.fileOf(hash), '.');
    await city.tamper([`UPDATE history_text SET text = text || '。' WHERE number = $1 AND text = '看过了'`, [lived.archived]]);
    const { code, stdout } = await grid(env(), 'verify');
    expect(stdout).toMatch(
      new RegExp(`^${lived.archived} entry \\d+: words were altered \\(text [0-9a-f-]+\\)\\nphoto ${hash}: the file was altered`),
    );
    expect(stdout).not.toContain('看过了');
    expect(code).toBe(1);
    const withoutFiles = await gridJson(env(), 'verify', '--no-files');
    expect(withoutFiles.json).toMatchObject({
      ok: false,
      items: [{ record: expect.stringMatching(lived.archived) }],
      checked: { files: 0, items: 9 },
    });
    expect(withoutFiles.code).toBe(1);
  });
});

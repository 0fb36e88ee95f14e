import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../../src/infra/postgres/embedded.ts';
import { smallCity } from '../../unit/app/organisation/small-city.ts';
import { type Folder, grid, gridJson, temporaryFolder } from './grid.ts';

let folder: Folder;
const quiet = { info: () => undefined, warn: () => undefined };

beforeAll(async () => {
  folder = await temporaryFolder();
  await chmod(folder.path, 0o711); // PostgreSQL runs as another user when the tests are run by root
});

afterAll(() => folder.remove());

describe('the embedded size', () => {
  test('works without a server, beside one, and says who is in the way', async () => {
    const dataDir = path.join(folder.path, 'data');
    const env = { DATA_DIR: dataDir };
    const file = await folder.workbook('city.xlsx', smallCity());
    expect((await gridJson(env, 'import', file)).json).toMatchObject({ units: 8, errors: [] });

    const server = await startEmbeddedPostgres({ dataDir, log: quiet, role: 'server' });
    const beside = await gridJson(env, 'people').finally(() => server.stop());
    expect(beside.code).toBe(0);
    expect((beside.json.items as unknown[]).length).toBe(5);

    const command = await startEmbeddedPostgres({ dataDir, log: quiet, role: 'command' });
    const refused = await grid(env, 'people', '--json').finally(() => command.stop());
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/^grid: A command is already running for DATA_DIR .* Try again when it has finished\.\n$/);

    expect((await gridJson(env, 'people', '--limit', '1')).json).toMatchObject({ items: [{ id: 'P1' }] });
  });
});

import { defineConfig } from 'vitest/config';

const project = (name: string, needsDatabase: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/setup.ts'],
    globalSetup: needsDatabase ? ['test/support/database-server.ts'] : [],
    pool: 'forks' as const,
    env: { TZ: 'UTC' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes on a busy machine: the gate tries once more, and says so in its report.
    retry: needsDatabase && process.env.CI ? 1 : 0,
  },
});

/** `unit` touches no database and no network; `integration` runs on real PostgreSQL (and Redis where present); `e2e` starts the whole program. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [project('unit', false), project('integration', true), project('e2e', true)],
  },
});

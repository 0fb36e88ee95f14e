import { defineConfig } from 'prisma/config';

// `prisma generate` needs no engine, but the CLI insists on finding one and would download it: node itself stands in.
// `prisma migrate` must not be used (it fails with this setting, on purpose): see prisma/tools/migration.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});

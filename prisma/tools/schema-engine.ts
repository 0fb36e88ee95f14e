import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/**
 * The SQL that turns what a database has into what schema.prisma says; null when they agree.
 * Triggers, functions, CHECKs and partial or expression indexes are beyond schema.prisma and are left alone.
 * It uses Prisma's schema engine in its WebAssembly form, which needs no download but is no public interface of Prisma:
 * hence only a tool for developers and CI; `src` never needs it.
 */
export async function diffToSchema(connectionString: string, schema: { path: string; content: string }): Promise<string | null> {
  await loadEngine();
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on('error', () => undefined);
  const factory = bindMigrationAwareSqlAdapterFactory(describingFactory(pool));
  const files = [schema];
  const engine = await engineModule.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, factory);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : (stdout ?? '');
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Node has it; its types come only with those of the browser. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }> };
};

async function loadEngine(): Promise<void> {
  // Where the engine reports why it died; without it every such death reads "unreachable".
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) } });
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await webAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...engineModule } });
  engineModule.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
}

function describingFactory(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: 'postgres',
    adapterName: 'campus-grid-migration',
    connect: async () => withCharColumns(await new PrismaPg(pool).connect()),
    // The engine is only asked to compare, for which it needs no shadow database.
    connectToShadowDb: () => Promise.reject(new Error('there is no shadow database')),
  };
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Performing = { performIO(query: SqlQuery): Promise<pg.QueryArrayResult> };

const INTERNAL_CHAR = 18;
const TEXT = 25;

/** PostgreSQL's catalogue has columns of the type `"char"`, which the engine asks for and PrismaPg refuses to read. */
function withCharColumns(adapter: Adapter): Adapter {
  const performing = adapter as unknown as Performing; // the method is private only to TypeScript
  const queryRaw = adapter.queryRaw;
  adapter.queryRaw = async (query) => {
    const chars: number[] = [];
    const performIO = async (inner: SqlQuery): Promise<pg.QueryArrayResult> => {
      const result = await performing.performIO(inner);
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== INTERNAL_CHAR) continue;
        chars.push(index);
        field.dataTypeID = TEXT;
      }
      return result;
    };
    const result = await queryRaw.call(Object.create(adapter, { performIO: { value: performIO } }), query);
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

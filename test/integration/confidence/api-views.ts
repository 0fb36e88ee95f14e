import type { AddressInfo } from 'node:net';
import { createApiRouter } from '../../../src/http/api.ts';
import { createApp } from '../../../src/http/app.ts';
import type { City } from '../conversation/city.ts';

const TOKEN = 'a-token-of-sixteen-or-more';

/** One object of the read API, and the address that showed it. */
export type Shown = { path: string; text: string };

export type Reader = {
  /** Every object of a list, page by page. */
  list(path: string): Promise<Shown[]>;
  one(path: string): Promise<{ status: number; text: string; body: Record<string, unknown> }>;
  close(): Promise<void>;
};

/** The read API of a city, on a port of this machine. */
export const readerOf = async (city: City): Promise<Reader> => {
  const router = createApiRouter({ database: city.database, apiToken: TOKEN, clock: city.clock });
  const server = createApp({ first: [], routers: [router], log: city.deps.log }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const one: Reader['one'] = async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
  };
  return {
    one,
    async list(path) {
      const shown: Shown[] = [];
      let cursor: unknown = null;
      do {
        const joiner = path.includes('?') ? '&' : '?';
        const { status, body, text } = await one(`${path}${joiner}limit=200${cursor === null ? '' : `&cursor=${String(cursor)}`}`);
        if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
        shown.push(...(body.items as unknown[]).map((item) => ({ path, text: JSON.stringify(item) })));
        cursor = body.next;
      } while (cursor !== null);
      return shown;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
};

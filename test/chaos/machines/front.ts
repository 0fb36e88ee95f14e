import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The one address that the platform knows: it spreads calls over the web processes, as a reverse proxy before them does. */
export type Front = { url: string; close(): Promise<void> };

const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET']);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const readBody = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

export const createFront = async (ports: readonly number[]): Promise<Front> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let turn = 0;

  const passOn = (incoming: IncomingMessage, body: Buffer, port: number): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const onward = request({ agent, host: '127.0.0.1', port, method, path: url, headers: { ...headers, connection: 'keep-alive' } });
      onward.once('response', resolve);
      onward.once('error', reject);
      onward.end(body);
    });

  /** The next process is asked where the first one has nobody at the door; a call that broke midway fails, and the platform sends again. */
  const answerOf = async (incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage | null> => {
    turn += 1;
    for (let step = 0; step < ports.length; step += 1) {
      try {
        return await passOn(incoming, body, ports[(turn + step) % ports.length] ?? 0);
      } catch (error) {
        if (!REFUSED.has(codeOf(error))) return null;
      }
    }
    return null;
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const answer = await answerOf(incoming, await readBody(incoming));
    if (!answer) return void outgoing.writeHead(502).end();
    outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  };

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};

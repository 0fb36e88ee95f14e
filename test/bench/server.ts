import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import rawBody from 'raw-body';
import { createWecomChannel } from '../../src/channels/wecom/index.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/infra/logger.ts';
import type { RawRequest } from '../../src/messaging/channel.ts';
import { startProgram } from '../../src/program.ts';

/**
 * One server under load, in a process of its own: `bare` Koa, `verify` (Koa, signature, decryption, parsing), or `product` (the whole
 * acknowledged path: the same, and the committed row). Prints its address when it is ready.
 */
const mode = process.argv[2];
const config = loadConfig(process.env);

const unused = () => Promise.reject(new Error('not needed here'));
const nothing = { read: unused, claim: unused, save: unused, release: unused, get: unused, put: unused, drop: unused };

const listen = (app: Koa): void => {
  const server = createServer(app.callback()).listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
};

const bare = (): Koa => {
  const app = new Koa();
  app.use((ctx) => {
    ctx.body = '';
    ctx.status = 200;
  });
  return app;
};

const verifying = (): Koa => {
  if (!config.wecom) throw new Error('WECOM_* must be set');
  const channel = createWecomChannel(config.wecom, { tokens: nothing, uploads: nothing, media: nothing });
  const app = new Koa();
  app.use(async (ctx) => {
    const body = await rawBody(ctx.req, { limit: '1mb', encoding: 'utf8', length: ctx.req.headers['content-length'] });
    const opened = channel.open({ method: 'POST', query: ctx.query as RawRequest['query'], headers: {}, body }, new Date());
    if (opened.kind !== 'event') throw new Error(`not opened: ${opened.kind}`);
    channel.parse(opened.envelope.payload);
    ctx.status = 200;
    ctx.body = '';
  });
  return app;
};

if (mode === 'bare') listen(bare());
else if (mode === 'verify') listen(verifying());
else {
  const program = await startProgram(config, mode === 'product' ? 'web' : 'both', createLogger(process.env.LOG_LEVEL ?? 'error'));
  process.stdout.write(`${program.url}\n`);
  process.on('SIGTERM', () => void program.stop().then(() => process.exit(0)));
}

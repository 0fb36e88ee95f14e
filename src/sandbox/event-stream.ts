import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';

const KEPT_EVENTS = 1_000;
const HEARTBEAT_MS = 15_000;

type Entry = { number: number; text: string };

/** Server-sent events for any number of open pages. */
export type EventStream = {
  publish(name: string, data: unknown): void;
  /** Answers a request with the stream, from its Last-Event-ID on. */
  open(ctx: Context): void;
  readonly listeners: number;
  close(): void;
};

export const createEventStream = (): EventStream => {
  // Numbers of an earlier run mean nothing here; the page reads the whole state again when it reconnects.
  const run = randomBytes(4).toString('hex');
  const clients = new Set<ServerResponse>();
  let kept: Entry[] = [];
  let last = 0;

  const beat = setInterval(() => {
    for (const client of clients) client.write(': still here\n\n');
  }, HEARTBEAT_MS).unref();

  const missedSince = (lastEventId: string): Entry[] => {
    const [fromRun, number] = lastEventId.split('-');
    return fromRun === run ? kept.filter((entry) => entry.number > Number(number)) : [];
  };

  return {
    publish(name, data) {
      last += 1;
      const text = `id: ${run}-${last}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
      kept = [...kept.slice(1 - KEPT_EVENTS), { number: last, text }];
      for (const client of clients) client.write(text);
    },
    open(ctx) {
      // Past Koa: it would report every page that is closed as a broken answer.
      ctx.respond = false;
      const client = ctx.res;
      client.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      client.write('retry: 1000\n\n');
      for (const entry of missedSince(ctx.get('last-event-id'))) client.write(entry.text);
      clients.add(client);
      client.once('close', () => clients.delete(client));
    },
    get listeners() {
      return clients.size;
    },
    close() {
      clearInterval(beat);
      for (const client of clients) client.end();
      clients.clear();
    },
  };
};

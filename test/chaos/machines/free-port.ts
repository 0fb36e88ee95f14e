import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what systems give to outgoing connections (32768 on Linux, 49152 elsewhere): while a machine is down, nobody's call to it may get
 * its very port to call from.
 */
const FROM = 20_000;
const TO = 32_000;
const TRIES = 200;

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
};

/** A port of 127.0.0.1 that nobody listens on now, and that stays free while its owner is away. */
export const freePort = async (): Promise<number> => {
  for (let nth = 0; nth < TRIES; nth += 1) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${FROM} and ${TO}`);
};

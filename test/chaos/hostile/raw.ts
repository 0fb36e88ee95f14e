import { createConnection } from 'node:net';
import { genuineXml } from './genuine.ts';
import { encryptBytes, envelopeOf, signed } from './seal.ts';

/** Bytes for the socket itself, that no HTTP client would send. */
export type RawShot = { what: string; bytes: string };

const HEAD = 'Host: x\r\nContent-Type: text/xml\r\n';

/** A genuine request, whose head is then spoilt: nothing of it may come through by a side door. */
const genuine = (): { target: string; body: string; length: number } => {
  const { query, encrypted } = signed(encryptBytes(Buffer.from(genuineXml(0))));
  const body = envelopeOf(encrypted);
  return { target: `/wecom/callback?${new URLSearchParams(query)}`, body, length: Buffer.byteLength(body) };
};

/** HTTP that is none: cut off, contradictory, oversized, or of another protocol. */
export const rawShots = (): RawShot[] => {
  const { target, body, length } = genuine();
  const post = (headers: string, content = body): string => `POST ${target} HTTP/1.1\r\n${HEAD}${headers}\r\n\r\n${content}`;
  return [
    { what: 'another protocol', bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' },
    { what: 'no request line', bytes: '\r\n\r\n\0\0\0\r\n\r\n' },
    { what: 'an unknown version', bytes: `POST ${target} HTTP/9.9\r\n${HEAD}Content-Length: ${length}\r\n\r\n${body}` },
    { what: 'a method of chance', bytes: `\u0001\u0002 ${target} HTTP/1.1\r\n${HEAD}\r\n` },
    { what: 'two lengths', bytes: post(`Content-Length: ${length}\r\nContent-Length: 3`) },
    {
      what: 'a length and chunks',
      bytes: post(`Content-Length: ${length}\r\nTransfer-Encoding: chunked`, `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`),
    },
    { what: 'a negative length', bytes: post('Content-Length: -1') },
    { what: 'a length of words', bytes: post('Content-Length: many') },
    { what: 'a length beyond all numbers', bytes: post(`Content-Length: ${'9'.repeat(40)}`) },
    { what: 'chunks of no size', bytes: post('Transfer-Encoding: chunked', `zz\r\n${body}\r\n0\r\n\r\n`) },
    { what: 'an unknown transfer encoding', bytes: post('Transfer-Encoding: gzip, nothing') },
    { what: 'a header without a name', bytes: post(`: x\r\nContent-Length: ${length}`) },
    { what: 'a header with a NUL', bytes: post(`X-A: a\0b\r\nContent-Length: ${length}`) },
    { what: 'a header of 100 KB', bytes: post(`X-A: ${'a'.repeat(100_000)}\r\nContent-Length: ${length}`) },
    { what: 'ten thousand headers', bytes: post(`${'A: b\r\n'.repeat(10_000)}Content-Length: ${length}`) },
    { what: 'an address of 100 KB', bytes: `POST /wecom/callback?${'a'.repeat(100_000)} HTTP/1.1\r\n${HEAD}\r\n` },
    { what: 'a body that never comes', bytes: post(`Content-Length: ${length}`, body.slice(0, 40)) },
    { what: 'a head that never ends', bytes: `POST ${target} HTTP/1.1\r\nHost: x\r\nX-A: ` },
  ];
};

const PATIENCE_MS = 700;

/** The status of the first answer, null where the connection ended (or was left by us, after a moment) without one. */
export const fireRaw = (url: string, { bytes }: RawShot): Promise<number | null> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let answer = '';
    const socket = createConnection({ host: hostname, port: Number(port) }, () => socket.write(Buffer.from(bytes, 'latin1')));
    const end = (): void => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1] ?? Number.NaN) || null);
    };
    socket.setTimeout(PATIENCE_MS, end);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', end);
    socket.on('close', end);
  });

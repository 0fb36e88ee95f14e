import { createHash } from 'node:crypto';
import { encrypt } from '@wecom/crypto';
import autocannon from 'autocannon';

export type Figures = { perSecond: number; p50: number; p99: number; failed: number };
type Credentials = { corpId: string; agentId: number; token: string; encodingAesKey: string };

const xml = ({ corpId, agentId }: Credentials, id: number): string =>
  `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[teacher${id % 500}]]></FromUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[三楼东侧楼梯扶手松了]]></Content><MsgId>${id}</MsgId><AgentID>${agentId}</AgentID></xml>`;

let lastId = 7_000_000_000;

/** A signed, encrypted callback that has not been sent before: a repeat would be cheaper than a message. */
const callback = (credentials: Credentials): { path: string; body: string } => {
  lastId += 1;
  const encrypted = encrypt(credentials.encodingAesKey, xml(credentials, lastId), credentials.corpId);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(lastId);
  const signature = createHash('sha1').update([credentials.token, timestamp, nonce, encrypted].sort().join('')).digest('hex');
  return {
    path: `/wecom/callback?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    body: `<xml><ToUserName><![CDATA[${credentials.corpId}]]></ToUserName><AgentID>${credentials.agentId}</AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
};

/** A commit costs its time whatever it carries: with more callers at once more of them share one. */
export const CONNECTIONS = 64;

/** Requests are made beforehand, so that the load generator's own work does not count. */
const POOL = 60_000;

export const drive = async (url: string, credentials: Credentials, seconds: number): Promise<Figures> => {
  const pool = Array.from({ length: POOL }, () => callback(credentials));
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        setupRequest: (request) => {
          const one = pool[next % pool.length];
          next += 1;
          return { ...request, path: one?.path, body: one?.body };
        },
      },
    ],
  });
  if (next > POOL) console.log(`  (the pool of ${POOL} requests ran out: the last ones were repeats)`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, failed: result.non2xx + result.errors };
};

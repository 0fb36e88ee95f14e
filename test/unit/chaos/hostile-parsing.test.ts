import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRequest } from '../../../src/channels/wecom/open.ts';
import { parsePayload } from '../../../src/channels/wecom/parse.ts';
import { genuineXml } from '../../chaos/hostile/genuine.ts';
import { encryptBytes, envelopeOf, signed } from '../../chaos/hostile/seal.ts';
import { anyShot } from '../../chaos/hostile/shots.ts';
import { CREDENTIALS } from '../../support/credentials.ts';

/** Signed by the platform as of now: what is inside comes through to the parser. */
const opened = (message: Buffer) => {
  const { query, encrypted } = signed(encryptBytes(message));
  const request = { method: 'POST' as const, query, headers: {}, body: envelopeOf(encrypted) };
  return openRequest(CREDENTIALS, CREDENTIALS.agentId, request, new Date());
};

const TAGS = ['xml', 'ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event', 'EventKey', 'Content', 'MsgId', 'AgentID', 'MediaId'];
const TYPES = ['text', 'image', 'location', 'event', 'voice', 'click', 'template_card_event', 'subscribe'];

/** Pieces that XML is made of, in any order: nearer to a message than bytes of chance. */
const piece = fc.oneof(
  fc.constantFrom(...TAGS.flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag}/>`, `<${tag} a="b">`])),
  fc.constantFrom(...TYPES),
  fc.constantFrom(
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x?>',
    '<!DOCTYPE a>',
    '&amp;',
    '&#0;',
    '&#xD800;',
    '&a;',
    '1795420800',
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const almostXml = fc.array(piece, { maxLength: 60 }).map((pieces) => `<xml>${pieces.join('')}`);

/** A genuine message with one stretch replaced by bytes of chance. */
const spoilt = fc.tuple(fc.nat(1_000), fc.nat(2_000), fc.nat(40), fc.uint8Array({ maxLength: 40 })).map(([nth, from, length, junk]) => {
  const bytes = Buffer.from(genuineXml(nth));
  const start = from % bytes.length;
  return Buffer.concat([bytes.subarray(0, start), junk, bytes.subarray(start + length)]);
});

const anyMessage = fc.oneof(
  almostXml.map((text) => Buffer.from(text)),
  spoilt,
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
);

describe('whatever the platform has signed', () => {
  it('is opened without throwing, as an event or as something that is kept', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(['event', 'kept']).toContain(opened(message).kind);
      }),
      { numRuns: 4_000 },
    );
  });

  it('is parsed without throwing, and holds nothing that the database refuses', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const result = opened(message);
        if (result.kind !== 'event' && result.kind !== 'kept') throw new Error(`refused: ${JSON.stringify(result)}`);
        expect(result.envelope.payload + result.envelope.lane + result.envelope.dedupeKey).not.toContain('\0');
        expect(result.envelope.dedupeKey.length).toBeLessThanOrEqual(128);
        const parsed = parsePayload(result.envelope.payload);
        expect(JSON.stringify(parsed)).not.toMatch(/\\u0000|NaN/);
        expect(Number.isNaN(parsed.sentAt.getTime())).toBe(false);
      }),
      { numRuns: 4_000 },
    );
  });
});

describe('the shots of the hostile test', () => {
  it('are what they say: refused, kept or taken by the same rules that the program has', () => {
    const pool = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((nth) => genuineXml(nth));
    fc.assert(
      fc.property(anyShot(pool), (make) => {
        const { verdict, what, path, body, method } = make();
        fc.pre(verdict !== 'either' && ['GET', 'POST'].includes(method) && path.startsWith('/wecom/callback?'));
        const query = Object.fromEntries(new URL(path, 'http://127.0.0.1').searchParams);
        const request = {
          method: method === 'GET' ? ('GET' as const) : ('POST' as const),
          query,
          headers: {},
          body: body.toString('utf8'),
        };
        const { kind } = openRequest(CREDENTIALS, CREDENTIALS.agentId, request, new Date());
        expect([what, kind]).toEqual([what, { refused: 'refused', kept: 'kept', taken: 'event' }[verdict]]);
      }),
      { numRuns: 2_000 },
    );
  });
});

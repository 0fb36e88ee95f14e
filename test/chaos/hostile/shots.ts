import fc from 'fast-check';
import { CREDENTIALS } from '../../support/credentials.ts';
import { genuineXml, stranger } from './genuine.ts';
import { encryptBytes, encryptRaw, envelopeOf, type Sealed, signed } from './seal.ts';

/**
 * What must become of a request.
 * - `refused`: 4xx, and no trace.
 * - `kept`: 200, and an inbox row that nobody acts on.
 * - `taken`: 200, and handled like a message, without any effect but an answer.
 * - `either`: whatever was changed may or may not be what the signature covers; 200 or 4xx.
 */
export type Verdict = 'refused' | 'kept' | 'taken' | 'either';
export type Shot = {
  what: string;
  verdict: Verdict;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
};

/** What chance decides of a shot. */
type Draw = { base: number; at: number; bit: number; junk: Uint8Array; text: string };
/** `pool`: genuine messages; `mark`: unlike that of every other shot. */
type Context = { pool: readonly string[]; mark: string };
type Maker = (draw: Draw, context: Context) => Partial<Shot> & { sealed?: Sealed };

const PATH = '/wecom/callback';

const genuine = ({ base }: Draw, { pool }: Context): string => pool[base % pool.length] ?? '';
const sealedXml = (xml: string, at?: number): Sealed => signed(encryptBytes(Buffer.from(xml)), at);
const bodyOf = (sealed: Sealed): Buffer => Buffer.from(envelopeOf(sealed.encrypted));
const flipped = (bytes: Buffer, at: number, bit: number): Buffer => {
  const changed = Buffer.from(bytes);
  const place = at % Math.max(1, changed.length);
  changed[place] = (changed[place] ?? 0) ^ (1 << (bit % 8));
  return changed;
};
const withQuery = (sealed: Sealed, query: Record<string, string>): Sealed => ({ ...sealed, query: { ...sealed.query, ...query } });
const without = (sealed: Sealed, name: string): Sealed => ({
  ...sealed,
  query: Object.fromEntries(Object.entries(sealed.query).filter(([key]) => key !== name)),
});
/** Another one of the same alphabet at some place. */
const replaced = (text: string, at: number, alphabet: string): string => {
  const place = at % text.length;
  const letter = [...alphabet].find((one, index) => one !== text[place] && index >= at % (alphabet.length - 1)) ?? alphabet.at(-1) ?? '';
  const changed = letter === text[place] ? (alphabet[0] ?? '') : letter;
  return text.slice(0, place) + changed + text.slice(place + 1);
};

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MINUTES = 60_000;

/** Nothing of this was signed by the platform, or not for us, or not now. */
const REFUSED: Record<string, Maker> = {
  'a changed ciphertext': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed, body: Buffer.from(envelopeOf(replaced(sealed.encrypted, draw.at, BASE64))) };
  },
  'a changed signature': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed: withQuery(sealed, { msg_signature: replaced(sealed.query.msg_signature ?? '', draw.at, '0123456789abcdef') }) };
  },
  'another timestamp': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed: withQuery(sealed, { timestamp: String(Number(sealed.query.timestamp) + 1 + (draw.at % 100)) }) };
  },
  'another nonce': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed: withQuery(sealed, { nonce: `${sealed.query.nonce}${draw.at}` }) };
  },
  'junk for the parameters': (draw, context) => {
    const name = ['msg_signature', 'timestamp', 'nonce'][draw.bit % 3] ?? '';
    return { sealed: withQuery(sealedXml(genuine(draw, context)), { [name]: `${draw.text.slice(0, 30)}?` }) };
  },
  'a missing parameter': (draw, context) => ({
    sealed: without(sealedXml(genuine(draw, context)), ['msg_signature', 'timestamp', 'nonce'][draw.at % 3] ?? ''),
  }),
  'the signature of another message': (draw, context) => {
    const [one, other] = [sealedXml(genuine(draw, context)), sealedXml(genuine(draw, context))];
    return { sealed: { ...one, query: other.query } };
  },
  'a body that is cut off': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    const whole = bodyOf(sealed);
    return { sealed, body: whole.subarray(0, draw.at % whole.indexOf(']]></Encrypt>')) };
  },
  'two envelopes': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed, body: Buffer.from(envelopeOf(sealed.encrypted).repeat(2 + (draw.at % 3))) };
  },
  'a stale moment': (draw, context) => {
    const minutes = 11 + (draw.at % 100_000);
    return { sealed: sealedXml(genuine(draw, context), Date.now() + (draw.bit % 2 === 0 ? -minutes : minutes) * MINUTES) };
  },
  'another corp inside': (draw, context) => ({
    sealed: signed(
      encryptBytes(Buffer.from(genuine(draw, context)), { receiver: draw.bit < 4 ? 'wwffffffffffffffff' : draw.text.slice(0, 20) }),
    ),
  }),
  'a padding that is none': (draw) => {
    const blocks = Buffer.alloc(32 * (1 + (draw.at % 4)), Buffer.from([1, ...draw.junk]));
    blocks[blocks.length - 1] = draw.bit < 4 ? 0 : 33 + (draw.at % 200);
    return { sealed: signed(encryptRaw(blocks)) };
  },
  'a length beyond the end': (draw, context) => ({
    sealed: signed(encryptBytes(Buffer.from(genuine(draw, context)), { length: 0x7fffffff - (draw.at % 1000) })),
  }),
  'blocks of chance': (draw) => ({
    sealed: signed(encryptRaw(Buffer.alloc(16 * (1 + (draw.at % 6)), Buffer.from([draw.bit, ...draw.junk])))),
  }),
  'no Base64': (draw) => ({ sealed: signed(`%${draw.text.replace(/[<>[\]\s]/g, '')}`) }),
  'half a block': (draw, context) => ({ sealed: signed(sealedXml(genuine(draw, context)).encrypted.slice(0, 4 * (1 + (draw.at % 5)))) }),
  'no envelope': (draw) => ({ sealed: signed('x'), body: Buffer.from([123, ...draw.junk]) }),
  nothing: () => ({ sealed: signed('x'), body: Buffer.alloc(0) }),
  'another encoding': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed, body: Buffer.from(envelopeOf(sealed.encrypted), 'utf16le') };
  },
  'a document type outside': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed, body: Buffer.from(`<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "b">]>${envelopeOf(sealed.encrypted)}`) };
  },
  'a forged check of the address': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { method: 'GET', sealed: withQuery(sealed, { echostr: replaced(sealed.encrypted, draw.at, BASE64) }), body: Buffer.alloc(0) };
  },
  'another method': (draw, context) => ({
    method: ['PUT', 'DELETE', 'PATCH'][draw.at % 3] ?? 'PUT',
    sealed: sealedXml(genuine(draw, context)),
  }),
  'another path': (draw, context) => ({
    path: `${PATH}/${encodeURIComponent(`x${draw.text}`)}`,
    sealed: sealedXml(genuine(draw, context)),
  }),
};

/** Something in it was changed that the signature may not cover; genuine messages whose repeats are known. */
const EITHER: Record<string, Maker> = {
  'a bit somewhere': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    return { sealed, body: flipped(bodyOf(sealed), draw.at, draw.bit) };
  },
  'odd headers': (draw, context) => {
    const odd: Record<string, string>[] = [
      { 'content-type': 'application/octet-stream' },
      { 'content-type': 'text/xml; charset=gb2312' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'x-nothing' },
      { 'x-forwarded-for': `${draw.text.replace(/[^a-z0-9]/gi, '')},`.repeat(40) },
      { host: `h${draw.at}.invalid` },
      { cookie: 'a=b; '.repeat(200) },
    ];
    return { sealed: sealedXml(genuine(draw, context)), headers: odd[draw.at % odd.length] ?? {} };
  },
  'more parameters': (draw, context) => ({
    sealed: withQuery(sealedXml(genuine(draw, context)), { [`x${draw.text}`]: draw.text, echostr: 'x' }),
  }),
  'blanks and marks around': (draw, context) => {
    const sealed = sealedXml(genuine(draw, context));
    const before = ['\ufeff', '\r\n\t ', '<?xml version="1.0" encoding="gb2312"?>', '\0'][draw.at % 4] ?? '';
    return { sealed, body: Buffer.from(`${before}${envelopeOf(sealed.encrypted)}${draw.text}`) };
  },
};

const bomb = (mark: string): string => {
  const entities = Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('');
  return `<!DOCTYPE xml [<!ENTITY a "${'a'.repeat(50)}">${entities}]><xml><FromUserName>${mark}</FromUserName><Content>&j;</Content></xml>`;
};
const LONE_SURROGATES = Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf]);
const keep = (message: Buffer | string): ReturnType<Maker> => ({ sealed: signed(encryptBytes(Buffer.from(message))) });

/** Signed by the platform itself, and without any sense. */
const KEPT: Record<string, Maker> = {
  'an entity bomb': (_draw, { mark }) => keep(bomb(mark)),
  'deep nesting': ({ at }, { mark }) => keep(`${'<xml>'.repeat(50 + (at % 2_000))}${mark}`),
  'deep and closed': ({ at }, { mark }) => {
    const depth = 20 + (at % 500);
    return keep(`<xml>${'<a>'.repeat(depth)}${mark}${'</a>'.repeat(depth)}</xml>`);
  },
  'words instead of XML': ({ text }, { mark }) => keep(`${mark}${text}`),
  'bytes instead of XML': ({ junk }, { mark }) => keep(Buffer.concat([Buffer.from(mark), Buffer.from(junk)])),
  'bytes that are no UTF-8': ({ junk }, { mark }) =>
    keep(
      Buffer.concat([Buffer.from(`<xml><X>${mark}`), LONE_SURROGATES, Buffer.from([0xff, 0xfe, 0xc0, ...junk]), Buffer.from('</X></xml>')]),
    ),
  NULs: ({ at }, { mark }) => keep(Buffer.concat([Buffer.alloc(1 + (at % 200)), Buffer.from(mark), Buffer.alloc(1 + (at % 50))])),
  'XML that is cut off': (draw, context) => keep(`${genuine(draw, context).slice(0, draw.at % 60)}${context.mark}`),
  'two roots': (draw, context) => keep(`${genuine(draw, context)}<xml>${context.mark}</xml>`),
  'a time that is none': (draw, context) =>
    keep(genuine(draw, context).replace(/<CreateTime>\d+/, () => `<CreateTime>${context.mark}-1e99`)),
  'no sender': (draw, context) => keep(genuine(draw, context).replace(/<FromUserName>.*<\/FromUserName>/, `<Mark>${context.mark}</Mark>`)),
  'names of JavaScript for tags': (_draw, { mark }) =>
    keep(`<xml><__proto__><FromUserName>x</FromUserName></__proto__><constructor>1</constructor><toString>${mark}</toString></xml>`),
  'another root': (draw, context) => keep(`<json>${genuine(draw, context)}${context.mark}</json>`),
  // Messages, not events: they have numbers of their own, so that none is taken for the repeat of another.
  'another app of the corp': (draw) =>
    keep(genuineXml(draw.base % 7).replace(/<AgentID>\d+/, () => `<AgentID>${9_000_000 + (draw.at % 1000)}`)),
};

const changedTo = (xml: string, tag: string, inside: string): string =>
  xml.replace(new RegExp(`<${tag}>.*?</${tag}>`, 's'), () => `<${tag}>${inside}</${tag}>`);
const safe = (text: string): string => `<![CDATA[${text.replaceAll(']]>', '')}]]>`;
const take = (xml: string): ReturnType<Maker> => keep(xml);
/** A message of that type, new. */
const fresh = (type: number, draw: Draw): string => genuineXml(type, stranger(draw.base));

/** Rightly signed, readable, and odd: it comes through to the people's side of the program. */
const TAKEN: Record<string, Maker> = {
  'an unknown type': (draw) => take(changedTo(fresh(0, draw), 'MsgType', safe(`x${draw.text}`))),
  'an unknown event': (draw, { mark }) => take(changedTo(fresh(9, draw), 'Event', safe(`x${mark}`))),
  'words of chance': (draw) => take(changedTo(fresh(0, draw), 'Content', safe(draw.text))),
  'words that are no UTF-8': (draw) => {
    const [before, after] = fresh(0, draw).split('北楼');
    return keep(
      Buffer.concat([
        Buffer.from(before ?? ''),
        LONE_SURROGATES,
        Buffer.from(draw.junk).map((byte) => byte | 0x80),
        Buffer.from(after ?? ''),
      ]),
    );
  },
  'long words': (draw) => take(changedTo(fresh(0, draw), 'Content', safe('隐患🔥'.repeat(1 + (draw.at % 1_500))))),
  'entities and references': (draw) =>
    take(changedTo(fresh(0, draw), 'Content', '&#0;&#xD800;&#x10FFFF;&#x110000;&amp;amp;&unknown;&lt;xml&gt;')),
  'no media': (draw) => take(changedTo(fresh(1 + (draw.at % 3), draw), 'MediaId', '')),
  'a place nowhere': (draw) => take(changedTo(changedTo(fresh(4, draw), 'Location_X', 'NaN'), 'Location_Y', safe(draw.text))),
  'a button of chance': (draw) => take(changedTo(fresh(12, draw), 'EventKey', safe(draw.text))),
  'a menu of chance': (draw, { mark }) => take(changedTo(fresh(7, draw), 'EventKey', safe(`${mark}${draw.text}`))),
  'an element twice': (draw) => take(fresh(0, draw).replace('<Content>', '<Content>x</Content><Content>')),
  'an element inside where words should be': (draw) => take(changedTo(fresh(0, draw), 'Content', '<a><b>x</b></a>')),
  'a sender of chance': (draw, { mark }) => take(changedTo(fresh(0, draw), 'FromUserName', safe(`${mark}${draw.text}`))),
  'another spelling of the message number': (draw, { mark }) =>
    take(changedTo(fresh(0, draw), 'MsgId', safe(`${mark}${draw.text}`.repeat(3)))),
};

const MAKERS: Record<Verdict, [string, Maker][]> = {
  refused: Object.entries(REFUSED),
  either: Object.entries(EITHER),
  kept: Object.entries(KEPT),
  taken: Object.entries(TAKEN),
};

/** How many of a hundred. What comes through costs the program a hundred times as much as what it refuses. */
const SHARES: Record<Verdict, number> = { refused: 69, kept: 27, either: 3, taken: 1 };

const shotOf = (verdict: Verdict, nth: number, draw: Draw, context: Context): Shot => {
  const makers = MAKERS[verdict];
  const [what, make] = makers[nth % makers.length] ?? ['nothing', (): ReturnType<Maker> => ({})];
  const { sealed, ...made } = make(draw, context);
  const path = made.path ?? PATH;
  return {
    what,
    verdict,
    method: 'POST',
    body: sealed ? bodyOf(sealed) : Buffer.alloc(0),
    ...made,
    path: sealed ? `${path}?${new URLSearchParams(sealed.query)}` : path,
    headers: { 'content-type': 'text/xml', ...made.headers },
  };
};

/** Counts up over all shots of a process: no two have the same mark. */
let marks = 0;

/** Shots of every kind; fast-check draws, so that a seed names a run. */
export const anyShot = (pool: readonly string[]): fc.Arbitrary<() => Shot> =>
  fc
    .record({
      verdict: fc.oneof(
        ...(Object.entries(SHARES) as [Verdict, number][]).map(([verdict, weight]) => ({ weight, arbitrary: fc.constant(verdict) })),
      ),
      nth: fc.nat(10_000),
      draw: fc.record({
        base: fc.nat(100_000),
        at: fc.nat(1_000_000),
        bit: fc.nat(7),
        junk: fc.uint8Array({ maxLength: 48 }),
        text: fc.string({ unit: 'binary', maxLength: 24 }),
      }),
    })
    .map(({ verdict, nth, draw }) => () => {
      marks += 1;
      // `CREDENTIALS` names the corp, so that a mark is found in a log as ours.
      return shotOf(verdict, nth, draw, { pool, mark: `mark${CREDENTIALS.agentId}n${marks}` });
    });

export const KINDS: number = Object.values(MAKERS).reduce((sum, makers) => sum + makers.length, 0);

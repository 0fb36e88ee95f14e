import { encrypt } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRequest } from '../../../../src/channels/wecom/open.ts';
import type { Opened, RawRequest } from '../../../../src/messaging/channel.ts';
import { callback, encryptRaw, fixture, handshake, KEYS, NOW, pad, plainEnvelope, signedPost } from '../../../fixtures/wecom/callback.ts';

const open = (request: RawRequest, now = NOW): Opened => openRequest(KEYS, KEYS.agentId, request, now);

const envelopeOf = (opened: Opened) => {
  if (opened.kind !== 'event' && opened.kind !== 'kept') throw new Error(`not taken: ${JSON.stringify(opened)}`);
  return opened.envelope;
};

const withQuery = (request: RawRequest, change: Record<string, string>): RawRequest => ({
  ...request,
  query: { ...request.query, ...change },
});
const without = (request: RawRequest, name: string): RawRequest => ({
  ...request,
  query: Object.fromEntries(Object.entries(request.query).filter(([key]) => key !== name)),
});

describe('the check of the callback address', () => {
  // The example that the platform publishes with its libraries.
  const published: RawRequest = {
    method: 'GET',
    query: {
      msg_signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
      timestamp: '1409659589',
      nonce: '263014780',
      echostr: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
    },
    headers: {},
    body: '',
  };
  const then = new Date(1409659589_000);

  it('answers the published example with its plain text', () => {
    expect(open(published, then)).toEqual({ kind: 'handshake', body: '1616140317555161061' });
  });

  it('answers although a proxy made blanks of the plus signs', () => {
    const echostr = published.query.echostr?.replaceAll('+', ' ') ?? '';
    expect(open(withQuery(published, { echostr }), then)).toEqual({ kind: 'handshake', body: '1616140317555161061' });
  });

  it('refuses the published example today', () => {
    expect(open(published)).toEqual({ kind: 'refused', status: 403, code: 'stale' });
  });

  it('refuses an echo that somebody else signed', () => {
    expect(open(handshake('1', { token: 'another' }))).toMatchObject({ kind: 'refused', status: 401 });
    expect(open(handshake('1'))).toEqual({ kind: 'handshake', body: '1' });
  });

  it('refuses without an echo', () => {
    expect(open(without(handshake('1'), 'echostr'))).toEqual({ kind: 'refused', status: 400, code: 'no-envelope' });
  });
});

describe('a delivery', () => {
  it('becomes an envelope with the decrypted payload', () => {
    const opened = open(callback(fixture('text')));
    expect(opened).toEqual({
      kind: 'event',
      envelope: {
        channel: 'wecom',
        dedupeKey: 'message|1000002|LiLaoShi|7301111111111111111|1795420800',
        lane: 'lilaoshi',
        payload: fixture('text'),
      },
    });
  });

  it.each([
    ['without CDATA', (body: string) => body.replaceAll('<![CDATA[', '').replaceAll(']]>', '')],
    [
      'with blanks around the ciphertext',
      (body: string) => body.replace('<Encrypt>', '<Encrypt>\n  ').replace('</Encrypt>', '\n</Encrypt>'),
    ],
    ['in another order', (body: string) => body.replace(/(<ToUserName>.*<\/AgentID>)(<Encrypt>.*<\/Encrypt>)/, '$2$1')],
    ['with a declaration before it', (body: string) => `<?xml version="1.0"?>\n${body}`],
    ['after a byte order mark', (body: string) => `\uFEFF${body}`],
    ['with the outer names missing', (body: string) => body.replace(/<ToUserName>.*<\/AgentID>/, '')],
    ['with lies in the outer names', (body: string) => body.replace(KEYS.corpId, 'wx0000000000000000').replace('[1000002]', '[9]')],
  ])('is understood %s', (_name, change) => {
    const request = callback(fixture('text'));
    expect(open({ ...request, body: change(request.body) }).kind).toBe('event');
  });

  it('puts what the system says in a lane of its own', () => {
    expect(envelopeOf(open(callback(fixture('change-contact')))).lane).toBe('system');
  });

  it('is taken up to ten minutes either way, and not a second longer', () => {
    const at = (seconds: number) => open(callback(fixture('text'), { at: new Date(NOW.getTime() + seconds * 1000) }));
    expect([-600, 600].map((seconds) => at(seconds).kind)).toEqual(['event', 'event']);
    expect([-601, 601].map((seconds) => at(seconds).kind)).toEqual(['refused', 'refused']);
  });

  it('keeps no NUL, which the database could not store', () => {
    const { payload } = envelopeOf(open(callback(fixture('text').replace('三中', '三\0中'))));
    expect(payload).toBe(fixture('text'));
  });
});

describe('what is refused', () => {
  const genuine = callback(fixture('text'));
  const envelope = plainEnvelope(fixture('text'));
  const spoiltPad = (): Buffer => {
    // 20 bytes of head, 9 of message, 18 of corp id: a pad of 17, of which the first byte is spoilt.
    const padded = pad(plainEnvelope('123456789'));
    padded[padded.length - 17] = 3;
    return padded;
  };
  const block = Buffer.concat([envelope, Buffer.alloc(32)]).subarray(0, 64);
  const padOf = (value: number) => encryptRaw(Buffer.concat([block.subarray(0, 63), Buffer.from([value])]));
  /** Padded by as many bytes of that value, all alike, as if blocks were longer. */
  const wholePadOf = (value: number) => {
    const message = 'x'.repeat(160 - 20 - KEYS.corpId.length - value);
    return encryptRaw(Buffer.concat([plainEnvelope(message), Buffer.alloc(value, value)]));
  };

  const cases: [string, RawRequest, Partial<Opened>][] = [
    ['more than a megabyte', { ...genuine, body: `${genuine.body}${' '.repeat(1024 * 1024)}` }, { status: 413, code: 'too-large' }],
    ['no signature', without(genuine, 'msg_signature'), { status: 400, code: 'missing-parameters' }],
    ['no timestamp', without(genuine, 'timestamp'), { status: 400, code: 'missing-parameters' }],
    ['no nonce', without(genuine, 'nonce'), { status: 400, code: 'missing-parameters' }],
    ['an empty body', { ...genuine, body: '' }, { status: 400, code: 'no-envelope' }],
    ['a body of JSON', { ...genuine, body: '{"encrypt":"x"}' }, { status: 400, code: 'no-envelope' }],
    ['an envelope without ciphertext', { ...genuine, body: '<xml><Encrypt></Encrypt></xml>' }, { status: 400, code: 'no-envelope' }],
    ['an envelope cut off', { ...genuine, body: genuine.body.slice(0, 120) }, { status: 400, code: 'no-envelope' }],
    [
      'two ciphertexts',
      { ...genuine, body: genuine.body.replace('<Encrypt>', '<Encrypt>AAAA</Encrypt><Encrypt>') },
      { status: 400, code: 'no-envelope' },
    ],
    [
      'a document type',
      { ...genuine, body: `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY e "x">]>${genuine.body}` },
      { status: 400, code: 'no-envelope' },
    ],
    ['a timestamp that is no number', withQuery(genuine, { timestamp: 'soon' }), { status: 403, code: 'stale' }],
    ['a foreign signature', callback(fixture('text'), { token: 'another' }), { status: 401, code: 'bad-signature' }],
    ['a signature of another length', withQuery(genuine, { msg_signature: 'abc' }), { status: 401, code: 'bad-signature' }],
    [
      'a signature in letters of three bytes',
      withQuery(genuine, { msg_signature: '签'.repeat(40) }),
      { status: 401, code: 'bad-signature' },
    ],
    ['another nonce', withQuery(genuine, { nonce: '1' }), { status: 401, code: 'bad-signature' }],
    ['a ciphertext that is no base64', signedPost('***not base64***'), { status: 400, code: 'bad-base64' }],
    ['a ciphertext of half a block', signedPost(Buffer.alloc(40).toString('base64')), { status: 400, code: 'bad-length' }],
    ['a ciphertext too short for a head', signedPost(encryptRaw(pad(Buffer.alloc(19)))), { status: 400, code: 'bad-length' }],
    ['random bytes', signedPost(Buffer.alloc(96, 7).toString('base64')), { status: 400, code: 'bad-padding' }],
    ['a pad of 0', signedPost(padOf(0)), { status: 400, code: 'bad-padding' }],
    ['a pad of 33', signedPost(padOf(33)), { status: 400, code: 'bad-padding' }],
    ['a whole pad of 33', signedPost(wholePadOf(33)), { status: 400, code: 'bad-padding' }],
    ['a whole pad of 64', signedPost(wholePadOf(64)), { status: 400, code: 'bad-padding' }],
    ['a pad with a spoilt byte', signedPost(encryptRaw(spoiltPad())), { status: 400, code: 'bad-padding' }],
    [
      'a message longer than what is there',
      signedPost(encryptRaw(pad(plainEnvelope('<xml></xml>', { length: 100 })))),
      { status: 400, code: 'bad-message-length' },
    ],
    [
      'a message of four gigabytes',
      signedPost(encryptRaw(pad(plainEnvelope('<xml></xml>', { length: 0xffffffff })))),
      { status: 400, code: 'bad-message-length' },
    ],
    [
      'a message one byte short',
      signedPost(encryptRaw(pad(plainEnvelope('<xml></xml>', { length: 10 })))),
      { status: 403, code: 'foreign-corp' },
    ],
    ['another corp inside', callback(fixture('text'), { corpId: 'wx0000000000000000' }), { status: 403, code: 'foreign-corp' }],
    ['our corp and more', callback(fixture('text'), { corpId: `${KEYS.corpId}x` }), { status: 403, code: 'foreign-corp' }],
    ['no corp', callback(fixture('text'), { corpId: '' }), { status: 403, code: 'foreign-corp' }],
  ];

  it.each(cases)('%s', (_name, request, expected) => {
    expect(open(request)).toEqual({ kind: 'refused', ...expected });
  });

  it('is everything in a genuine delivery but its exact ciphertext and signature', () => {
    const genuineRequest = callback(fixture('text'));
    const cipher = /CDATA\[([^\]]+)\]\]><\/Encrypt>/.exec(genuineRequest.body)?.[1] ?? '';
    const field = fc.constantFrom('msg_signature', 'timestamp', 'nonce', 'cipher');
    fc.assert(
      fc.property(field, fc.nat(), fc.constantFrom(...'ABCXYZabcxyz0123456789+/='), (name, position, letter) => {
        const before = name === 'cipher' ? cipher : (genuineRequest.query[name] ?? '');
        const at = position % before.length;
        fc.pre(before[at] !== letter);
        const after = before.slice(0, at) + letter + before.slice(at + 1);
        const request =
          name === 'cipher'
            ? { ...genuineRequest, body: genuineRequest.body.replace(cipher, after) }
            : withQuery(genuineRequest, { [name]: after });
        expect(open(request).kind).toBe('refused');
      }),
      { numRuns: 500 },
    );
  });

  it('never makes it throw, whatever comes', () => {
    const junk = fc.string({ unit: 'binary', maxLength: 60 });
    const body = fc.oneof(
      junk,
      junk.map((inside) => `<xml><Encrypt>${inside}</Encrypt></xml>`),
    );
    const query = fc.record(
      { msg_signature: junk, timestamp: fc.constantFrom('1795420800', 'x'), nonce: junk, echostr: junk },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, query, fc.constantFrom('GET', 'POST'), (content, parameters, method) => {
        const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
        expect(open({ method, query: Object.fromEntries(present), headers: {}, body: content }).kind).toBe('refused');
      }),
    );
  });

  it('never makes it throw behind a genuine signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        const cipher = Buffer.from(bytes).toString('base64');
        expect(open(signedPost(cipher === '' ? 'A' : cipher)).kind).toBe('refused');
      }),
    );
  });
});

describe('what is kept without effect', () => {
  it('is a message for another app of the corp', () => {
    const payload = fixture('text').replace('<AgentID>1000002', '<AgentID>1000003');
    expect(open(callback(payload))).toMatchObject({ kind: 'kept', reason: 'foreign-agent', envelope: { payload, lane: 'lilaoshi' } });
  });

  it('is a message for another app in the older spelling of the field', () => {
    const payload = fixture('click').replace('<AgentID>1000002</AgentID>', '<AgentId>1000003</AgentId>');
    expect(open(callback(payload))).toMatchObject({ kind: 'kept', reason: 'foreign-agent' });
  });

  it('is not an event that names no app', () => {
    expect(open(callback(fixture('batch-job-result'))).kind).toBe('event');
  });

  it.each([
    ['words that are no XML', '你好'],
    ['nothing', ''],
    ['JSON', '{"msgtype":"text"}'],
    ['an empty document', '<xml></xml>'],
    ['a document cut off', fixture('text').slice(0, 150)],
    ['no sender', fixture('text').replace('LiLaoShi', '')],
    ['no type', fixture('text').replace(/<MsgType>.*<\/MsgType>/, '')],
    ['no time', fixture('text').replace('1795420800', 'today')],
    ['a document type', `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY e "x">]>${fixture('text')}`],
  ])('is a signed message of %s', (_name, payload) => {
    const opened = open(callback(payload));
    expect(opened).toMatchObject({ kind: 'kept', reason: 'unreadable', envelope: { lane: 'system', payload } });
  });

  it('tells two unreadable messages apart by their bytes, and knows a repeat', () => {
    const key = (bytes: Buffer) => envelopeOf(open(signedPost(encryptRaw(pad(plainEnvelope(bytes)))))).dedupeKey;
    expect(key(Buffer.from([0xff, 0xfe]))).toBe(key(Buffer.from([0xff, 0xfe])));
    // Both read as the same replacement characters.
    expect(key(Buffer.from([0xff, 0xfe]))).not.toBe(key(Buffer.from([0xfe, 0xff])));
  });
});

describe('the key of a delivery', () => {
  const keyOf = (payload: string, nonce = '1') => envelopeOf(open(callback(payload, { nonce }))).dedupeKey;

  it('is the same for a repeat, whatever its nonce and encryption', () => {
    for (const name of ['text', 'template-card-event', 'change-contact', 'enter-agent']) {
      expect(keyOf(fixture(name), '1')).toBe(keyOf(fixture(name), '2'));
    }
  });

  it('does not depend on the code of a card, of which no one knows whether a repeat has the same', () => {
    const click = fixture('template-card-event');
    expect(keyOf(click.replace('RC-1', 'RC-9'))).toBe(keyOf(click));
  });

  it.each([
    ['EventKey', 'act-7f3a', 'act-7f3b'],
    ['TaskId', 'msg-000123', 'msg-000124'],
    ['CardType', 'button_interaction', 'vote_interaction'],
    ['CreateTime', '1795420800', '1795420801'],
    ['sender', 'WangZhuRen', 'WangZhuRen2'],
    ['SelectedItems', 'major', 'minor'],
    ['Event', 'template_card_event', 'template_card_menu_event'],
  ])('differs for events of one second that differ in %s', (_name, before, after) => {
    const click = fixture('template-card-event');
    expect(keyOf(click.replace(before, after))).not.toBe(keyOf(click));
  });

  it('differs for approvals of one second', () => {
    const approval = fixture('open-approval-change');
    expect(keyOf(approval.replace('2026-1', '2026-2'))).not.toBe(keyOf(approval));
  });

  it('differs for people whose messages have the same MsgId', () => {
    expect(keyOf(fixture('text').replace('LiLaoShi', 'WangZhuRen'))).not.toBe(keyOf(fixture('text')));
  });

  it('is never longer than 128 characters', () => {
    const long = 'x'.repeat(300);
    for (const name of ['text', 'click']) expect(keyOf(fixture(name).replace('LiLaoShi', long)).length).toBeLessThanOrEqual(128);
  });
});

describe('round trip', () => {
  it('gives back every payload that the library encrypts', () => {
    const words = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(words, (text) => {
        const cipher = encrypt(KEYS.encodingAesKey, text, KEYS.corpId);
        expect(envelopeOf(open(signedPost(cipher))).payload).toBe(text);
      }),
    );
  });
});

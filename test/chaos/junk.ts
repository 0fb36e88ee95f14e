import { callbackXml, envelopeXml } from '../../src/sandbox/wecom/callback-xml.ts';
import type { SignedRequest } from '../../src/sandbox/wecom/callbacks.ts';
import { encryptMessage } from '../../src/sandbox/wecom/crypto.ts';
import { newMsgId } from '../../src/sandbox/wecom/ids.ts';
import type { WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import type { Deed } from './evidence.ts';
import type { Random } from './random.ts';

const STALE_MS = 11 * 60_000;

type Junk = { request: SignedRequest; deed: Deed };
type Signer = Pick<WecomLookalikeServer, 'sign'>;

const withQuery = (request: SignedRequest, name: string, value: string): SignedRequest => {
  const url = new URL(request.url);
  url.searchParams.set(name, value);
  return { ...request, url: url.href };
};

const forgeries: ((platform: Signer, xml: string) => SignedRequest)[] = [
  (platform, xml) => withQuery(platform.sign(xml), 'msg_signature', 'f'.repeat(40)),
  (platform, xml) => withQuery(platform.sign(xml), 'nonce', '1'),
  (platform, xml) => platform.sign(xml, new Date(Date.now() - STALE_MS)),
  (platform, xml) => ({ ...platform.sign(xml), body: '{"encrypt":"no"}' }),
  (platform, xml) => ({
    ...platform.sign(xml),
    body: envelopeXml(CREDENTIALS.corpId, CREDENTIALS.agentId, encryptMessage(CREDENTIALS.encodingAesKey, xml, 'wwffffffffffffffff')),
  }),
];

const nonsense = (marker: string): string[] => [
  `hello ${marker}`,
  `${'<xml>'.repeat(500)}${marker}`,
  `<!DOCTYPE xml [<!ENTITY a "b">]><xml><Content>${marker}</Content></xml>`,
  `<xml><FromUserName>x</FromUserName><Content>${marker}</Content></xml>`,
];

/** Something that no person sends: forged (it must leave nothing), or rightly signed and without sense (it is kept). */
export const junk = (platform: Signer, random: Random, secret: string): Junk => {
  const marker = `${secret}${random.letters(6)}`;
  const rest = { account: 'zhengyiming', marker: null, photo: null, acknowledged: false };
  if (random.chance(0.4)) {
    const payload = random.pick(nonsense(marker));
    return { request: platform.sign(payload), deed: { ...rest, kind: 'nonsense', payload } };
  }
  const { corpId, agentId } = CREDENTIALS;
  const head = { corpId, agentId, account: rest.account, createTime: Math.floor(Date.now() / 1000), msgId: newMsgId() };
  const payload = callbackXml(head, { kind: 'text', text: `北楼三层走廊第${marker}块瓷砖掉了` }, () => '');
  return { request: random.pick(forgeries)(platform, payload), deed: { ...rest, kind: 'forged', payload } };
};

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { callbackXml } from '../../src/sandbox/wecom/callback-xml.ts';
import type { NoDeed, Deed as Sending } from '../../src/sandbox/wecom/deeds.ts';
import { newMsgId } from '../../src/sandbox/wecom/ids.ts';
import { asList, asObject, asText } from '../../src/sandbox/wecom/json.ts';
import type { WecomLookalikeServer } from '../../src/sandbox/wecom/server.ts';
import type { SentRecord } from '../../src/sandbox/wecom/types.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import type { Deed } from './evidence.ts';
import { junk } from './junk.ts';
import type { Random } from './random.ts';
import { sendUntilAnswered } from './sending.ts';

/** Places with a person, and teachers of the same school who report what is broken there. */
const SCHOOLS: readonly { place: string; teachers: readonly string[] }[] = [
  { place: '北楼三层走廊', teachers: ['zhengyiming', 'liufang', 'sundapeng', 'qianchen'] },
  { place: '配电室门口', teachers: ['zhuli', 'jiangtao', 'shenyulan'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['qixiaomeng', 'xieqiaoyun'] },
  { place: '教学楼一楼走廊', teachers: ['shuiqingyang'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['xijing'] },
  { place: '院内滑梯旁', teachers: ['weishun'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['renxiaoxue', 'yuchanghe', 'huaxiuying'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['tangxiaoyue', 'nixianglan', 'tengfei'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['wuna'] },
  { place: '教学楼三楼东侧楼梯', teachers: ['pixiaoshan', 'fuwenbo', 'shixin'] },
  { place: '教学楼二楼西侧楼梯', teachers: ['wangxiaoling', 'tanyoutian'] },
];

/** Mostly small things; now and then one that goes past the school at once, to a group, or to few people in confidence. */
const REPORTS: readonly [number, (place: string, marker: string) => string][] = [
  [0.8, (place, marker) => `${place}第${marker}块瓷砖掉了`],
  [0.88, (place, marker) => `${place}的电线冒火花了，旁边写着${marker}`],
  [0.95, (place, marker) => `${place}墙裂了一道大缝，旁边写着${marker}`],
  [1, (_place, marker) => `有学生被几个人堵在厕所打，墙上写着${marker}`],
];

const WORDS = ['待办', '进度', '帮助'] as const;

export type People = {
  deeds: Deed[];
  /** How long each acknowledged attempt took, in ms. */
  latencies: number[];
  attempts: number;
  resends: number;
  /** Answers to what is not signed by the platform, by status; `none` where nobody was there. */
  refusals: Map<string, number>;
  /** One more thing that somebody does. */
  act(): void;
  /** Cards that come from now on are no longer answered. */
  rest(): void;
  /** Resolves when every message was acknowledged or given up. */
  settled(): Promise<void>;
};

const buttonKey = (record: SentRecord, label: string): string | null => {
  const found = asList(record.card?.button_list)
    .map(asObject)
    .find((one) => asText(one.text) === label);
  return found ? asText(found.key) : null;
};

const numberOf = (record: SentRecord): string | null => /H\d{8,}/.exec(JSON.stringify(record.body))?.[0] ?? null;

const newPhoto = async (random: Random): Promise<Buffer> => {
  const [width, height] = [64, 48];
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, () => random.between(0, 255)));
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer();
};

/** Some forty people of the demonstration city: they report, answer cards, ask, repeat themselves, and somebody sends junk. */
export const createPeople = (platform: WecomLookalikeServer, random: Random, secret: string): People => {
  const people: Pick<People, 'deeds' | 'latencies' | 'attempts' | 'resends' | 'refusals'> = {
    deeds: [],
    latencies: [],
    attempts: 0,
    resends: 0,
    refusals: new Map(),
  };
  const underWay = new Set<Promise<void>>();
  let resting = false;

  const track = (work: Promise<void>): void => {
    const tracked: Promise<void> = work.catch(() => undefined).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };
  const later = (work: () => Promise<void>): void => {
    const ms = random.between(100, 1_500);
    track(
      new Promise((resolve) => {
        setTimeout(() => resolve(resting ? undefined : work()), ms);
      }),
    );
  };

  /** A deed is noted before it is sent: what is not acknowledged may have been done all the same. */
  const send = async (
    kind: Deed['kind'],
    sending: Promise<Sending | NoDeed>,
    more: { marker?: string; photo?: string } = {},
  ): Promise<string | null> => {
    const begun = await sending;
    if (typeof begun === 'string') return null;
    const { callback, done } = begun;
    const deed: Deed = {
      account: callback.account,
      kind,
      payload: callback.xml,
      marker: more.marker ?? null,
      photo: more.photo ?? null,
      acknowledged: false,
    };
    people.deeds.push(deed);
    const record = await done;
    deed.acknowledged = record.outcome === 'accepted';
    people.attempts += record.attempts.length;
    people.resends += record.attempts.length - 1;
    const last = record.attempts.at(-1);
    if (deed.acknowledged && last) people.latencies.push(last.milliseconds);
    return record.xml;
  };

  const says = (account: string, text: string): Promise<unknown> => send('words', platform.deeds.text(account, text));
  const photographs = async (account: string): Promise<void> => {
    const bytes = await newPhoto(random);
    const photo = createHash('sha256').update(bytes).digest('hex');
    await send('photo', platform.deeds.media(account, 'image', bytes, 'photo.jpg'), { photo });
  };
  const report = async (): Promise<void> => {
    const { place, teachers } = random.pick(SCHOOLS);
    const account = random.pick(teachers);
    const marker = `${secret}${random.letters(6)}`;
    const chance = random.next();
    const words = REPORTS.find(([below]) => chance < below)?.[1](place, marker) ?? marker;
    const xml = await send('report', platform.deeds.text(account, words), { marker });
    // The platform may send an acknowledged message once more, signed anew.
    if (xml !== null && random.chance(0.2)) await sendUntilAnswered(platform.sign(xml), 1);
    if (random.chance(0.15)) await photographs(account);
  };
  /** The identical signed request, several times at once and once more afterwards. */
  const repeat = async (): Promise<void> => {
    const account = random.pick(random.pick(SCHOOLS).teachers);
    const { corpId, agentId } = CREDENTIALS;
    const head = { corpId, agentId, account, createTime: Math.floor(Date.now() / 1000), msgId: newMsgId() };
    const payload = callbackXml(head, { kind: 'text', text: random.pick(WORDS) }, () => '');
    const deed: Deed = { account, kind: 'words', payload, marker: null, photo: null, acknowledged: false };
    people.deeds.push(deed);
    const request = platform.sign(payload);
    const answers = await Promise.all(Array.from({ length: 3 }, () => sendUntilAnswered(request, 4)));
    const again = await sendUntilAnswered(request, 1);
    people.attempts += answers.length + 1;
    people.resends += answers.length;
    deed.acknowledged = [...answers, again].includes(200);
  };
  const sendJunk = async (): Promise<void> => {
    const { request, deed } = junk(platform, random, secret);
    people.deeds.push(deed);
    const status = await sendUntilAnswered(request, 1);
    deed.acknowledged = status === 200;
    if (deed.kind !== 'forged') return;
    const name = status === null ? 'none' : String(status);
    people.refusals.set(name, (people.refusals.get(name) ?? 0) + 1);
  };

  const press = (record: SentRecord, account: string, key: string): Promise<unknown> =>
    send('press', platform.deeds.press(account, record.messageIds[record.to.indexOf(account)] ?? '', key, { stale: true }));

  const rectify = async (record: SentRecord, account: string, number: string): Promise<void> => {
    const accept = buttonKey(record, '接收');
    if (accept !== null && random.chance(0.5)) await press(record, account, accept);
    else await says(account, `接收 ${number}`);
    await says(account, `已整改 ${number}`);
    await photographs(account);
  };
  const verify = async (record: SentRecord, account: string, number: string): Promise<void> => {
    const agree = buttonKey(record, '同意');
    if (agree !== null && random.chance(0.6)) await press(record, account, agree);
    else await says(account, `同意 ${number}`);
  };

  /** Takes the suggestion: the first button says it. */
  const grade = async (record: SentRecord, account: string): Promise<void> => {
    const [first] = asList(record.card?.button_list).map(asObject);
    if (first) await press(record, account, asText(first.key));
  };

  /** People answer the cards that they see; one who reads text only sees its words. */
  const answer = (record: SentRecord): void => {
    const [account] = record.to;
    const number = numberOf(record);
    if (resting || record.via !== 'message' || record.duplicate || !account || number === null) return;
    const words = record.text ?? JSON.stringify(record.card ?? '');
    if (/请整改/.test(words) && (record.card || account === 'doulaogen')) later(() => rectify(record, account, number));
    else if (/请核定/.test(words) && record.card) later(() => grade(record, account));
    else if (/请验收/.test(words) && record.card) later(() => verify(record, account, number));
  };
  platform.onSent(() => {
    const record = platform.sent.at(-1);
    if (record) answer(record);
  });

  return Object.assign(people, {
    act() {
      const chance = random.next();
      if (chance < 0.5) track(report());
      else if (chance < 0.72) track(says(random.pick(random.pick(SCHOOLS).teachers), random.pick(WORDS)).then(() => undefined));
      else if (chance < 0.84) track(repeat());
      else track(sendJunk());
    },
    rest() {
      resting = true;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  });
};

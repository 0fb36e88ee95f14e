import { createHash } from 'node:crypto';
import { duplicateInterval } from '../../../src/channels/wecom/render.ts';
import { entryHash, type HistoryEntry } from '../../../src/store/history.ts';
import type { ChainFact, Deed, Display, Evidence, InboxFact, OutboxFact } from '../../chaos/evidence.ts';
import { replay } from '../../chaos/laws/history.ts';

const AT = Date.parse('2026-11-23T08:00:00+08:00');
export const NUMBER = 'H26110001';

const at = (seconds: number): number => AT + seconds * 1000;

const deed = (kind: Deed['kind'], payload: string, more: Partial<Deed> = {}): Deed => ({
  account: 'zhengyiming',
  kind,
  payload,
  marker: null,
  photo: null,
  acknowledged: true,
  ...more,
});

const inboxRow = (id: string, payload: string, seconds: number, more: Partial<InboxFact> = {}): InboxFact => ({
  id,
  payload,
  status: 'processed',
  reason: null,
  lane: 'zhengyiming',
  person: 'P1',
  receivedAt: at(seconds),
  processedAt: at(seconds),
  ...more,
});

const outboxRow = (id: string, sequence: number, causeId: string, seconds: number, more: Partial<OutboxFact> = {}): OutboxFact => ({
  id,
  sequence,
  kind: 'reply',
  status: 'sent',
  error: null,
  attempts: 1,
  lane: 'person:P1',
  group: null,
  causeType: 'inbox',
  causeId,
  hazardNumber: null,
  text: `words of ${id}`,
  redraws: null,
  platformId: `msg-${id}`,
  createdAt: at(seconds),
  notBefore: at(seconds),
  ...more,
});

const displayOf = (row: OutboxFact): Display => ({
  via: row.group === null ? 'message' : 'webhook',
  msgid: row.group === null ? row.platformId : null,
  to: [row.group === null ? 'zhengyiming' : `group:${row.group}`],
  text: row.text,
  bodyKey: `body of ${row.id}`,
  interval: duplicateInterval(row.sequence),
  duplicate: false,
  dropped: [],
});

type Fact = { event: string; actorId: string | null; seconds: number; data: unknown };

const chained = (number: string, facts: readonly Fact[]): HistoryEntry[] => {
  let previousHash: string | null = null;
  return facts.map(({ event, actorId, seconds, data }, index) => {
    const entry = { seq: index + 1, at: new Date(at(seconds)), actorId, event, step: '汇总', data, previousHash };
    const hash = entryHash(number, entry);
    previousHash = hash;
    return { ...entry, hash };
  });
};

const WORDS = '北楼三层走廊第zqmarker块瓷砖掉了';
const wordsRef = { textId: 't1', sha256: createHash('sha256').update('t1').update(WORDS).digest('hex') };
const PHOTO = 'a'.repeat(64);

const reportData = {
  number: NUMBER,
  unit: 'S001',
  place: { id: 1, text: '北楼三层走廊' },
  description: wordsRef,
  category: 'C',
  level: '一般',
  urgent: false,
  sensitive: false,
  source: '自查',
  reporter: 'P1',
  reporterHidden: false,
  withheldFromSchool: false,
  basis: [],
  photos: [],
  photosAfter: [],
  suggestedAssignee: 'P2',
  dueAt: '2026-11-23T12:00:00.000+08:00',
};

const chain = (): ChainFact => ({
  number: NUMBER,
  entries: chained(NUMBER, [
    { event: 'HazardReported', actorId: 'P1', seconds: 1, data: reportData },
    {
      event: 'PhotosAdded',
      actorId: 'P1',
      seconds: 2,
      data: { phase: 'before', photos: [{ hash: PHOTO, at: '2026-11-23T08:00:02.000+08:00' }] },
    },
  ]),
  texts: new Map([['t1', WORDS]]),
});

/** A little world in which every law holds; tests break one thing of it. */
export const soundEvidence = (): Evidence => {
  const outbox = [
    outboxRow('o1', 1, 'i1', 1),
    outboxRow('o2', 2, 'i2', 2),
    outboxRow('o3', 3, 'i1', 1, { kind: 'task-card', lane: 'person:P2', hazardNumber: NUMBER }),
    outboxRow('o4', 4, 'i1', 1, { kind: 'alarm', lane: 'group:1', group: 'robot', hazardNumber: NUMBER, platformId: null }),
    outboxRow('o5', 5, 'i1', 1, { kind: 'card', redraws: 'o3', platformId: null }),
  ];
  const whole = chain();
  return {
    collectedAt: at(60),
    injected: new Set(['wecom:81013']),
    deeds: [
      deed('report', '<xml>1</xml>', { marker: 'zqmarker' }),
      deed('photo', '<xml>2</xml>', { photo: PHOTO }),
      deed('nonsense', 'hello'),
      deed('forged', '<xml>9</xml>', { acknowledged: false }),
      deed('words', '<xml>3</xml>', { acknowledged: false }),
    ],
    inbox: [
      inboxRow('i1', '<xml>1</xml>', 1),
      inboxRow('i2', '<xml>2</xml>', 2),
      inboxRow('i3', 'hello', 3, { status: 'kept', processedAt: null, person: null, lane: 'system' }),
    ],
    outbox,
    hazards: [{ number: NUMBER, status: 'reported', version: 2, description: WORDS, state: replay(whole) }],
    chains: [whole],
    displays: [
      ...outbox.slice(0, 4).map((row) => ({ ...displayOf(row), text: row.group === null ? row.text : `${row.text} ${NUMBER}` })),
      { ...displayOf(outbox[0] ?? outboxRow('', 0, '', 0)), via: 'update', msgid: null, bodyKey: 'redraw' },
    ],
    heldLanes: [],
    fallen: [],
    readiness: [{ process: 'web', status: 200, problems: '' }],
    logFindings: [],
    verification: { ran: true, ok: true, findings: [] },
  };
};

/** The chain of the sound world with one more entry, hashed rightly. */
export const withEntry = (evidence: Evidence, fact: Fact): Evidence => ({
  ...evidence,
  chains: evidence.chains.map((one) => ({
    ...one,
    entries: chained(one.number, [
      ...one.entries.map(({ event, actorId, at: when, data }) => ({ event, actorId, seconds: (when.getTime() - AT) / 1000, data })),
      fact,
    ]),
  })),
});

export { at, deed, inboxRow, outboxRow };

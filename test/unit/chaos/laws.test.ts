import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../chaos/evidence.ts';
import { doubledInGroups } from '../../chaos/laws/displays.ts';
import { violationsOf } from '../../chaos/laws.ts';
import { at, deed, inboxRow, NUMBER, outboxRow, soundEvidence, withEntry } from './sound.ts';

type Breaking = (sound: Evidence) => Evidence;

const changed =
  <K extends 'deeds' | 'inbox' | 'outbox' | 'hazards' | 'chains' | 'displays'>(
    key: K,
    index: number,
    change: Partial<Evidence[K][number]>,
  ): Breaking =>
  (sound) => ({ ...sound, [key]: sound[key].map((one, nth) => (nth === index ? { ...one, ...change } : one)) });
const added =
  <K extends 'deeds' | 'inbox' | 'outbox' | 'hazards' | 'displays'>(key: K, one: Evidence[K][number]): Breaking =>
  (sound) => ({ ...sound, [key]: [...sound[key], one] });
const without =
  (key: 'deeds' | 'inbox' | 'outbox' | 'hazards' | 'chains' | 'displays', index: number): Breaking =>
  (sound) => ({ ...sound, [key]: sound[key].filter((_, nth) => nth !== index) });
const all =
  (...breakings: Breaking[]): Breaking =>
  (sound) =>
    breakings.reduce((evidence, breaking) => breaking(evidence), sound);
const again =
  (key: 'hazards' | 'displays', index: number, change: object): Breaking =>
  (sound) => ({ ...sound, [key]: [...sound[key], { ...sound[key][index], ...change }] });

const altered: Breaking = (sound) => ({
  ...sound,
  chains: sound.chains.map((chain) => ({
    ...chain,
    entries: chain.entries.map((entry, nth) => (nth === 0 ? { ...entry, actorId: 'P9' } : entry)),
  })),
});
const purgedMiddle: Breaking = (sound) => ({
  ...sound,
  chains: sound.chains.map((chain) => ({ ...chain, entries: chain.entries.slice(1) })),
});

const BROKEN: [string, string, RegExp, Breaking][] = [
  ['an acknowledged message is lost', 'inbox', /acknowledged and is lost/, without('inbox', 0)],
  ['a message has two rows', 'inbox', /2 inbox rows/, added('inbox', inboxRow('i1b', '<xml>1</xml>', 1))],
  ['a message is not handled', 'inbox', /pending/, changed('inbox', 0, { status: 'pending' })],
  ['a message was given up', 'inbox', /failed/, changed('inbox', 0, { status: 'failed', reason: 'Error: x' })],
  ['nonsense was handled', 'inbox', /not kept/, changed('inbox', 2, { status: 'processed' })],
  ['a forged message was kept', 'inbox', /was kept/, added('inbox', inboxRow('i9', '<xml>9</xml>', 9))],
  ['a forged message was answered with 200', 'inbox', /answered with 200/, changed('deeds', 3, { acknowledged: true })],
  ['a row that nobody sent', 'inbox', /nobody sent/, added('inbox', inboxRow('i8', '<xml>8</xml>', 8))],
  ['a report has two items', 'effects', /has 2 items/, again('hazards', 0, { number: 'H26110002' })],
  ['a report has no item', 'effects', /has no item/, without('hazards', 0)],
  [
    'an item without a message',
    'effects',
    /without a handled message/,
    all(without('inbox', 0), changed('deeds', 0, { acknowledged: false })),
  ],
  [
    'an item that nobody reported',
    'effects',
    /nobody reported/,
    again('hazards', 0, { number: 'H26110002', description: 'something else' }),
  ],
  [
    'an effect at a time at which no message of its actor was handled',
    'effects',
    /no message of its actor/,
    (sound) => withEntry(sound, { event: 'HazardWithdrawn', actorId: 'P1', seconds: 5, data: { reason: 'x' } }),
  ],
  [
    'one message did the same twice',
    'effects',
    /stands 2 times/,
    (sound) => withEntry(sound, { event: 'PhotosAdded', actorId: 'P1', seconds: 2, data: { phase: 'before', photos: [] } }),
  ],
  [
    'an item was accepted twice',
    'effects',
    /HazardAccepted stands 2 times/,
    (sound) =>
      [1, 2].reduce((evidence, seconds) => withEntry(evidence, { event: 'HazardAccepted', actorId: 'P1', seconds, data: {} }), sound),
  ],
  [
    'a photo counts twice',
    'effects',
    /stands 2 times in the history/,
    (sound) =>
      withEntry(sound, { event: 'PhotosAdded', actorId: null, seconds: 2, data: { phase: 'after', photos: [{ hash: 'a'.repeat(64) }] } }),
  ],
  ['a message has two answers', 'messages', /has 2 answers/, added('outbox', outboxRow('o1b', 11, 'i1', 1))],
  ['words have no answer', 'messages', /has no answer/, without('outbox', 0)],
  ['a message of ours without its cause', 'messages', /its cause inbox i7/, changed('outbox', 2, { causeId: 'i7' })],
  [
    'a message about an item that is not there',
    'messages',
    /its cause hazard/,
    changed('outbox', 2, { causeType: 'hazard', causeId: 'H26119999' }),
  ],
  ['a message is still queued', 'messages', /still queued/, changed('outbox', 2, { status: 'queued' })],
  [
    'a message is parked for nothing',
    'messages',
    /parked for wecom:40058/,
    changed('outbox', 2, { status: 'parked', error: 'wecom:40058' }),
  ],
  ['what is sent was never shown', 'displays', /never shown/, without('displays', 0)],
  [
    'what is sent was dropped over the limit',
    'displays',
    /dropped it without a word/,
    changed('displays', 0, { dropped: ['zhengyiming'] }),
  ],
  ['the same was shown twice', 'displays', /shown 2 times/, again('displays', 0, { msgid: 'msg-again' })],
  [
    'something else was shown for it',
    'displays',
    /no outbox row stands for it/,
    again('displays', 0, { msgid: 'msg-x', bodyKey: 'x', interval: 9 }),
  ],
  ['two messages are one to the duplicate check', 'displays', /swallowed one of them/, changed('outbox', 1, { platformId: 'msg-o1' })],
  ['a post to a group was never shown', 'displays', /group robot|1 posts/, without('displays', 3)],
  ['a redraw was never drawn', 'displays', /were drawn/, without('displays', 4)],
  ['an entry was altered', 'history', /broken at entry 1/, altered],
  ['an entry is gone', 'history', /broken at entry/, purgedMiddle],
  ['an item has no history', 'history', /no history/, without('chains', 0)],
  [
    'a state that its history does not lead to',
    'history',
    /level/,
    (sound) => changed('hazards', 0, { state: { ...(sound.hazards[0]?.state as object), level: '重大' } })(sound),
  ],
  [
    'nobody was told of an assignment',
    'history',
    /nobody was written to/,
    (sound) => withEntry(sound, { event: 'HazardAssigned', actorId: null, seconds: 9, data: {} }),
  ],
  ['somebody sits on a lane', 'health', /is held/, (sound) => ({ ...sound, heldLanes: ['in:zhengyiming'] })],
  ['a process fell', 'health', /ended by itself/, (sound) => ({ ...sound, fallen: ['worker-1'] })],
  [
    'a process is not ready',
    'health',
    /answers 503/,
    (sound) => ({ ...sound, readiness: [{ process: 'web', status: 503, problems: 'queue' }] }),
  ],
  [
    'the operator’s check finds something',
    'verify',
    /altered/,
    (sound) => ({ ...sound, verification: { ran: true, ok: false, findings: ['H26110001 entry 2: altered'] } }),
  ],
  [
    'the operator’s check fails',
    'verify',
    /without a finding/,
    (sound) => ({ ...sound, verification: { ran: true, ok: false, findings: [] } }),
  ],
  [
    'a phone number in a log',
    'logs',
    /a phone number/,
    (sound) => ({ ...sound, logFindings: [{ process: 'web', what: 'a phone number', file: 'web.log', line: 3 }] }),
  ],
];

describe('the laws of a chaos run', () => {
  it('hold in a sound world', () => {
    expect(violationsOf(soundEvidence())).toEqual([]);
  });

  it.each(BROKEN)('notice that %s', (_what, law, detail, breaking) => {
    const violations = violationsOf(breaking(soundEvidence()));
    expect(violations.map((one) => `${one.law} ${one.subject} ${one.detail}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${law} .*(${detail.source})`)),
    );
  });

  it('allow that a message which nobody acknowledged was kept and handled all the same, once', () => {
    const sound = soundEvidence();
    const handled = { ...sound, inbox: [...sound.inbox, inboxRow('i4', '<xml>3</xml>', 4)] };
    expect(violationsOf({ ...handled, outbox: [...sound.outbox, outboxRow('o6', 6, 'i4', 4, { status: 'dropped', error: 'x' })] })).toEqual(
      [],
    );
    expect(violationsOf({ ...handled, inbox: [...handled.inbox, inboxRow('i5', '<xml>3</xml>', 4)] })).not.toEqual([]);
  });

  it('allow what waits for its hour, what a fault has parked, and what the clock does by itself', () => {
    const sound = soundEvidence();
    const waiting = outboxRow('o6', 6, NUMBER, 1, { kind: 'reminder', status: 'queued', causeType: 'hazard', notBefore: at(3600) });
    const parked = outboxRow('o7', 7, NUMBER, 1, { kind: 'reminder', status: 'parked', causeType: 'hazard', error: 'wecom:81013' });
    expect(violationsOf({ ...sound, outbox: [...sound.outbox, waiting, parked] })).toEqual([]);
  });

  it('allow a repeat that the platform swallowed, and name one that a group saw twice', () => {
    const sound = soundEvidence();
    const [first, , , posted] = sound.displays;
    if (!first || !posted) throw new Error('the sound world has four displays');
    const twice = { ...sound, displays: [...sound.displays, { ...first, duplicate: true }, posted] };
    expect(violationsOf(twice)).toEqual([]);
    expect(doubledInGroups(sound)).toEqual([]);
    expect(doubledInGroups(twice)).toEqual(['group robot: 2 times for 1']);
  });

  it('take a part of long words for what it is', () => {
    const sound = soundEvidence();
    const [first] = sound.displays;
    if (!first) throw new Error('the sound world has displays');
    expect(violationsOf({ ...sound, displays: [...sound.displays, { ...first, msgid: 'part', bodyKey: 'part' }] })).toEqual([]);
  });

  it('do not count a message of a deed that has no words as unanswered', () => {
    const sound = soundEvidence();
    expect(
      violationsOf({
        ...sound,
        outbox: sound.outbox.filter((row) => row.id !== 'o2'),
        displays: sound.displays.filter((one) => one.msgid !== 'msg-o2'),
      }),
    ).toEqual([]);
    expect(deed('press', 'x').kind).toBe('press');
  });
});

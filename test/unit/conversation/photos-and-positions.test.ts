import { describe, expect, it } from 'vitest';
import { converse } from '../../../src/conversation/converse.ts';
import { emptySession, fresh, type Session } from '../../../src/conversation/session.ts';
import type { Situation } from '../../../src/conversation/situation.ts';
import { A, AT, acts, asking, B, deedsIn, item, minutesAgo, NOW, situation, words } from './support.ts';

const photo = (given: Parameters<typeof situation>[0] = {}, hash = 'p') => converse({ kind: 'photo', hash }, situation(given));
const rectifying = item(A, { status: 'rectifying' });
const report = words('灯坏了', 'report', { category: 'electric' });

/** Photos one after the other; the acts of each. */
const burst = (count: number, given: Partial<Omit<Situation, 'session'>> = {}, first: Partial<Session> = {}) => {
  let session: Session = { ...emptySession, ...first };
  const all = Array.from({ length: count }, (_, at) => {
    const turn = photo({ ...given, session }, `p${at}`);
    session = turn.session;
    return acts(turn);
  });
  return { all, session };
};

describe('photos without words', () => {
  it('are kept with one answer, and join the words that follow', () => {
    const { all, session } = burst(3);
    expect(all).toEqual([['say:photo-kept'], [], []]);
    const turn = converse(report, situation({ session }));
    expect(turn.acts).toMatchObject([{ act: 'report', photos: ['p0', 'p1', 'p2'] }]);
    expect(turn.session.drafts).toEqual([]);
  });

  it('are thirty at most; the first thirty count, and that is said once', () => {
    const { all, session } = burst(40);
    expect(all.flat()).toEqual(['say:photo-kept', 'say:photos-full']);
    expect(session.drafts.map(({ hash }) => hash)).toEqual(Array.from({ length: 30 }, (_, at) => `p${at}`));
  });

  it('wait ten minutes', () => {
    const drafts = [{ hash: 'p', at: minutesAgo(11) }];
    expect(fresh({ ...emptySession, drafts }, NOW).drafts).toEqual([]);
  });

  it('of somebody with one accepted task are asked about once', () => {
    expect(burst(3, { tasks: [rectifying] }).all).toEqual([['say:photo-before-or-after'], [], []]);
  });

  it('of somebody with several tasks wait for 已整改, which takes them', () => {
    const tasks = [rectifying, item(B, { status: 'rectifying', description: '地滑', place: '食堂' })];
    const { all, session } = burst(2, { tasks });
    expect(all).toEqual([['say:photo-kept'], []]);
    const turn = converse(words('食堂那个弄好了', 'rectified', { ref: '食堂那个' }), situation({ tasks, session }));
    expect(deedsIn(turn)).toEqual([{ do: 'submit', note: '食堂那个弄好了', photos: ['p0', 'p1'] }]);
  });
});

describe('整改前还是整改后', () => {
  const session = { ...asking({ kind: 'photo-purpose', number: A }), drafts: [{ hash: 'p', at: AT }] };
  const given = { tasks: [rectifying], session };

  it.each([
    ['1', 'choose', { numbers: [1] }, [`submit ${A}`]],
    ['1', 'approve', {}, [`submit ${A}`]],
    ['是的', 'chitchat', {}, [`submit ${A}`]],
    ['整改后的', 'chitchat', {}, [`submit ${A}`]],
    ['修好了', 'rectified', {}, [`submit ${A}`]],
    ['2', 'choose', { numbers: [2] }, ['say:photo-kept']],
    ['不是，新的', 'chitchat', {}, ['say:photo-kept']],
    ['食堂后门堵了', 'report', { category: 'fire' }, ['report 1']],
    ['是食堂后门堵了', 'report', { category: 'fire' }, ['report 1']],
    ['待办', 'todo', {}, ['todo']],
  ] as const)('%s', (text, intent, changes, expected) => {
    const turn = converse(words(text, intent, changes as never), situation(given));
    expect(acts(turn)).toEqual(expected);
    if (expected[0]?.startsWith('submit')) expect(deedsIn(turn)).toMatchObject([{ photos: ['p'] }]);
  });
});

describe('a photo that belongs to something', () => {
  it('after 已整改 hands it in, with those that came before', () => {
    const session = { ...asking({ kind: 'after-photo', number: A, note: '换了' }), drafts: [{ hash: 'old', at: AT }] };
    const turn = photo({ session, tasks: [rectifying] });
    expect(deedsIn(turn)).toEqual([{ do: 'submit', note: '换了', photos: ['p', 'old'] }]);
    expect(turn.session).toMatchObject({ asked: null, drafts: [] });
  });

  it('of what its reporter put right himself is added as such, and so are those that follow', () => {
    const turn = photo({ session: asking({ kind: 'after-photo', number: A, note: null }), reports: [item(A, { status: 'assigned' })] });
    expect(deedsIn(turn)).toEqual([{ do: 'add-photos', phase: 'after', photos: ['p'] }]);
    expect(turn.session).toMatchObject({ asked: null, justSubmitted: { number: A } });
    expect(deedsIn(photo({ session: turn.session }, 'q'))).toEqual([{ do: 'add-photos', phase: 'after', photos: ['q'] }]);
  });

  it('after one that was shown before is handed in instead of it', () => {
    const session = asking({ kind: 'repeated-photo', number: A, note: '换了', photos: ['doubtful'] });
    const turn = photo({ session, tasks: [rectifying] }, 'new');
    expect(deedsIn(turn)).toEqual([{ do: 'submit', note: '换了', photos: ['new'] }]);
    expect(turn.session.asked).toBeNull();
  });

  it('after a report joins it; ten minutes later it does not', () => {
    const just = { lastReport: { numbers: [A], at: minutesAgo(9) } };
    expect(deedsIn(photo({ session: just }))).toEqual([{ do: 'add-photos', phase: 'before', photos: ['p'] }]);
    expect(acts(photo({ session: { lastReport: { numbers: [A], at: minutesAgo(11) } } }))).toEqual(['say:photo-kept']);
  });

  it.each([
    [1, 5, 'after', A],
    [5, 1, 'before', B],
  ])('joins whichever was later: handed in %i, reported %i minutes ago', (handedIn, reported, phase, number) => {
    const session = { justSubmitted: { number: A, at: minutesAgo(handedIn) }, lastReport: { numbers: [B], at: minutesAgo(reported) } };
    const turn = photo({ session });
    expect(deedsIn(turn)).toMatchObject([{ do: 'add-photos', phase }]);
    expect(turn.acts).toMatchObject([{ number }]);
  });

  it('from the spot is what a 重大 item waited for', () => {
    const turn = photo({ session: asking({ kind: 'on-site', number: A }) });
    expect(acts(turn)).toEqual([`verify ${A}`]);
    expect(turn.session.onSite).toEqual({ kind: 'photo', what: 'p', at: AT });
  });
});

describe('positions', () => {
  const position = (label: string | null, given: Parameters<typeof situation>[0] = {}) =>
    converse({ kind: 'position', label }, situation(given));
  const just = { lastReport: { numbers: [A], at: minutesAgo(2) } };

  it('are the place of a report that has none', () => {
    expect(deedsIn(position('河西路', { session: just, reports: [item(A, { place: null })] }))).toMatchObject([
      { place: '河西路', note: null },
    ]);
    const asked = position('河西路', { session: { ...just, ...asking({ kind: 'place', number: A }) } });
    expect(deedsIn(asked)).toMatchObject([{ place: '河西路' }]);
    expect(asked.session.asked).toBeNull();
  });

  it('are a remark on a report that has one', () => {
    expect(deedsIn(position('河西路', { session: just, reports: [item(A)] }))).toMatchObject([{ place: null, note: '定位：河西路' }]);
  });

  it('without a report wait for the words', () => {
    const turn = position('河西路');
    expect(acts(turn)).toEqual(['say:position-needs-words']);
    expect(converse(report, situation({ session: turn.session })).acts).toMatchObject([{ items: [{ place: '河西路' }] }]);
  });

  it('prove that the verifier is there', () => {
    const turn = position('河西路', { session: asking({ kind: 'on-site', number: A }) });
    expect(acts(turn)).toEqual([`verify ${A}`]);
    expect(turn.session.onSite).toEqual({ kind: 'position', what: '河西路', at: AT });
  });
});

import { describe, expect, it } from 'vitest';
import { type EarlierUse, photoUsesOf, suspicionOf } from '../../../src/domain/evidence/photo-use.ts';
import type { HazardEvent } from '../../../src/domain/hazard/events.ts';

const at = new Date('2026-11-24T10:00:00+08:00');
const photo = (hash: string) => ({ hash, at, by: 'P3' });
const use = (changes: Partial<EarlierUse>): EarlierUse => ({
  hash: 'a',
  number: 'H26110001',
  phase: 'before',
  at,
  exact: true,
  ...changes,
});
const stamp = { at, actor: 'P3' };

describe('what an event shows', () => {
  const report = { ...stamp, type: 'HazardReported', photos: [photo('a')], photosAfter: [photo('b')] } as unknown as HazardEvent;
  it.each<[string, HazardEvent, string[]]>([
    ['a report', report, ['a before', 'b after']],
    ['photos added', { ...stamp, type: 'PhotosAdded', phase: 'after', photos: [photo('c')] }, ['c after']],
    ['work done', { ...stamp, type: 'RectificationSubmitted', note: null, photos: [photo('d')], repeated: false, dueAt: at }, ['d after']],
    ['a visit', { ...stamp, type: 'HazardVerified', note: null, onSite: { kind: 'photo', photo: photo('e') } }, ['e on-site']],
    ['a position', { ...stamp, type: 'HazardVerified', note: null, onSite: { kind: 'position', text: '三楼', at } }, []],
    ['words only', { ...stamp, type: 'HazardRejected', reason: '没有' }, []],
  ])('%s', (_name, event, expected) => {
    expect(photoUsesOf(event).map(({ hash, phase }) => `${hash} ${phase}`)).toEqual(expected);
  });
});

describe('a photo that was shown before', () => {
  it.each(['before', 'after', 'on-site'] as const)('as %s cannot prove work, nor presence', (phase) => {
    expect(suspicionOf('after', [use({ phase })])).toMatchObject({ kind: 'proof-used-before', use: { phase } });
    expect(suspicionOf('on-site', [use({ phase })])).toMatchObject({ kind: 'proof-used-before' });
  });

  it('as the same hazard is perhaps the same report; as proof of work it says nothing of that', () => {
    expect(suspicionOf('before', [use({})])).toMatchObject({ kind: 'hazard-seen-before' });
    expect(suspicionOf('before', [use({ phase: 'after' }), use({ phase: 'on-site' })])).toBeNull();
  });

  it('nowhere is fine', () => {
    expect(suspicionOf('after', [])).toBeNull();
  });

  it('is told by its strongest ground: the same file before a look-alike, then the earliest', () => {
    const earlier = new Date(at.getTime() - 1);
    const found = suspicionOf('after', [
      use({ number: 'near', exact: false, at: earlier }),
      use({ number: 'later' }),
      use({ number: 'first', at: earlier }),
    ]);
    expect(found?.use.number).toBe('first');
  });
});

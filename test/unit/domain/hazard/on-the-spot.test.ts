import { describe, expect, it } from 'vitest';
import { rectifiersOf } from '../../../../src/domain/hazard/responsibility.ts';
import { accepts, by, eventOf, given, itemAfter, lampReport, PORTER, photo, reported, TEACHER } from './hazard-story.ts';

const shows = (actor: string, ...hashes: string[]) =>
  by(actor, { type: 'AddPhotos' as const, phase: 'after' as const, photos: hashes.map((hash) => photo(hash, actor)) });
const atPorters = (changes: object = {}) => reported(lampReport({ level: '一般', placePerson: PORTER, ...changes }));
const nowhereKnown = (changes: object = {}) => reported(lampReport({ level: '一般', placePerson: null, ...changes }));

describe('the reporter’s after-photo, minutes after his words (立整立改)', () => {
  it('hands in what nobody has taken up; the place stays its person’s, and neither of them verifies', () => {
    expect(given(atPorters()).when(shows(TEACHER, 'done'))).toEqual(['PhotosAdded', 'RectificationSubmitted']);
    const item = itemAfter(atPorters(), shows(TEACHER, 'done'));
    expect(item).toMatchObject({ status: 'submitted', assignee: PORTER, submittedBy: TEACHER, photosAfter: [{ hash: 'done' }] });
    expect(rectifiersOf(item).toSorted()).toEqual([PORTER, TEACHER].toSorted());
  });

  it('grades and hands in what had no known place', () => {
    expect(given(nowhereKnown()).when(shows(TEACHER, 'done'))).toEqual([
      'PhotosAdded',
      'HazardClassified',
      'HazardAssigned',
      'RectificationSubmitted',
    ]);
  });

  it('tells the verifier of a photo that was shown before with another item', () => {
    const again = { ...shows(TEACHER, 'old'), usedElsewhere: ['old'] };
    expect(eventOf('RectificationSubmitted', atPorters(), again)).toMatchObject({ repeated: true });
    expect(eventOf('RectificationSubmitted', atPorters(), shows(TEACHER, 'new'))).toMatchObject({ repeated: false });
  });

  it('is only a photo where somebody else sends it, or somebody has accepted the work', () => {
    expect(given(atPorters()).when(shows('somebody', 'done'))).toEqual(['PhotosAdded']);
    expect(given(atPorters(), accepts(PORTER)).when(shows(TEACHER, 'done'))).toEqual(['PhotosAdded']);
  });

  it.each([{ level: '较大' }, { level: '重大' }, { urgent: true }, { sensitive: true }, { withheldFromSchool: true }])(
    'is only a photo where the item is %o',
    (changes) => {
      expect(given(nowhereKnown(changes)).when(shows(TEACHER, 'done'))).toEqual(['PhotosAdded']);
    },
  );

  it('is never taken from photos of the hazard itself', () => {
    const before = by(TEACHER, { type: 'AddPhotos', phase: 'before', photos: [photo('lamp2', TEACHER)] });
    expect(given(atPorters()).when(before)).toEqual(['PhotosAdded']);
  });
});

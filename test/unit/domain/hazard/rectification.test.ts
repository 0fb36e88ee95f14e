import { describe, expect, it } from 'vitest';
import type { HazardCommand } from '../../../../src/domain/hazard/commands.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  DEPUTY_HEAD,
  eventOf,
  FIVE,
  fixesFive,
  given,
  HEAD,
  inStatus,
  MONDAY_NINE,
  OFFICER,
  ON_SITE,
  PLUMBER,
  PORTER,
  photo,
  reported,
  returns,
  stateAfter,
  submits,
  TEACHER,
} from './hazard-story.ts';

const grave = [reported({ level: '重大' }), assignTo(PORTER)];

describe('accepting', () => {
  it('is the assignee’s', () => {
    expect(given(reported()).when(accepts(PLUMBER))).toEqual({ code: 'not-the-assignee', assignee: PORTER });
    expect(given(reported()).when(accepts(PORTER))).toEqual(['HazardAccepted']);
  });

  it('can be done by whoever stands in for him', () => {
    const standIn = by(PLUMBER, { type: 'Accept' }, MONDAY_NINE, { standingInFor: PORTER });
    expect(given(reported()).when(standIn)).toEqual(['HazardAccepted']);
    expect(given(reported()).when(by(PLUMBER, { type: 'Accept' }, MONDAY_NINE, { standingInFor: HEAD }))).toMatchObject({
      code: 'not-the-assignee',
    });
  });

  it('of a 重大 item waits for a confirmed 五落实', () => {
    expect(given(...grave).when(accepts(PORTER))).toEqual({ code: 'five-fixed-missing', missing: Object.keys(FIVE) });
    expect(given(...grave, fixesFive(OFFICER, false)).when(accepts(PORTER))).toEqual({ code: 'five-fixed-unconfirmed' });
    expect(given(...grave, fixesFive(HEAD, true)).when(accepts(PORTER))).toEqual(['HazardAccepted']);
  });
});

describe('submitting', () => {
  it('accepts by the way when the assignee never said so', () => {
    expect(given(reported()).when(submits(PORTER, 'done'))).toEqual(['HazardAccepted', 'RectificationSubmitted']);
    expect(given(reported(), accepts(PORTER)).when(submits(PORTER, 'done'))).toEqual(['RectificationSubmitted']);
  });

  it('is the assignee’s', () => {
    expect(given(reported()).when(submits(TEACHER, 'done'))).toEqual({ code: 'not-the-assignee', assignee: PORTER });
  });

  it('needs a photo, sent now or before', () => {
    expect(given(reported(), accepts(PORTER)).when(submits(PORTER))).toEqual({ code: 'photo-missing' });
    const sent = by(PORTER, { type: 'AddPhotos', phase: 'after', photos: [photo('done')] });
    expect(given(reported(), sent, accepts(PORTER)).when(submits(PORTER))).toEqual(['RectificationSubmitted']);
  });

  const reuses = (hash: string, more: object = {}) => by(PORTER, { type: 'Submit', note: null, photos: [photo(hash, PORTER)], ...more });
  const shown = reported({ photos: [photo('broken')] });
  const again = [reported(), submits(PORTER, 'done'), returns(HEAD)];

  it.each([
    ['as the picture of the hazard itself', [shown], reuses('broken'), ['broken']],
    ['for an earlier attempt', again, reuses('done'), ['done']],
    ['with another item', [reported()], reuses('foreign', { usedElsewhere: ['foreign', 'other'] }), ['foreign']],
  ] as const)('asks about a photo that was shown before %s, and tells the verifier where it is meant', (_where, story, command, hashes) => {
    expect(given(...story).when(command)).toEqual({ code: 'photo-used-before', hashes });
    const meant: HazardCommand = command.type === 'Submit' ? { ...command, confirmsRepeated: true } : command;
    expect(eventOf('RectificationSubmitted', ...story, meant)).toMatchObject({ repeated: true });
    expect(eventOf('RectificationSubmitted', ...story, reuses('new', { confirmsRepeated: true }))).toMatchObject({ repeated: false });
  });

  it('is not kept back by a report that came with more photos than fit', () => {
    const many = Array.from({ length: 31 }, (_, index) => photo(`p${index}`));
    const story = [reported({ level: '较大', photosAfter: many }), assignTo(PORTER)];
    expect(given(...story).when(submits(PORTER))).toEqual(['HazardAccepted', 'RectificationSubmitted']);
    expect(given(...story).when(submits(PORTER, 'more'))).toEqual({ code: 'too-many-photos', most: 30, present: 31 });
  });

  it('takes 30 photos and no more', () => {
    const hashes = Array.from({ length: 31 }, (_, index) => `p${index}`);
    expect(given(reported()).when(submits(PORTER, ...hashes))).toEqual({ code: 'too-many-photos', most: 30, present: 0 });
    expect(given(reported()).when(submits(PORTER, ...hashes.slice(1)))).toEqual(['HazardAccepted', 'RectificationSubmitted']);
  });

  it('of a 重大 item waits for 五落实 as accepting does', () => {
    expect(given(...grave).when(submits(PORTER, 'done'))).toMatchObject({ code: 'five-fixed-missing' });
    expect(given(...grave, fixesFive(HEAD, true)).when(submits(PORTER, 'done'))).toEqual(['HazardAccepted', 'RectificationSubmitted']);
  });

  it('of an item that became 重大 under work waits for 五落实, too', () => {
    const raised = [reported(), accepts(PORTER), by(OFFICER, { type: 'Classify', level: '重大' })];
    expect(given(...raised).when(submits(PORTER, 'done'))).toMatchObject({ code: 'five-fixed-missing' });
  });
});

describe('verifying', () => {
  const done = [reported(), submits(PORTER, 'done')];

  it('closes and archives at once', () => {
    expect(given(...done).when(agrees(HEAD))).toEqual(['HazardVerified', 'HazardArchived']);
    expect(inStatus(stateAfter(...done, agrees(HEAD)), 'archived')).toMatchObject({
      verifiedBy: HEAD,
      closedAt: MONDAY_NINE,
      archivedAt: MONDAY_NINE,
    });
  });

  it('is never the rectifier’s, nor his stand-in’s in his name', () => {
    expect(given(...done).when(agrees(PORTER))).toEqual({ code: 'rectifier-cannot-verify' });
    const standIn = by(HEAD, { type: 'Verify', note: null, onSite: null }, MONDAY_NINE, { standingInFor: PORTER });
    expect(given(...done).when(standIn)).toEqual({ code: 'rectifier-cannot-verify' });
  });

  it('is not for the stand-in who did the work, either', () => {
    const byStandIn = by(DEPUTY_HEAD, { type: 'Submit', note: null, photos: [photo('done')] }, MONDAY_NINE, { standingInFor: PORTER });
    expect(given(reported(), byStandIn).when(agrees(DEPUTY_HEAD))).toEqual({ code: 'rectifier-cannot-verify' });
    expect(given(reported(), byStandIn).when(agrees(PORTER))).toEqual({ code: 'rectifier-cannot-verify' });
  });

  it('needs a known person', () => {
    expect(given(...done).when(by(null, { type: 'Verify', note: null, onSite: ON_SITE }))).toEqual({ code: 'not-bound' });
  });

  it('of 重大 needs evidence from the spot', () => {
    const mended = [...grave, fixesFive(HEAD, true), submits(PORTER, 'done')];
    expect(given(...mended).when(agrees('inspector'))).toEqual({ code: 'on-site-evidence-missing' });
    expect(given(...mended).when(agrees('inspector', true))).toEqual(['HazardVerified', 'HazardArchived']);
  });

  it('of 重大 takes a photo from the spot only where it was never shown before', () => {
    const mended = [...grave, fixesFive(HEAD, true), submits(PORTER, 'done')];
    const withPhoto = (hash: string, usedElsewhere: string[] = []) =>
      by('inspector', { type: 'Verify', note: null, onSite: { kind: 'photo', photo: photo(hash, 'inspector') }, usedElsewhere });
    expect(given(...mended).when(withPhoto('done'))).toEqual({ code: 'photo-used-before', hashes: ['done'] });
    expect(given(...mended).when(withPhoto('other', ['other']))).toEqual({ code: 'photo-used-before', hashes: ['other'] });
    expect(given(...mended).when(withPhoto('fresh'))).toEqual(['HazardVerified', 'HazardArchived']);
  });
});

describe('returning', () => {
  const done = [reported(), submits(PORTER, 'done')];

  it('needs a reason', () => {
    expect(given(...done).when(returns(HEAD, ' '))).toEqual({ code: 'reason-missing' });
    expect(given(...done).when(returns(HEAD))).toEqual(['RectificationReturned']);
  });

  it('is not for the rectifier', () => {
    expect(given(...done).when(returns(PORTER))).toEqual({ code: 'rectifier-cannot-verify' });
  });

  it('sets the photos of the attempt aside and asks for some again', () => {
    const again = [...done, returns(HEAD)];
    expect(inStatus(stateAfter(...again), 'rectifying')).toMatchObject({ photosAfter: [], earlierPhotos: [photo('done', PORTER)] });
    expect(given(...again).when(submits(PORTER))).toEqual({ code: 'photo-missing' });
    expect(eventOf('RectificationSubmitted', ...again, submits(PORTER, 'better'))).toMatchObject({ repeated: false });
  });

  it('a second time keeps the photos of both attempts', () => {
    const twice = [...done, returns(HEAD), submits(PORTER, 'better'), returns(HEAD)];
    expect(inStatus(stateAfter(...twice), 'rectifying').earlierPhotos).toEqual([photo('done', PORTER), photo('better', PORTER)]);
  });

  it('leaves room for 30 new photos', () => {
    const hashes = (round: string) => Array.from({ length: 30 }, (_, index) => `${round}${index}`);
    const again = [reported(), submits(PORTER, ...hashes('a')), returns(HEAD)];
    expect(given(...again).when(submits(PORTER, ...hashes('b')))).toEqual(['RectificationSubmitted']);
  });
});

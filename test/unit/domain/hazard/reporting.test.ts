import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../src/domain/hazard/commands.ts';
import { evolveAll } from '../../../../src/domain/hazard/evolve.ts';
import { initialHazard } from '../../../../src/domain/hazard/state.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  confirm,
  corrects,
  events,
  given,
  HEAD,
  inStatus,
  itemAfter,
  lampReport,
  nowhere,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  returns,
  stateAfter,
  submits,
  TEACHER,
} from './hazard-story.ts';

const STRAIGHT = ['HazardReported', 'HazardClassified', 'HazardAssigned'];

describe('a report', () => {
  const ways: [string, Partial<Report>, string[]][] = [
    ['一般 at a known place goes straight to its person', {}, STRAIGHT],
    ['一般 at an unknown place waits', nowhere, ['HazardReported']],
    ['一般 at a place without a person waits', { placePerson: null }, ['HazardReported']],
    ['较大 waits for a person', { level: '较大' }, ['HazardReported']],
    ['重大 waits for a person', { level: '重大' }, ['HazardReported']],
    ['urgent waits for a person', { urgent: true }, ['HazardReported']],
    ['sensitive waits for a person', { sensitive: true }, ['HazardReported']],
    ['bullying is sensitive by itself and waits', { category: 'bullying' }, ['HazardReported']],
    ['kept from the school it waits', { withheldFromSchool: true }, ['HazardReported']],
    ['solved on the spot it waits for verification only', { photosAfter: [photo('done')] }, [...STRAIGHT, 'RectificationSubmitted']],
    [
      'solved on the spot at an unknown place likewise',
      { ...nowhere, photosAfter: [photo('done')] },
      [...STRAIGHT, 'RectificationSubmitted'],
    ],
    ['较大 with a photo of the mended thing still waits', { level: '较大', photosAfter: [photo('done')] }, ['HazardReported']],
    ['urgent with a photo of the mended thing still waits', { urgent: true, photosAfter: [photo('done')] }, ['HazardReported']],
    ['a photo of the hazard itself proves no repair', { photos: [photo('same')], photosAfter: [photo('same')] }, STRAIGHT],
    ['for somebody else it is not taken as solved on the spot', { reporter: 'colleague', photosAfter: [photo('done')] }, STRAIGHT],
  ];

  it.each(ways)('%s', (_name, changes, expected) => {
    expect(given().when(reported(changes))).toEqual(expected);
  });

  it('names the rule, not a person, as the one who classified it', () => {
    const item = inStatus(stateAfter(reported()), 'assigned');
    expect(item).toMatchObject({ assignee: PORTER, classifiedBy: 'system' });
    const [, classified, assigned] = events(initialHazard, reported());
    expect([classified?.actor, assigned?.actor]).toEqual([null, null]);
  });

  it.each([{ sensitive: true }, { category: 'mental' as const }, { withheldFromSchool: true }])(
    'does not even suggest the person of the place when %o',
    (changes) => {
      expect(itemAfter(reported(changes)).suggestedAssignee).toBeNull();
    },
  );

  it('counts a category that is sensitive by itself as sensitive', () => {
    expect(itemAfter(reported({ category: 'bullying' })).sensitive).toBe(true);
  });

  it('keeps photos of the repair even when the item has to wait', () => {
    expect(itemAfter(reported({ level: '较大', photosAfter: [photo('done')] })).photosAfter).toEqual([photo('done')]);
  });

  it('is the reporter’s, whoever typed it', () => {
    expect(itemAfter(by(OFFICER, lampReport({ reporter: 'colleague' }))).reporter).toBe('colleague');
  });

  it('of an unbound account has no reporter', () => {
    expect(itemAfter(by(null, lampReport({ urgent: true }))).reporter).toBeNull();
  });

  it('solved on the spot belongs to the place’s person, and was done by the reporter', () => {
    const item = inStatus(stateAfter(reported({ photosAfter: [photo('done')] })), 'submitted');
    expect(item).toMatchObject({ assignee: PORTER, submittedBy: TEACHER, acceptedAt: null, photosAfter: [photo('done')] });
  });

  it('solved on the spot is verified neither by the one who did it nor by the one who has the place', () => {
    const story = given(reported({ photosAfter: [photo('done')] }));
    expect(story.when(agrees(TEACHER))).toEqual({ code: 'rectifier-cannot-verify' });
    expect(story.when(agrees(PORTER))).toEqual({ code: 'rectifier-cannot-verify' });
    expect(story.when(agrees(HEAD))).toEqual(['HazardVerified', 'HazardArchived']);
  });
});

describe('more photos', () => {
  const adds = (phase: 'before' | 'after', ...hashes: string[]) =>
    by(TEACHER, { type: 'AddPhotos', phase, photos: hashes.map((hash) => photo(hash)) });

  it('are kept with their phase', () => {
    const item = itemAfter(reported(), adds('before', 'a'), adds('after', 'b'));
    expect([item.photosBefore, item.photosAfter]).toEqual([[photo('a')], [photo('b')]]);
  });

  it('need a photo', () => {
    expect(given(reported()).when(adds('before'))).toEqual({ code: 'photo-missing' });
  });

  it('count once, however often they are sent', () => {
    expect(itemAfter(reported(), adds('before', 'a', 'a'), adds('before', 'a', 'b')).photosBefore).toHaveLength(2);
    expect(given(reported({ photos: [photo('a')] })).when(adds('before', 'a'))).toEqual({ code: 'photo-not-new' });
  });

  it('of the hazard do not pass as photos of the repair', () => {
    expect(given(reported({ photos: [photo('a')] })).when(adds('after', 'a'))).toEqual({ code: 'photo-not-new' });
  });

  it.each(['before', 'after'] as const)('end at 30 of the phase %s', (phase) => {
    const thirty = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const full = given(reported(), adds(phase, ...thirty));
    expect(full.when(adds(phase, 'one-more'))).toEqual({ code: 'too-many-photos', most: 30, present: 30 });
    expect(given(reported(), adds(phase, ...thirty.slice(1))).when(adds(phase, 'one-more'))).toEqual(['PhotosAdded']);
  });
});

describe('a correction', () => {
  it('changes words and nothing else', () => {
    const item = itemAfter(reported(), corrects(TEACHER, { description: '是四楼的灯' }));
    expect(item).toMatchObject({ description: '是四楼的灯', status: 'assigned', suggestedAssignee: PORTER, place: { id: 7 } });
  });

  it.each([
    ['no words at all', {}],
    ['the same words', { description: '三楼东头的灯坏了' }],
    ['the same place', { place: { id: 7, text: '三楼东头' }, placePerson: PORTER }],
    ['the same unit', { unit: 'S1' }],
  ])('with %s is refused as unchanged', (_name, changes) => {
    expect(given(reported()).when(corrects(TEACHER, changes))).toEqual({ code: 'unchanged' });
  });

  it('that answers where it is lets a 一般 item go straight to the person of the place', () => {
    const answer = corrects(TEACHER, { place: { id: 7, text: '三楼东头' }, placePerson: PORTER });
    expect(given(reported(nowhere)).when(answer)).toEqual(['HazardCorrected', 'HazardClassified', 'HazardAssigned']);
    expect(inStatus(stateAfter(reported(nowhere), answer), 'assigned')).toMatchObject({ assignee: PORTER, classifiedBy: 'system' });
  });

  it.each([{ level: '较大' as const }, { urgent: true }])('that answers where it is leaves it waiting when %o', (changes) => {
    const answer = corrects(TEACHER, { place: { id: 7, text: '三楼东头' }, placePerson: PORTER });
    expect(given(reported({ ...nowhere, ...changes })).when(answer)).toEqual(['HazardCorrected']);
    expect(itemAfter(reported({ ...nowhere, ...changes }), answer).suggestedAssignee).toBe(PORTER);
  });

  it('that answers where a confidential item is tells nobody there', () => {
    const answer = corrects(TEACHER, { place: { id: 7, text: '三楼东头' }, placePerson: PORTER });
    expect(given(reported({ ...nowhere, sensitive: true })).when(answer)).toEqual(['HazardCorrected']);
    expect(itemAfter(reported({ ...nowhere, sensitive: true }), answer)).toMatchObject({ suggestedAssignee: null, place: { id: 7 } });
  });

  const fourthFloor = corrects(TEACHER, { place: { id: 8, text: '四楼' }, placePerson: PLUMBER });

  it('to a place of somebody else hands the item on', () => {
    expect(given(reported()).when(fourthFloor)).toEqual(['HazardCorrected', 'HazardAssigned']);
    expect(inStatus(stateAfter(reported(), fourthFloor), 'assigned')).toMatchObject({ assignee: PLUMBER, suggestedAssignee: PLUMBER });
  });

  it('to another place of the same person changes the place only', () => {
    const move = corrects(TEACHER, { place: { id: 9, text: '三楼西头' }, placePerson: PORTER });
    expect(given(reported()).when(move)).toEqual(['HazardCorrected']);
  });

  it('leaves the item with whom a person has named', () => {
    const named = [reported(), assignTo('electrician')];
    expect(given(...named).when(fourthFloor)).toEqual(['HazardCorrected']);
    expect(inStatus(stateAfter(...named, fourthFloor), 'assigned').assignee).toBe('electrician');
  });

  it('leaves the item with whoever works on it', () => {
    expect(given(reported(), accepts(PORTER)).when(fourthFloor)).toEqual(['HazardCorrected']);
  });

  it('of a classified item that nobody has yet gives it to the person of the place', () => {
    expect(given(reported(nowhere), confirm).when(fourthFloor)).toEqual(['HazardCorrected', 'HazardAssigned']);
  });

  it('to another school takes the item to its person there, with the words of the place alone', () => {
    const move = corrects(TEACHER, { unit: 'S2', placePerson: PLUMBER });
    const item = inStatus(stateAfter(reported(), move), 'assigned');
    expect(item).toMatchObject({ unit: 'S2', assignee: PLUMBER, place: { id: null, text: '三楼东头' } });
  });

  it('to another school does so even when a person has named somebody', () => {
    const move = corrects(TEACHER, { unit: 'S2', placePerson: PLUMBER });
    expect(inStatus(stateAfter(reported(), assignTo('electrician'), move), 'assigned').assignee).toBe(PLUMBER);
  });

  it('to another school needs somebody there once it is assigned, and comes too late once it is worked on', () => {
    expect(given(reported()).when(corrects(TEACHER, { unit: 'S2' }))).toEqual({ code: 'nobody-to-assign' });
    expect(given(reported(nowhere)).when(corrects(TEACHER, { unit: 'S2' }))).toEqual(['HazardCorrected']);
    expect(given(reported(), accepts(PORTER)).when(corrects(OFFICER, { unit: 'S2', placePerson: PLUMBER }))).toEqual({
      code: 'wrong-status',
      status: 'rectifying',
    });
  });

  it('that names a child makes the item sensitive, for good', () => {
    const item = itemAfter(reported({ level: '较大' }), corrects(TEACHER, { description: '王某某被堵在厕所', sensitive: true }));
    expect(item).toMatchObject({ sensitive: true, suggestedAssignee: null });
    const later = evolveAll(item, events(item, corrects(TEACHER, { description: '一名学生被堵在厕所' })));
    expect(later).toMatchObject({ sensitive: true });
  });
});

describe('a withdrawal', () => {
  const withdraws = (actor: string | null, reason = '看错了') => by(actor, { type: 'Withdraw', reason });

  it('is free for the reporter while only the rule has acted', () => {
    const item = inStatus(stateAfter(reported(), withdraws(TEACHER)), 'withdrawn');
    expect(item).toMatchObject({ reason: '看错了', grading: { classifiedBy: 'system' }, work: { assignee: PORTER }, stepDueAt: null });
  });

  it('is free after 立整立改 until somebody looks', () => {
    expect(given(reported({ photosAfter: [photo('done')] })).when(withdraws(TEACHER))).toEqual(['HazardWithdrawn']);
  });

  it('needs a reason', () => {
    expect(given(reported()).when(withdraws(TEACHER, '  '))).toEqual({ code: 'reason-missing' });
  });

  it('is the reporter’s alone', () => {
    expect(given(reported()).when(withdraws(OFFICER))).toEqual({ code: 'not-the-reporter' });
    expect(given(reported()).when(withdraws(null))).toEqual({ code: 'not-the-reporter' });
  });

  it.each([
    ['a person has classified it', [reported(nowhere), confirm]],
    ['a person has changed its level', [reported(), by(OFFICER, { type: 'Classify', level: '较大' })]],
    ['its assignee has accepted it', [reported(), accepts(PORTER)]],
    ['its assignee has submitted it', [reported(), submits(PORTER, 'done')]],
    ['it was solved on the spot and sent back', [reported({ photosAfter: [photo('done')] }), returns(HEAD)]],
  ])('is too late once %s', (_name, story) => {
    expect(given(...story).when(withdraws(TEACHER))).toEqual({ code: 'already-taken-up' });
  });
});

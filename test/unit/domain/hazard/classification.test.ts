import { describe, expect, it } from 'vitest';
import type { Level } from '../../../../src/domain/hazard/category.ts';
import type { HazardAction } from '../../../../src/domain/hazard/commands.ts';
import {
  accepts,
  assignTo,
  by,
  confirm,
  events,
  given,
  inStatus,
  itemAfter,
  nowhere,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  stateAfter,
} from './hazard-story.ts';

const classifies = (changes: object) => by(OFFICER, { type: 'Classify', ...changes });

describe('classifying', () => {
  it('confirms a suggestion and hands it over in one tap where the person of the place is known', () => {
    expect(given(reported({ level: '较大' })).when(confirm)).toEqual(['HazardClassified', 'HazardAssigned']);
    expect(inStatus(stateAfter(reported({ level: '较大' }), confirm), 'assigned')).toMatchObject({
      assignee: PORTER,
      classifiedBy: OFFICER,
    });
  });

  it('leaves the item without an assignee where nobody is known', () => {
    expect(given(reported(nowhere)).when(confirm)).toEqual(['HazardClassified']);
  });

  it('hands it to whom the same words name', () => {
    const item = inStatus(stateAfter(reported({ level: '较大' }), classifies({ assignee: PLUMBER })), 'assigned');
    expect(item.assignee).toBe(PLUMBER);
  });

  it('never hands a sensitive item to the person of the place', () => {
    expect(given(reported({ sensitive: true })).when(confirm)).toEqual(['HazardClassified']);
  });

  it('as bullying takes the item into the sensitive lane before the person of the place hears of it', () => {
    const story = reported({ level: '较大', category: 'security' });
    expect(given(story).when(classifies({ category: 'bullying' }))).toEqual(['HazardClassified']);
    expect(itemAfter(story, classifies({ category: 'bullying' }))).toMatchObject({ sensitive: true, suggestedAssignee: null });
  });

  it('away from bullying keeps the item sensitive', () => {
    expect(itemAfter(reported({ category: 'bullying' }), classifies({ category: 'sports' })).sensitive).toBe(true);
  });

  const lowerings: [Level, Level, boolean][] = [
    ['一般', '较大', false],
    ['一般', '重大', false],
    ['较大', '重大', false],
    ['较大', '一般', true],
    ['重大', '一般', true],
    ['重大', '较大', true],
  ];

  it.each(lowerings)('from %s to %s needs a reason: %s', (from, to, needed) => {
    const bare = given(reported({ level: from, ...nowhere })).when(classifies({ level: to }));
    expect(bare).toEqual(needed ? { code: 'lower-level-needs-reason', from, to } : ['HazardClassified']);
    expect(given(reported({ level: from, ...nowhere })).when(classifies({ level: to, reason: ' ' }))).toEqual(bare);
    expect(given(reported({ level: from, ...nowhere })).when(classifies({ level: to, reason: '看过现场' }))).toEqual(['HazardClassified']);
  });

  it('needs the reason later in the life of the item, too', () => {
    const working = [reported({ level: '较大' }), confirm, accepts(PORTER)];
    expect(given(...working).when(classifies({ level: '一般' }))).toMatchObject({ code: 'lower-level-needs-reason' });
  });

  it('writes down who lowered it, from what, and why', () => {
    const [classified] = events(stateAfter(reported({ level: '重大' })), classifies({ level: '一般', reason: '看过现场' }));
    expect(classified).toMatchObject({ actor: OFFICER, by: OFFICER, previousLevel: '重大', level: '一般', reason: '看过现场' });
  });

  it.each([
    ['classified', [reported(nowhere), confirm]],
    ['assigned', [reported()]],
    ['rectifying', [reported(), accepts(PORTER)]],
  ])('without any change is refused when %s', (_status, story) => {
    expect(given(...story).when(confirm)).toEqual({ code: 'unchanged' });
    expect(given(...story).when(classifies({ level: '一般', category: 'electric' }))).toEqual({ code: 'unchanged' });
  });

  it('can name another person for an assigned item without changing its grading', () => {
    expect(given(reported()).when(classifies({ assignee: PLUMBER }))).toEqual(['HazardAssigned']);
    expect(given(reported()).when(classifies({ assignee: PORTER }))).toEqual({ code: 'unchanged' });
  });

  it('keeps the assignee and the work where only the level changes', () => {
    const item = inStatus(stateAfter(reported(), accepts(PORTER), classifies({ level: '较大' })), 'rectifying');
    expect(item).toMatchObject({ level: '较大', assignee: PORTER, classifiedBy: OFFICER });
  });
});

describe('assigning', () => {
  it('confirms the suggested grading of a reported item by the way', () => {
    expect(given(reported({ level: '较大' })).when(assignTo(PLUMBER))).toEqual(['HazardClassified', 'HazardAssigned']);
    expect(inStatus(stateAfter(reported({ level: '较大' }), assignTo(PLUMBER)), 'assigned')).toMatchObject({
      classifiedBy: OFFICER,
      level: '较大',
    });
  });

  it('without a name means the person of the place', () => {
    expect(inStatus(stateAfter(reported({ level: '较大' }), assignTo(null)), 'assigned').assignee).toBe(PORTER);
  });

  it('without a name is refused where nobody has the place, and for what the place must not know', () => {
    expect(given(reported(nowhere)).when(assignTo(null))).toEqual({ code: 'nobody-to-assign' });
    expect(given(reported({ sensitive: true })).when(assignTo(null))).toEqual({ code: 'nobody-to-assign' });
    expect(given(reported({ withheldFromSchool: true })).when(assignTo(' '))).toEqual({ code: 'nobody-to-assign' });
  });

  it('again to the same person is refused', () => {
    expect(given(reported()).when(assignTo(PORTER))).toEqual({ code: 'unchanged' });
  });

  it('to somebody else takes the item back from whoever works on it, photos and all', () => {
    const sent = by(PORTER, { type: 'AddPhotos', phase: 'after', photos: [photo('half')] });
    const item = inStatus(stateAfter(reported(), accepts(PORTER), sent, assignTo(PLUMBER)), 'assigned');
    expect(item).toMatchObject({ assignee: PLUMBER, photosAfter: [photo('half')] });
    expect(item).not.toHaveProperty('acceptedAt');
  });

  it('tells from whom it was taken', () => {
    const [assigned] = events(stateAfter(reported()), assignTo(PLUMBER));
    expect(assigned).toMatchObject({ previousAssignee: PORTER, assignee: PLUMBER });
  });
});

describe('only a known person', () => {
  const actions: HazardAction[] = [
    { type: 'Classify', level: '较大' },
    { type: 'Assign', assignee: PLUMBER },
    { type: 'Reject', reason: '没有' },
    { type: 'Accept' },
    { type: 'Submit', note: null, photos: [photo('done')] },
    { type: 'FixFive', parts: { money: '两万元' }, confirms: true },
    { type: 'ConfirmFive' },
  ];

  it.each(actions)('can $type', (action) => {
    expect(given(reported()).when(by(null, action))).toEqual({ code: 'not-bound' });
  });
});

describe('rejecting as 不属实', () => {
  it('needs a reason and ends the item', () => {
    expect(given(reported()).when(by(OFFICER, { type: 'Reject', reason: ' ' }))).toEqual({ code: 'reason-missing' });
    const item = inStatus(stateAfter(reported(), accepts(PORTER), by(OFFICER, { type: 'Reject', reason: '灯是好的' })), 'rejected');
    expect(item).toMatchObject({ reason: '灯是好的', stepDueAt: null, work: { assignee: PORTER }, grading: { classifiedBy: 'system' } });
  });
});

import { describe, expect, it } from 'vitest';
import { FIVE_PARTS } from '../../../../src/domain/hazard/five-fixed.ts';
import {
  accepts,
  assignTo,
  by,
  FIVE,
  fixesFive,
  given,
  HEAD,
  inStatus,
  itemAfter,
  MONDAY_NINE,
  OFFICER,
  PLAN_DAY,
  PORTER,
  reported,
  stateAfter,
} from './hazard-story.ts';

const grave = [reported({ level: '重大' }), assignTo(PORTER)];
const confirms = by(HEAD, { type: 'ConfirmFive' });

describe('五落实', () => {
  it('is said part by part, by several people', () => {
    const item = itemAfter(
      ...grave,
      by(PORTER, { type: 'FixFive', parts: { measures: ' 停用 ' }, confirms: false }),
      by(OFFICER, { type: 'FixFive', parts: { money: '两万元' }, confirms: false }),
    );
    expect(item.fiveFixed).toMatchObject({ measures: '停用', money: '两万元', plan: null, confirmedBy: null });
  });

  it.each(FIVE_PARTS)('lacks %s when that has not been said', (part) => {
    const { [part]: _left, ...others } = FIVE;
    const story = given(...grave, fixesFive(HEAD, true, others));
    expect(story.when(accepts(PORTER))).toEqual({ code: 'five-fixed-missing', missing: [part] });
    expect(story.when(confirms)).toEqual({ code: 'five-fixed-missing', missing: [part] });
  });

  it('counts when the 网格长 says it', () => {
    expect(given(...grave).when(fixesFive(HEAD, true))).toEqual(['FiveFixed', 'FiveConfirmed']);
    expect(itemAfter(...grave, fixesFive(HEAD, true)).fiveFixed).toEqual({ ...FIVE, until: PLAN_DAY, confirmedBy: HEAD });
  });

  it('counts when the 网格长 adds the last part to what others drafted', () => {
    const { plan, ...draft } = FIVE;
    const story = given(...grave, fixesFive(OFFICER, false, draft));
    expect(story.when(by(HEAD, { type: 'FixFive', parts: { plan }, confirms: true }))).toEqual(['FiveFixed', 'FiveConfirmed']);
  });

  it('counts when the 网格长 confirms a draft, once', () => {
    expect(given(...grave, fixesFive(PORTER, false)).when(confirms)).toEqual(['FiveConfirmed']);
    expect(given(...grave, fixesFive(PORTER, false), confirms).when(confirms)).toEqual({ code: 'unchanged' });
  });

  it('needs confirming again after a change', () => {
    const changed = by(OFFICER, { type: 'FixFive', parts: { money: '三万元' }, confirms: false });
    expect(given(...grave, fixesFive(HEAD, true), changed).when(accepts(PORTER))).toEqual({ code: 'five-fixed-unconfirmed' });
  });

  it.each([
    ['nothing', {}],
    ['blanks', { money: '  ' }],
    ['the same words', FIVE],
  ])('is unchanged by %s', (_name, parts) => {
    expect(given(...grave, fixesFive(HEAD, true)).when(fixesFive(OFFICER, false, parts))).toEqual({ code: 'unchanged' });
  });

  it('changes when only the day of the plan does', () => {
    const sooner = by(OFFICER, { type: 'FixFive', parts: FIVE, until: new Date('2026-12-01T18:00:00+08:00'), confirms: false });
    expect(given(...grave, fixesFive(HEAD, true)).when(sooner)).toEqual(['FiveFixed']);
  });

  it('forgets the day when a new 时限 names none', () => {
    const vague = by(OFFICER, { type: 'FixFive', parts: { deadline: '尽快' }, confirms: false });
    expect(itemAfter(...grave, fixesFive(HEAD, true), vague).fiveFixed).toMatchObject({ deadline: '尽快', until: null });
  });

  it('refuses a day that is over', () => {
    const past = by(HEAD, { type: 'FixFive', parts: FIVE, until: MONDAY_NINE, confirms: true });
    expect(given(...grave).when(past)).toEqual({ code: 'deadline-in-the-past', until: MONDAY_NINE });
    const late = by(HEAD, { type: 'ConfirmFive' }, new Date('2026-12-11T09:00:00+08:00'));
    expect(given(...grave, fixesFive(PORTER, false)).when(late)).toEqual({ code: 'deadline-in-the-past', until: PLAN_DAY });
  });

  it('may be said before the item is classified, and stays', () => {
    const item = inStatus(stateAfter(reported({ level: '重大' }), fixesFive(HEAD, true), assignTo(PORTER)), 'assigned');
    expect(item).toMatchObject({ deadline: PLAN_DAY, fiveFixed: { confirmedBy: HEAD } });
  });
});

import { describe, expect, it } from 'vitest';
import type { HazardCommand, HazardCommandType } from '../../../../src/domain/hazard/commands.ts';
import { decide } from '../../../../src/domain/hazard/decide.ts';
import { type Hazard, STATUSES } from '../../../../src/domain/hazard/state.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  corrects,
  fixesFive,
  HEAD,
  lives,
  OFFICER,
  PLUMBER,
  PORTER,
  photo,
  reported,
  returns,
  rules,
  submits,
  TEACHER,
} from './hazard-story.ts';

/** One sensible command of each type, by the person whose turn it would be. */
const commands: Record<HazardCommandType, HazardCommand> = {
  Report: reported(),
  AddPhotos: by(TEACHER, { type: 'AddPhotos', phase: 'before', photos: [photo('more')] }),
  Classify: by(OFFICER, { type: 'Classify', level: '较大' }),
  Assign: assignTo(PLUMBER),
  Accept: accepts(PORTER),
  FixFive: fixesFive(OFFICER, false),
  ConfirmFive: by(HEAD, { type: 'ConfirmFive' }),
  Submit: submits(PORTER, 'again'),
  Verify: agrees(HEAD),
  Return: returns(HEAD),
  Withdraw: by(TEACHER, { type: 'Withdraw', reason: '看错了' }),
  Reject: by(OFFICER, { type: 'Reject', reason: '没有这回事' }),
  Correct: corrects(TEACHER, { description: '是四楼的灯' }),
};

const columns: readonly Hazard['status'][] = ['none', ...STATUSES];

// Y: it happens; -: wrong status; T: a person has taken it up already; 5: the five parts are missing.
const table: Record<HazardCommandType, string> = {
  //           none reported classified assigned rectifying submitted closed archived rejected withdrawn
  Report: '     Y    -        -          -        -          -         -      -        -        -',
  AddPhotos: '  -    Y        Y          Y        Y          Y         -      -        -        -',
  Classify: '   -    Y        Y          Y        Y          -         -      -        -        -',
  Assign: '     -    Y        Y          Y        Y          -         -      -        -        -',
  Accept: '     -    -        -          Y        -          -         -      -        -        -',
  FixFive: '    -    Y        Y          Y        Y          -         -      -        -        -',
  ConfirmFive: '-    5        5          5        5          -         -      -        -        -',
  Submit: '     -    -        -          Y        Y          -         -      -        -        -',
  Verify: '     -    -        -          -        -          Y         -      -        -        -',
  Return: '     -    -        -          -        -          Y         -      -        -        -',
  Withdraw: '   -    Y        T          T        T          T         -      -        -        -',
  Reject: '     -    Y        Y          Y        Y          -         -      -        -        -',
  Correct: '    -    Y        Y          Y        Y          Y         -      -        -        -',
};

const meaning: Record<string, string> = { Y: 'happens', '-': 'wrong-status', T: 'already-taken-up', '5': 'five-fixed-missing' };

const outcome = (status: Hazard['status'], type: HazardCommandType): string => {
  const decision = decide(lives[status], commands[type], rules);
  return decision.ok ? 'happens' : decision.rejection.code;
};

describe('every status and every command', () => {
  const cells = Object.entries(table).flatMap(([type, row]) =>
    row
      .trim()
      .split(/\s+/)
      .map((cell, index) => ({ type: type as HazardCommandType, status: columns[index] ?? 'none', expected: meaning[cell] })),
  );

  it('has a cell for each pair', () => {
    expect(new Set(cells.map(({ type, status }) => `${type} ${status}`)).size).toBe(Object.keys(commands).length * columns.length);
    expect(cells).toHaveLength(Object.keys(commands).length * columns.length);
  });

  it.each(cells)('$type when $status: $expected', ({ type, status, expected }) => {
    expect(outcome(status, type)).toBe(expected);
  });

  it.each(columns)('the example of %s really is in that status', (status) => {
    expect(lives[status].status).toBe(status);
  });

  it('tells the present status where the status is wrong', () => {
    expect(decide(lives.archived, commands.Accept, rules)).toEqual({ ok: false, rejection: { code: 'wrong-status', status: 'archived' } });
  });
});

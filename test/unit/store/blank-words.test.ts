import { describe, expect, it } from 'vitest';
import type { KnownHazard } from '../../../src/domain/hazard/state.ts';
import { hazardFromJson, toJson } from '../../../src/store/hazard-json.ts';
import { withoutWords } from '../../../src/store/purge/blank-words.ts';
import { accepts, agrees, fixesFive, HEAD, itemAfter, lives, PORTER, reported, submits } from '../domain/hazard/hazard-story.ts';

const blank = (state: KnownHazard): KnownHazard => hazardFromJson(withoutWords(toJson(state)));

const known = Object.values(lives).flatMap((state) => (state.status === 'none' ? [] : [state]));

/** What people wrote in these stories; levels, sources and names of the rules' clauses are no such words. */
const WRITTEN = /灯|灯罩|没有这回事|看错了|校长负责|停用|两万元|12月10日前|西门/;

describe('an item without words', () => {
  it.each(known.map((state) => [state.status, state] as const))('in the status %s keeps all that is no word', (_status, state) => {
    const after = blank(state);
    expect(JSON.stringify(after)).not.toMatch(WRITTEN);
    expect({
      ...after,
      description: state.description,
      place: state.place,
      ...('reason' in state ? { reason: state.reason } : {}),
    }).toEqual(state);
    expect(blank(after)).toEqual(after);
  });

  it('loses basis, note and the five parts, and keeps clause, times, people and the policy', () => {
    const life = itemAfter(reported({ level: '较大', basis: [{ words: '灯坏了', clause: '本系统默认' }] }), fixesFive(HEAD, true));
    const after = blank(life);
    expect(after.basis).toEqual([{ words: '', clause: '本系统默认' }]);
    expect(after.fiveFixed).toEqual({ ...life.fiveFixed, responsibility: null, measures: null, money: null, deadline: null, plan: null });
    expect(after.fiveFixed.until).toBeInstanceOf(Date);
    const archived = itemAfter(reported(), accepts(PORTER), submits(PORTER, 'done'), agrees(HEAD));
    expect(blank(archived)).toMatchObject({ policy: 'policy' in archived ? archived.policy : null, photosAfter: archived.photosAfter });
  });
});

import { describe, expect, it } from 'vitest';
import { type Grid, hearers, officersOf } from '../../../../src/domain/inspection/hearers.ts';
import { STAGES, type Stage } from '../../../../src/domain/inspection/stage.ts';
import type { GridRole } from '../../../../src/domain/organisation/roles.ts';

/** A grid of people named after their roles: `bureau 网格长`. */
const grid = (name: string, roles: readonly GridRole[], above: Grid | null = null): Grid => ({
  holders: roles.map((role) => ({ person: `${name} ${role}`, role })),
  above,
});
const ALL: readonly GridRole[] = ['网格长', '直接责任人', '具体责任人'];
const bureau = grid('bureau', ALL);
const town = grid('town', ALL, bureau);
const school = grid('school', ALL, town);

describe('who hears of a stage', () => {
  it.each<[Stage, string[]]>([
    ['opens', ['school 具体责任人']],
    ['halfway', ['school 具体责任人']],
    ['left-7', ['school 具体责任人']],
    ['left-3', ['school 具体责任人', 'school 直接责任人']],
    ['left-1', ['school 具体责任人', 'school 直接责任人']],
    ['overdue', ['school 具体责任人', 'school 直接责任人', 'school 网格长']],
    ['upper', ['town 具体责任人']],
  ])('%s', (stage, people) => {
    expect(hearers(stage, school)).toEqual(people);
  });

  it('knows everybody for every stage', () => {
    for (const stage of STAGES) expect(hearers(stage, town)).not.toEqual([]);
  });

  it('has nobody above the bureau', () => {
    expect(hearers('upper', bureau)).toEqual([]);
    expect(hearers('upper', town)).toEqual(['bureau 具体责任人']);
  });

  it.each<[string, Grid, string[]]>([
    ['直接责任人 first', grid('school', ['网格长', '直接责任人'], town), ['school 直接责任人']],
    ['then 网格长', grid('school', ['网格长'], town), ['school 网格长']],
    ['then the grid above', grid('school', [], town), ['town 具体责任人']],
    ['and the one above that', grid('school', [], grid('town', [], bureau)), ['bureau 具体责任人']],
    ['nobody at all', grid('school', [], null), []],
  ])('fills a vacant 具体责任人: %s', (_, given, people) => {
    expect(hearers('opens', given)).toEqual(people);
  });

  it('names one person with two roles once, and members never', () => {
    const given: Grid = {
      holders: [
        { person: 'li', role: '直接责任人' },
        { person: 'li', role: '具体责任人' },
        { person: 'ma', role: '成员' },
      ],
      above: null,
    };
    expect(hearers('overdue', given)).toEqual(['li']);
    expect(officersOf(given)).toEqual(['li']);
  });

  it('tells the acting officer of the grid above', () => {
    expect(hearers('upper', grid('school', ALL, grid('town', ['网格长'], bureau)))).toEqual(['town 网格长']);
  });
});

import { describe, expect, it } from 'vitest';
import { levels } from '../../../src/domain/hazard/category.ts';
import type { HazardAction, HazardCommandType, Meta, Report } from '../../../src/domain/hazard/commands.ts';
import { decide } from '../../../src/domain/hazard/decide.ts';
import { evolveAll } from '../../../src/domain/hazard/evolve.ts';
import { laneOf } from '../../../src/domain/hazard/lane.ts';
import { type Hazard, initialHazard, isIn, type KnownHazard, OPEN_STATUSES, STATUSES } from '../../../src/domain/hazard/state.ts';
import { type Action, RIGHTS, rightTo } from '../../../src/domain/organisation/authority.ts';
import type { Relation, Standing } from '../../../src/domain/organisation/roles.ts';
import {
  accepts,
  agrees,
  assignTo,
  by,
  confirm,
  events,
  fixesFive,
  HEAD,
  lampReport,
  MONDAY_NINE,
  nowhere,
  OFFICER,
  ON_SITE,
  PLUMBER,
  PORTER,
  photo,
  reported,
  rules,
  stateAfter,
  submits,
  TEACHER,
  ticks,
} from './hazard/hazard-story.ts';
import { ALL_RELATIONS, ALL_STATUSES, type LaneName, type LifeRow, life } from './life-table.ts';

const BOSS = 'boss';
const FAR = new Date('2027-06-30T18:00:00+08:00');
const LONG_AFTER = new Date('2026-12-23T09:00:00+08:00');

/** One sensible action of each type. Who does it comes with the relation. */
const ACTIONS: { [T in HazardCommandType]: Extract<HazardAction, { type: T }> } = {
  Report: lampReport(),
  AddPhotos: { type: 'AddPhotos', phase: 'before', photos: [photo('more')] },
  Classify: { type: 'Classify', category: 'fire', reason: '看过现场' },
  Assign: { type: 'Assign', assignee: PLUMBER },
  Reject: { type: 'Reject', reason: '没有这回事' },
  Accept: { type: 'Accept' },
  FixFive: { type: 'FixFive', parts: { money: '三万元' }, confirms: false },
  ConfirmFive: { type: 'ConfirmFive' },
  Submit: { type: 'Submit', note: null, photos: [photo('again')] },
  Verify: { type: 'Verify', note: null, onSite: ON_SITE },
  Return: { type: 'Return', reason: '灯罩没装' },
  Withdraw: { type: 'Withdraw', reason: '看错了' },
  Correct: { type: 'Correct', description: '是四楼的灯' },
  Transfer: { type: 'Transfer', assignee: PLUMBER, reason: '归水电工管' },
  Escalate: { type: 'Escalate', to: 'chief', tree: 'sector', reason: '没钱修' },
  AnswerEscalation: { type: 'AnswerEscalation', note: '下周拨两万' },
  AskExtension: { type: 'AskExtension', until: FAR, reason: '配件没到' },
  GrantExtension: { type: 'GrantExtension' },
  RefuseExtension: { type: 'RefuseExtension', reason: '不能再拖' },
  Merge: { type: 'Merge', into: { number: 'H26110000', status: 'assigned', unit: 'S1', level: '重大', ordinary: true } },
  ClearDuplicate: { type: 'ClearDuplicate' },
  Follow: { type: 'Follow', from: 'H26110002', followers: ['another'] },
  Enforce: { type: 'Enforce', measure: '责令停用' },
  Supervise: { type: 'Supervise', note: null },
  TakeMeasure: { type: 'TakeMeasure', measure: '拉了警戒线' },
  Reopen: { type: 'Reopen', reason: '又坏了' },
  DecideCase: { type: 'DecideCase', trigger: '通报逾期', start: true, reason: null },
  Tick: ticks(LONG_AFTER),
};

const AT: Partial<Record<HazardCommandType, Date>> = { Tick: LONG_AFTER };

/** Level and urgency, as the columns of the policy table need them. */
const GRAVITIES: { name: string; changes: Partial<Report> }[] = [
  ...levels.map((level) => ({ name: level as string, changes: { level } })),
  { name: '一般, urgent', changes: { level: '一般', urgent: true } },
];
const LANES: { lane: LaneName; changes: Partial<Report> }[] = [
  { lane: 'ordinary', changes: {} },
  { lane: 'sensitive', changes: { sensitive: true } },
  { lane: 'withheld', changes: { withheldFromSchool: true, sensitive: true } },
];

/** On an open item everything is asked that can be asked; a file is open on every item. */
const withEverythingAsked = (state: Hazard): Hazard => {
  if (state.status === 'none') return state;
  const item = { ...state, cases: [{ trigger: '通报逾期' as const, openedAt: MONDAY_NINE, persons: [PORTER], decision: null }] };
  if (!isIn(item, ...OPEN_STATUSES)) return item;
  return {
    ...item,
    possibleDuplicateOf: 'H26110000',
    escalation: { to: BOSS, by: PORTER, tree: 'sector', reason: '没钱修', at: MONDAY_NINE },
    extension: { until: FAR, reason: '配件没到', by: PORTER, at: MONDAY_NINE },
  };
};

/** An item of each status: graded and handed over by a person, with a plan that was drafted at once and confirmed before the work. */
const livesOf = (changes: Partial<Report>): Map<Hazard['status'], Hazard> => {
  const drafted = stateAfter(reported({ ...nowhere, ...changes }), fixesFive(OFFICER, false));
  const then = (state: Hazard, ...commands: Parameters<typeof stateAfter>): Hazard =>
    commands.reduce((now, command) => evolveAll(now, events(now, command)), state);
  const submitted = then(drafted, confirm, assignTo(PORTER), by(HEAD, ACTIONS.ConfirmFive), accepts(PORTER), submits(PORTER, 'done'));
  const closed = evolveAll(submitted, events(submitted, agrees('inspector', true)).slice(0, 1));
  const ordinary = { ...drafted, sensitive: false, withheldFromSchool: false } as Hazard;
  const lives: Hazard[] = [
    initialHazard,
    drafted,
    then(drafted, confirm),
    then(drafted, confirm, assignTo(PORTER)),
    then(drafted, confirm, assignTo(PORTER), by(HEAD, ACTIONS.ConfirmFive), accepts(PORTER)),
    submitted,
    closed,
    then(submitted, agrees('inspector', true)),
    then(drafted, by(OFFICER, ACTIONS.Reject)),
    { ...then(ordinary, by(OFFICER, ACTIONS.Merge)), ...laneFacts(drafted) } as Hazard,
    then(drafted, by(TEACHER, ACTIONS.Withdraw)),
  ];
  return new Map(lives.map((state) => [state.status, withEverythingAsked(state)]));
};

/** What was merged may have become confidential before the rules knew. */
const laneFacts = (state: Hazard): object =>
  state.status === 'none' ? {} : { sensitive: state.sensitive, withheldFromSchool: state.withheldFromSchool };

type Kind = { gravity: string; changes: Partial<Report>; lane: LaneName; lives: Map<Hazard['status'], Hazard> };
const kinds: Kind[] = LANES.flatMap(({ lane, changes: secret }) =>
  GRAVITIES.map(({ name, changes }) => ({ gravity: name, changes, lane, lives: livesOf({ ...changes, ...secret }) })),
);

/** Whoever stands in this relation to these items. */
const PERSON: Partial<Record<Relation, string>> = { reporter: TEACHER, assignee: PORTER, 'escalated-to': BOSS };
const personOf = (relation: Relation): string => PERSON[relation] ?? `somebody ${relation}`;

const inPerson = (relation: Relation): Standing => ({ person: personOf(relation), relations: new Set([relation]) });
const byStandIn = (relation: Relation): Standing => ({
  person: 'the 代理人',
  relations: new Set(),
  standsInFor: [{ person: personOf(relation), relations: new Set([relation]) }],
});

const outcomeOf = (state: Hazard, type: HazardCommandType, meta: Omit<Meta, 'at'>): string => {
  const decision = decide(state, { ...ACTIONS[type], meta: { at: AT[type] ?? MONDAY_NINE, ...meta } }, rules);
  return decision.ok ? 'happens' : decision.rejection.code;
};

/** What the table says of somebody who may. */
const expectedOutcome = (letter: string | undefined, { changes, lane }: Kind): string => {
  switch (letter) {
    case 'Y':
      return 'happens';
    case '-':
      return 'wrong-status';
    case 'T':
      return 'already-taken-up';
    case '5':
      return changes.level === '重大' ? 'five-fixed-unconfirmed' : 'happens';
    case 'u':
      return 'unchanged';
    case 'M':
      return lane === 'ordinary' ? 'happens' : 'cannot-merge-into';
    default:
      throw new Error(`no such outcome: ${letter}`);
  }
};

/** Whether the table gives the right. Without a column in the lane: never. */
const expectedRight = (letter: string | undefined, { changes }: Kind, status: Hazard['status']): boolean => {
  switch (letter) {
    case undefined:
    case '.':
      return false;
    case 'A':
      return true;
    case '1':
      return changes.level === '一般';
    case '2':
      return changes.level !== '重大';
    case 'g':
      return changes.level !== '一般';
    case 'n':
      return changes.level === '重大' || changes.urgent === true;
    case 'u':
      return status === 'reported';
    case 's':
      return ['reported', 'classified', 'assigned', 'rectifying', 'submitted'].includes(status);
    default:
      throw new Error(`no such right: ${letter}`);
  }
};

/** Nobody reports, or follows, for somebody else; and in confidence only the bureau's officer is stood in for. */
const standInCounts = (relation: Relation, lane: LaneName): boolean =>
  lane === 'ordinary' ? relation !== 'reporter' && relation !== 'follower' : relation === 'bureau:具体责任人';

const metaOf = (standing: Standing, right: 'self' | { standingInFor: string }): Omit<Meta, 'at'> =>
  right === 'self' ? { actor: standing.person } : { actor: standing.person, ...right };

const describeCell = (...parts: string[]): string => parts.join(' · ');

/** Every cell of a command's row that the code sees otherwise, as a readable line. */
const wrongCells = (row: LifeRow, type: HazardCommandType & Action): string[] => {
  const wrong: string[] = [];
  for (const kind of kinds)
    for (const status of STATUSES) {
      const item = kind.lives.get(status) as KnownHazard;
      for (const relation of ALL_RELATIONS)
        for (const way of ['in person', 'by stand-in'] as const) {
          const may =
            expectedRight(row.rights[kind.lane].get(relation), kind, status) && (way === 'in person' || standInCounts(relation, kind.lane));
          const expected = may ? expectedOutcome(row.inStatus.get(status), kind) : 'forbidden';
          const standing = way === 'in person' ? inPerson(relation) : byStandIn(relation);
          const right = rightTo(standing, type, item);
          const found = right === null ? 'forbidden' : outcomeOf(item, type, metaOf(standing, right));
          if (found !== expected)
            wrong.push(describeCell(type, status, relation, way, kind.gravity, kind.lane, `table: ${expected}`, `code: ${found}`));
        }
    }
  return wrong;
};

/** The same for a row of what may be learnt. */
const wrongSights = (row: LifeRow, action: Action, hidden: boolean): string[] => {
  const wrong: string[] = [];
  for (const kind of kinds)
    for (const status of STATUSES) {
      const item = { ...(kind.lives.get(status) as KnownHazard), reporterHidden: hidden };
      for (const relation of ALL_RELATIONS)
        for (const way of ['in person', 'by stand-in'] as const) {
          // Who stayed unnamed is told to the officer himself, never to somebody in his place.
          const counts = way === 'in person' || (!hidden && standInCounts(relation, kind.lane));
          const expected = expectedRight(row.rights[kind.lane].get(relation), kind, status) && counts;
          const found = rightTo(way === 'in person' ? inPerson(relation) : byStandIn(relation), action, item) !== null;
          if (found !== expected)
            wrong.push(
              describeCell(row.row, status, relation, way, kind.gravity, kind.lane, `table: ${String(expected)}`, `code: ${String(found)}`),
            );
        }
    }
  return wrong;
};

const isCommand = (row: LifeRow): row is LifeRow & { row: HazardCommandType } => row.row in ACTIONS;
const commandRows = life.filter(isCommand);
const isPersons = (type: HazardCommandType): type is HazardCommandType & Action => type in RIGHTS;
/** Whoever the item itself names does it; else somebody. */
const DOER: Partial<Record<HazardCommandType, string>> = {
  Accept: PORTER,
  Submit: PORTER,
  AskExtension: PORTER,
  Transfer: PORTER,
  Withdraw: TEACHER,
};

describe('the table of an item’s life', () => {
  it('has every command, every status, every right', () => {
    expect(commandRows.map(({ row }) => row as string).sort()).toEqual(Object.keys(ACTIONS).sort());
    expect([...ALL_STATUSES].sort()).toEqual(['none', ...STATUSES].sort());
    expect(life.map(({ row }) => row as string)).toEqual(expect.arrayContaining(Object.keys(RIGHTS)));
    for (const rights of Object.values(RIGHTS)) expect(ALL_RELATIONS).toEqual(expect.arrayContaining(Object.keys(rights)));
  });

  it('is tried on items that really are in the status, the lane and of the level', () => {
    for (const { lives, lane, changes } of kinds) {
      expect([...lives.keys()].sort()).toEqual([...ALL_STATUSES].sort());
      for (const state of lives.values())
        if (state.status !== 'none')
          expect([laneOf(state), state.level, state.urgent]).toEqual([lane, changes.level, changes.urgent ?? false]);
    }
  });

  it.each(commandRows)('$row in every status, of every level, in every lane', (row) => {
    const wrong = kinds.flatMap((kind) =>
      ALL_STATUSES.flatMap((status) => {
        const found = outcomeOf(kind.lives.get(status) ?? initialHazard, row.row, { actor: DOER[row.row] ?? 'somebody' });
        const expected = expectedOutcome(row.inStatus.get(status), kind);
        return found === expected ? [] : [describeCell(row.row, status, kind.gravity, kind.lane, `table: ${expected}`, `code: ${found}`)];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(commandRows.filter(({ row }) => isPersons(row)))('$row by everybody, in person and by stand-in', (row) => {
    expect(isPersons(row.row) ? wrongCells(row, row.row) : ['no right at all']).toEqual([]);
  });

  it.each(life.filter((row) => !isCommand(row)))('$row by everybody, in person and by stand-in', (row) => {
    const hidden = row.row === 'see-hidden';
    expect(wrongSights(row, hidden ? 'see-reporter' : (row.row as Action), hidden)).toEqual([]);
  });

  it('gives the clock’s commands to no person', () => {
    expect(commandRows.map(({ row }) => row).filter((type) => !isPersons(type))).toEqual(['Report', 'Follow', 'Tick']);
  });
});

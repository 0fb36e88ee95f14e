import { concerned } from '../../../src/app/hazards/surroundings.ts';
import { type Change, notificationsFor } from '../../../src/conversation/notifications.ts';
import type { Surroundings } from '../../../src/conversation/surroundings.ts';
import type { HazardCommand } from '../../../src/domain/hazard/commands.ts';
import { decide } from '../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../src/domain/hazard/events.ts';
import { evolveAll } from '../../../src/domain/hazard/evolve.ts';
import { type Hazard, initialHazard, type KnownHazard } from '../../../src/domain/hazard/state.ts';
import type { Relation, Standing } from '../../../src/domain/organisation/roles.ts';
import type { PeopleAround } from '../../../src/domain/organisation/verifier.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import { MONDAY_NINE, rules } from '../domain/hazard/hazard-story.ts';

/** The three roles of a school, of the grid above it and of the bureau, a paired leader, and one group. */
export const PEOPLE: PeopleAround = {
  own: [
    { person: 'head', role: '网格长' },
    { person: 'deputy-head', role: '直接责任人' },
    { person: 'officer', role: '具体责任人' },
  ],
  upper: [
    { person: 'up-head', role: '网格长' },
    { person: 'up-deputy', role: '直接责任人' },
    { person: 'up-officer', role: '具体责任人' },
  ],
  bureau: [
    { person: 'b-head', role: '网格长' },
    { person: 'b-deputy', role: '直接责任人' },
    { person: 'b-officer', role: '具体责任人' },
  ],
};
export const PAIRED = ['paired'];
export const GROUP = 7;
/** Everybody's name can be found in a text. */
export const nameOf = (person: string | null): string => (person === null ? '系统' : `〔${person}〕`);

export const around = (item: KnownHazard, changes: Partial<Surroundings> = {}): Surroundings => ({
  now: MONDAY_NINE,
  unitName: '一小',
  placeText: item.place.text === null ? null : `区域 ${item.place.text}`,
  nameOf,
  ...concerned(item, PEOPLE, PAIRED),
  groups: [{ id: GROUP, mentions: ['officer'] }],
  reporterAccount: item.reporter === null ? { channel: 'wecom', account: 'stranger' } : null,
  ...changes,
});

/** How a person of the scene stands to an item, found apart from the code under test. */
export const standing = (person: string, item: KnownHazard): Standing => {
  const relations = new Set<Relation>(['staff']);
  for (const grid of ['own', 'upper', 'bureau'] as const)
    for (const holder of PEOPLE[grid]) if (holder.person === person) relations.add(`${grid}:${holder.role}`);
  if (PAIRED.includes(person)) relations.add('paired');
  if (item.reporter === person) relations.add('reporter');
  if (item.suggestedAssignee === person) relations.add('place-person');
  const assignee = 'assignee' in item ? item.assignee : 'work' in item ? item.work?.assignee : null;
  if (assignee === person) relations.add('assignee');
  return { person, relations };
};

export type Moment = { before: Hazard; after: KnownHazard; events: readonly HazardEvent[]; drafts: Draft[] };

/** What happens and who hears of it when these commands are given one after the other; refused ones leave no trace. */
export const play = (commands: readonly HazardCommand[], changes: Partial<Pick<Change, 'unsure'>> = {}): Moment[] => {
  const moments: Moment[] = [];
  let before: Hazard = initialHazard;
  for (const command of commands) {
    const decision = decide(before, command, rules);
    if (!decision.ok) continue;
    const after = evolveAll(before, decision.events);
    if (after.status === 'none') throw new Error('an event left nothing');
    const { events } = decision;
    const cause = { type: 'inbox' as const, id: 'i' };
    const drafts = notificationsFor({ before, after, version: 1, around: around(after), events, cause, unsure: false, ...changes });
    moments.push({ before, after, events, drafts });
    before = after;
  }
  return moments;
};

export const recipientOf = ({ to }: Draft): string =>
  'group' in to ? `group` : 'person' in to ? to.person : `account:${to.account.account}`;

/** The whole of a message's words. */
export const wordsOf = ({ body }: Draft): string => (body.kind === 'text' ? body.text : JSON.stringify(body));

/** kind → recipients, of the last command. */
export const heardOfLast = (commands: readonly HazardCommand[], changes: Parameters<typeof play>[1] = {}): Record<string, string[]> => {
  const moments = play(commands, changes);
  if (moments.length !== commands.length) throw new Error('a command was refused');
  const found: Record<string, string[]> = {};
  for (const draft of moments.at(-1)?.drafts ?? []) {
    const people = found[draft.kind] ?? [];
    people.push(recipientOf(draft));
    found[draft.kind] = people;
  }
  return found;
};

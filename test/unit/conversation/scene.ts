import { concerned } from '../../../src/app/hazards/surroundings.ts';
import { type Change, notificationsFor } from '../../../src/conversation/notifications.ts';
import type { Surroundings } from '../../../src/conversation/surroundings.ts';
import { calledNow } from '../../../src/domain/hazard/clockwork.ts';
import type { HazardCommand } from '../../../src/domain/hazard/commands.ts';
import { decide } from '../../../src/domain/hazard/decide.ts';
import type { HazardEvent } from '../../../src/domain/hazard/events.ts';
import { evolveAll } from '../../../src/domain/hazard/evolve.ts';
import { laneOf } from '../../../src/domain/hazard/lane.ts';
import { type Hazard, initialHazard, type KnownHazard } from '../../../src/domain/hazard/state.ts';
import type { Beside } from '../../../src/domain/organisation/around.ts';
import type { Relation, Standing } from '../../../src/domain/organisation/roles.ts';
import type { PeopleAround } from '../../../src/domain/organisation/verifier.ts';
import { cardAsText } from '../../../src/messaging/card-text.ts';
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

/** Who is beside the grids in a scene: who is on duty, and who stands in for whom (by the principal) because that one is away. */
export type Scenery = { onDuty?: readonly string[]; away?: Readonly<Record<string, string>>; now?: Date };

const besideOf = (item: KnownHazard, { onDuty = [], away = {} }: Scenery): Beside => ({
  paired: PAIRED,
  onDuty,
  deputies: new Map([...calledNow(item).map((call) => [call.for, call.deputy] as const), ...Object.entries(away)]),
});

export const around = (item: KnownHazard, scenery: Scenery = {}): Surroundings => {
  const beside = besideOf(item, scenery);
  return {
    now: scenery.now ?? MONDAY_NINE,
    unitName: '一小',
    placeText: item.place.text === null ? null : `区域 ${item.place.text}`,
    nameOf,
    ...concerned(item, PEOPLE, beside),
    onDuty: laneOf(item) === 'ordinary' ? beside.onDuty : [],
    deputyOf: (person) => beside.deputies.get(person) ?? null,
    groups: [{ id: GROUP, mentions: ['officer'] }],
    reporterAccount: item.reporter === null ? { channel: 'wecom', account: 'stranger' } : null,
  };
};

const relationsOf = (person: string, item: KnownHazard): Set<Relation> => {
  const relations = new Set<Relation>(['staff']);
  for (const grid of ['own', 'upper', 'bureau'] as const)
    for (const holder of PEOPLE[grid]) if (holder.person === person) relations.add(`${grid}:${holder.role}`);
  if (PAIRED.includes(person)) relations.add('paired');
  if (item.reporter === person) relations.add('reporter');
  if (item.suggestedAssignee === person) relations.add('place-person');
  if (item.escalation?.to === person) relations.add('escalated-to');
  if (item.followers.includes(person)) relations.add('follower');
  const assignee = 'assignee' in item ? item.assignee : 'work' in item ? item.work?.assignee : null;
  if (assignee === person) relations.add('assignee');
  return relations;
};

/** How a person of the scene stands to an item, found apart from the code under test. */
export const standing = (person: string, item: KnownHazard, scenery: Scenery = {}): Standing => {
  const { deputies } = besideOf(item, scenery);
  const relations = relationsOf(person, item);
  if (scenery.onDuty?.includes(person)) relations.add('on-duty');
  const principals = [...deputies].filter(([, deputy]) => deputy === person).map(([principal]) => principal);
  return {
    person,
    relations,
    standsInFor: principals.map((principal) => ({ person: principal, relations: relationsOf(principal, item) })),
  };
};

export type Moment = { before: Hazard; after: KnownHazard; events: readonly HazardEvent[]; drafts: Draft[] };

export type Staging = Scenery & Partial<Pick<Change, 'unsure'>>;

/** As an actor: whoever has the item to rectify, or the first who may verify it. */
export const WORKER = '@worker';
export const VERIFIER = '@verifier';

const inPerson = (command: HazardCommand, item: Hazard): HazardCommand => {
  const { actor } = command.meta;
  if (item.status === 'none' || (actor !== WORKER && actor !== VERIFIER)) return command;
  const worker = 'assignee' in item ? item.assignee : null;
  return { ...command, meta: { ...command.meta, actor: actor === WORKER ? worker : (around(item).verifiers[0] ?? null) } };
};

/** What happens and who hears of it when these commands are given one after the other; refused ones leave no trace. */
export const play = (commands: readonly HazardCommand[], { unsure = false, ...scenery }: Staging = {}): Moment[] => {
  const moments: Moment[] = [];
  let before: Hazard = initialHazard;
  for (const said of commands) {
    const command = inPerson(said, before);
    const decision = decide(before, command, rules);
    if (!decision.ok) continue;
    const after = evolveAll(before, decision.events);
    if (after.status === 'none') throw new Error('an event left nothing');
    const { events } = decision;
    const cause = { type: 'inbox' as const, id: 'i' };
    const seen = around(after, { now: command.meta.at, ...scenery });
    const drafts = notificationsFor({ before, after, version: 1, around: seen, events, cause, unsure });
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
export const heardOfLast = (commands: readonly HazardCommand[], staging: Staging = {}): Record<string, string[]> => {
  const moments = play(commands, staging);
  if (moments.length !== commands.length) throw new Error('a command was refused');
  const found: Record<string, string[]> = {};
  for (const draft of moments.at(-1)?.drafts ?? []) {
    const people = found[draft.kind] ?? [];
    people.push(recipientOf(draft));
    found[draft.kind] = people;
  }
  return found;
};

/** The words of the last command's message of one kind to one person. */
export const wordsTo = (commands: readonly HazardCommand[], kind: string, person: string, staging: Staging = {}): string => {
  const moments = play(commands, staging);
  if (moments.length !== commands.length) throw new Error('a command was refused');
  const draft = moments.at(-1)?.drafts.find((each) => each.kind === kind && recipientOf(each) === person);
  if (draft?.body.kind === 'text') return draft.body.text;
  if (draft?.body.kind !== 'card') throw new Error(`${person} got no ${kind}`);
  const { buttons, ...card } = draft.body.card;
  return cardAsText({ ...card, actions: buttons.map(({ label, style }) => ({ label, style, ref: 'x' })) });
};

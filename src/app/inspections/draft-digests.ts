import { digestCard, groupDigest } from '../../conversation/notifications/digest.ts';
import { addDays, localDay } from '../../domain/calendar/local-time.ts';
import { categoryOf, parseCategory } from '../../domain/hazard/category.ts';
import { LONGEST_BACKDATE_DAYS } from '../../domain/inspection/check.ts';
import { DAYS_NAMED_AGAIN, digestLines, type Progress, WEEKLY_SUMMARY } from '../../domain/inspection/digest.ts';
import { officersOf } from '../../domain/inspection/hearers.ts';
import { isRuleId } from '../../domain/inspection/rules.ts';
import type { DutyWindow } from '../../domain/inspection/window.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { Db } from '../../store/database.ts';
import { groupsById, type WaitingReminder } from '../../store/inspections/digests.ts';
import { type ProgressRow, progressOf, type WindowAsked } from '../../store/inspections/progress.ts';
import { deputiesOf, peopleById, type RoleHolder, roleHolders } from '../../store/organisation.ts';
import type { CityRules } from './deps.ts';
import type { DigestExtra } from './digest-extras.ts';

/** What digests are drafted from. `extras`: what goes along, by recipient. */
export type DigestInput = {
  recipients: readonly string[];
  reminders: readonly WaitingReminder[];
  extras: ReadonlyMap<string, DigestExtra>;
  now: Date;
  rules: CityRules;
};

/** `told`: the reminders that still had something to tell. */
export type DraftedDigest = { recipient: string; draft: Draft; told: WaitingReminder[] };

const windowKey = ({ unit, rule, window }: { unit: string; rule: string; window: DutyWindow }): string =>
  [unit, rule, window.from, window.name].join('\n');

const windowsIn = (reminders: readonly WaitingReminder[]): WindowAsked[] => {
  const windows = new Map<string, WindowAsked>();
  for (const { unit, rule, window } of reminders)
    if (isRuleId(rule)) windows.set(windowKey({ unit, rule, window }), { unit, rule, ...window });
  return [...windows.values()];
};

/** What a sensitive period asks to look at, by name. */
const focusOf = ({ rule, name, from }: ProgressRow, { calendar }: CityRules): string[] => {
  if (rule !== 'sensitive') return [];
  const period = calendar.sensitive.find((each) => each.name === name && each.from === from);
  return (period?.focus ?? []).map((text) => {
    const code = parseCategory(text);
    return code === null ? text : categoryOf(code).name;
  });
};

const readProgress = async (db: Db, { reminders, now, rules }: DigestInput): Promise<Progress[]> => {
  const today = localDay(now);
  const of = (rule: string): string[] => [...new Set(reminders.filter((each) => each.rule === rule).map(({ unit }) => unit))];
  const rows = await progressOf(db, {
    windows: windowsIn(reminders),
    whole: of(WEEKLY_SUMMARY),
    daily: of('school-daily'),
    today,
    missedFrom: addDays(today, -DAYS_NAMED_AGAIN),
    oldest: addDays(today, -LONGEST_BACKDATE_DAYS),
  });
  return rows.map((row) => {
    const { from, to, name, ...rest } = row;
    return { ...rest, window: { from, to, name }, focus: focusOf(row, rules) };
  });
};

const groupedBy = <T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known) known.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
};

/** The people of the units that digests are about: looked up for each recipient, so that nothing is searched through for each. */
type Staff = {
  byUnit: ReadonlyMap<string, readonly RoleHolder[]>;
  byPerson: ReadonlyMap<string, readonly RoleHolder[]>;
  /** 工号 of those who organise a unit's checks. */
  officers: ReadonlyMap<string, readonly string[]>;
  principals: ReadonlyMap<string, readonly string[]>;
};

const readStaff = async (db: Db, units: readonly string[], now: Date): Promise<Staff> => {
  const holders = await roleHolders(db, units);
  const byUnit = groupedBy(holders, ({ unitCode }) => unitCode);
  const byPerson = groupedBy(holders, ({ id }) => id);
  const deputyships = groupedBy(await deputiesOf(db, [...byPerson.keys()], now), ({ deputy }) => deputy);
  const officers = [...byUnit].map(([unit, people]): [string, string[]] => [
    unit,
    officersOf({ holders: people.map(({ id, role }) => ({ person: id, role })), above: null }),
  ]);
  const principals = [...deputyships].map(([deputy, all]): [string, string[]] => [deputy, all.map(({ person }) => person)]);
  return { byUnit, byPerson, officers: new Map(officers), principals: new Map(principals) };
};

/** The units that are a person's business (himself, or for whom he stands in), and those for which he records checks. */
const standing = (person: string, { byPerson, officers, principals }: Staff): { own: Set<string>; acts: Set<string> } => {
  const selves = [person, ...(principals.get(person) ?? [])];
  const held = selves.flatMap((each) => byPerson.get(each) ?? []);
  const acts = held.filter(({ unitCode, role }) => role !== '网格长' || officers.get(unitCode)?.some((id) => selves.includes(id)));
  return { own: new Set(held.map(({ unitCode }) => unitCode)), acts: new Set(acts.map(({ unitCode }) => unitCode)) };
};

/** `open`: windows in which something is left to do. */
const stillOpen = (reminders: readonly WaitingReminder[], open: ReadonlySet<string>): WaitingReminder[] =>
  reminders.filter((reminder) => reminder.rule === WEEKLY_SUMMARY || open.has(windowKey(reminder)));

const idOf = (recipient: string): string => recipient.slice(recipient.indexOf(':') + 1);

type Facts = DigestInput & { progress: ReadonlyMap<string, Progress[]>; staff: Staff };

const about = ({ progress }: Facts, reminders: readonly WaitingReminder[]): Progress[] =>
  [...new Set(reminders.map(({ unit }) => unit))].flatMap((unit) => progress.get(unit) ?? []);

const forPerson = (facts: Facts, recipient: string, reminders: readonly WaitingReminder[]): Draft | null => {
  const today = localDay(facts.now);
  const { own, acts } = standing(idOf(recipient), facts.staff);
  const lines = digestLines({ today, told: reminders, progress: about(facts, reminders), own });
  const extras = facts.extras.get(recipient)?.lines ?? [];
  if (lines.length === 0 && extras.length === 0) return null;
  return {
    to: { person: idOf(recipient) },
    kind: 'digest',
    body: { kind: 'card', card: digestCard({ today, lines, extras, acts }) },
    cause: { type: 'digest', id: today },
  };
};

type Group = { id: number; unit: string };

const forGroup = (facts: Facts, group: Group, reminders: readonly WaitingReminder[]): Draft | null => {
  const today = localDay(facts.now);
  const lines = digestLines({ today, told: reminders, progress: about(facts, reminders), own: new Set([group.unit]) });
  if (lines.length === 0) return null;
  const officers = facts.staff.officers.get(group.unit) ?? [];
  const names = officers.map((id) => facts.staff.byPerson.get(id)?.[0]?.name ?? id);
  return {
    to: { group: group.id },
    kind: 'group-digest',
    body: { kind: 'text', text: groupDigest({ today, lines }, names) },
    cause: { type: 'digest', id: today },
    mentions: [...officers],
  };
};

const readGroups = async (db: Db, recipients: readonly string[]): Promise<Map<string, Group>> => {
  const ids = recipients.filter((recipient) => recipient.startsWith('group:')).map((recipient) => Number(idOf(recipient)));
  const groups = ids.length === 0 ? [] : await groupsById(db, ids);
  return new Map(groups.map((group) => [`group:${group.id}`, group]));
};

/**
 * The message of each recipient who has anything to hear, from what is known now: what was done since it was planned is told no more. So many
 * statements whoever and however many they are.
 */
export const draftDigests = async (db: Db, input: DigestInput): Promise<DraftedDigest[]> => {
  const progress = await readProgress(db, input);
  const units = [...new Set(input.reminders.map(({ unit }) => unit))];
  const staff = await readStaff(db, units, input.now);
  const facts: Facts = { ...input, progress: groupedBy(progress, ({ unit }) => unit), staff };
  const people = input.recipients.filter((recipient) => recipient.startsWith('person:')).map(idOf);
  const living = new Set((await peopleById(db, people)).filter(({ status }) => status === '在岗').map(({ id }) => `person:${id}`));
  const groups = await readGroups(db, input.recipients);
  const reminders = groupedBy(input.reminders, ({ recipient }) => recipient);
  const open = new Set(progress.map(windowKey));
  return input.recipients.flatMap((recipient) => {
    const his = reminders.get(recipient) ?? [];
    const group = groups.get(recipient);
    const draft = group ? forGroup(facts, group, his) : living.has(recipient) ? forPerson(facts, recipient, his) : null;
    return draft === null ? [] : [{ recipient, draft, told: stillOpen(his, open) }];
  });
};

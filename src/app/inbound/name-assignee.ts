import type { ClassifyDeed, ItemDeed } from '../../conversation/deed.ts';
import type { Asked, Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import { can } from '../../domain/organisation/authority.ts';
import { loadHazard } from '../../store/hazards.ts';
import { peopleOf, type RoleHolder } from '../../store/organisation.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { type Candidate, peopleMeant } from './find-person.ts';
import { type Performed, type Performing, saying } from './performing.ts';

type DeedAct = Extract<Act, { act: 'deed' }>;
type Named = { kind: 'deed'; deed: ItemDeed } | { kind: 'ask'; performed: Performed };
type TransferDeed = Extract<ItemDeed, { do: 'transfer' }>;
/** A deed that names a person, by a name as it was said or by a 工号. */
type NamingDeed = (ClassifyDeed & { assignee: string }) | (TransferDeed & { to: string });

/** More than this is no question any more. */
const MOST_OFFERED = 6;

const candidates = (staff: readonly RoleHolder[]): Candidate[] => {
  const people = new Map<string, { id: string; name: string; titles: string[] }>();
  for (const { id, name, title } of staff) {
    const person = people.get(id) ?? { id, name, titles: [] };
    if (title) person.titles.push(title);
    people.set(id, person);
  }
  return [...people.values()];
};

const isNaming = (deed: ItemDeed): deed is NamingDeed =>
  (deed.do === 'classify' && deed.assignee !== null) || (deed.do === 'transfer' && deed.to !== null);

const saidIn = (deed: NamingDeed): string => (deed.do === 'transfer' ? deed.to : deed.assignee);
const withPerson = (deed: NamingDeed, id: string): ItemDeed => (deed.do === 'transfer' ? { ...deed, to: id } : { ...deed, assignee: id });

/** Only whoever may decide it learns who works there. */
const mayName = async ({ db, person, city }: Performing, item: KnownHazard, deed: NamingDeed): Promise<boolean> => {
  const standing = await standingTo(db, person?.id ?? null, item, city);
  if (deed.do === 'transfer') return can(standing, 'Transfer', item);
  return can(standing, 'Classify', item) || can(standing, 'Assign', item);
};

const found = (said: string, staff: readonly RoleHolder[]): Candidate[] => peopleMeant(said, candidates(staff));

/** People of the item's unit; for what was reported up to the speaker, those of his own units too. */
const meantBy = async ({ db, knowledge }: Performing, item: KnownHazard, said: string): Promise<Candidate[]> => {
  const own = found(said, await peopleOf(db, item.unit));
  if (own.length > 0 || item.escalation === null) return own;
  const units = [...new Set(knowledge.roles.map((role) => role.unit.code))].slice(0, 3);
  for (const unit of units) {
    const others = found(said, await peopleOf(db, unit));
    if (others.length > 0) return others;
  }
  return [];
};

const askedFor = (number: string, deed: NamingDeed, options: string[], at: string): Asked =>
  deed.do === 'transfer'
    ? { kind: 'transfer', number, to: null, reason: deed.reason, options, at }
    : { kind: 'assignee', number, deed, options, at };

/**
 * 让李师傅改, 转给李师傅: puts the person in the place of the name, or asks who is meant. Somebody who may not decide it learns nobody's
 * name: his command goes on as it is, to be refused.
 */
export const nameAssignee = async (performing: Performing, { number, deed }: DeedAct, session: Session): Promise<Named> => {
  if (!isNaming(deed)) return { kind: 'deed', deed };
  const { db, now, city } = performing;
  const item = (await loadHazard(db, number))?.state;
  if (!item || !(await mayName(performing, item, deed))) return { kind: 'deed', deed };
  const said = saidIn(deed);
  const people = await meantBy(performing, item, said);
  const [only] = people;
  if (only && people.length === 1) return { kind: 'deed', deed: withPerson(deed, only.id) };
  const ask = (words: string, options: string[]): Named => ({
    kind: 'ask',
    performed: saying({ ...session, asked: askedFor(number, deed, options, now.toISOString()) }, [words]),
  });
  const handsOn = deed.do === 'transfer';
  if (!only) {
    const unit = (await city.node(item.unit))?.where.unit.name ?? '这个单位';
    return ask(`${unit}没有找到「${said}」。${number} ${handsOn ? '转给谁' : '让谁改'}？请说全名。`, []);
  }
  const offered = people.slice(0, MOST_OFFERED);
  const lines = offered.map(({ name, titles }, index) => `${index + 1}. ${name}${titles[0] ? `（${titles[0]}）` : ''}`);
  return ask(
    `${number} ${handsOn ? '转给哪一位' : '让哪一位改'}？回复序号：\n${lines.join('\n')}`,
    offered.map(({ id }) => id),
  );
};

import type { ClassifyDeed, ItemDeed } from '../../conversation/deed.ts';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { can } from '../../domain/organisation/authority.ts';
import { loadHazard } from '../../store/hazards.ts';
import { peopleOf, type RoleHolder } from '../../store/organisation.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { type Candidate, peopleMeant } from './find-person.ts';
import { type Performed, type Performing, saying } from './performing.ts';

type DeedAct = Extract<Act, { act: 'deed' }>;
type Named = { kind: 'deed'; deed: ItemDeed } | { kind: 'ask'; performed: Performed };

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

const ask = (number: string, deed: ClassifyDeed, session: Session, now: Date, words: string, options: string[]): Named => ({
  kind: 'ask',
  performed: saying({ ...session, asked: { kind: 'assignee', number, deed, options, at: now.toISOString() } }, [words]),
});

/**
 * 让李师傅改: puts the person of the item's unit in the place of the name, or asks who is meant. Somebody who may not decide it learns
 * nobody's name: his command goes on as it is, to be refused.
 */
export const nameAssignee = async (performing: Performing, { number, deed }: DeedAct, session: Session): Promise<Named> => {
  if (deed.do !== 'classify' || deed.assignee === null) return { kind: 'deed', deed };
  const { db, now, person, city } = performing;
  const item = (await loadHazard(db, number))?.state;
  if (!item || !can(await standingTo(db, person?.id ?? null, item, city), 'Classify', item)) return { kind: 'deed', deed };
  const said = deed.assignee;
  const found = peopleMeant(said, candidates(await peopleOf(db, item.unit)));
  const [only] = found;
  if (only && found.length === 1) return { kind: 'deed', deed: { ...deed, assignee: only.id } };
  const unit = (await city.node(item.unit))?.where.unit.name ?? '这个单位';
  if (!only) return ask(number, deed, session, now, `${unit}没有找到「${said}」。${number} 让谁改？请说全名。`, []);
  const offered = found.slice(0, MOST_OFFERED);
  const lines = offered.map(({ name, titles }, index) => `${index + 1}. ${name}${titles[0] ? `（${titles[0]}）` : ''}`);
  return ask(
    number,
    deed,
    session,
    now,
    `${number} 让哪一位改？回复序号：\n${lines.join('\n')}`,
    offered.map(({ id }) => id),
  );
};

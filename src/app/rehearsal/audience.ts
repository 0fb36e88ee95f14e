import type { CityPerson } from './city.ts';
import type { Watched } from './watched-duty.ts';

/** Who must and who may hear something on a morning, and why. */
export type Audience = { must: Map<string, string>; may: Set<string> };

/** The city as far as it matters to who hears, on one day. `above`: the grid above a unit; `grouping`: units with a chat group. */
export type Hearing = {
  officers: ReadonlyMap<string, CityPerson[]>;
  above: ReadonlyMap<string, string | null>;
  bureau: string;
  grouping: ReadonlySet<string>;
  isAway(person: string): boolean;
};

type Role = CityPerson['roles'][number];

const holders = ({ officers }: Hearing, unit: string, role: Role): CityPerson[] =>
  (officers.get(unit) ?? []).filter(({ roles }) => roles.includes(role));

/** Whoever has the role in a unit; while he is away, his deputy. */
const inRole = (hearing: Hearing, unit: string, role: Role): string[] =>
  holders(hearing, unit, role).map(({ id, deputy }) => (deputy !== null && hearing.isAway(id) ? deputy : id));

/** In which roles of which unit somebody has to hear of a stage (design §4.2). */
const rolesFor = ({ bureau, above }: Hearing, duty: Watched, stage: string): { unit: string | null; roles: readonly Role[] } => {
  if (stage === 'upper') return { unit: duty.unit === bureau ? null : (above.get(duty.unit) ?? null), roles: ['具体责任人'] };
  if (stage === 'overdue') return { unit: duty.unit, roles: ['具体责任人', '直接责任人', '网格长'] };
  return { unit: duty.unit, roles: stage === 'left-3' || stage === 'left-1' ? ['具体责任人', '直接责任人'] : ['具体责任人'] };
};

/** Adds whoever hears of the stage that a duty has come to. */
export const hearOfDuty = ({ must, may }: Audience, hearing: Hearing, duty: Watched, words: string): void => {
  const stage = duty.stages[duty.told]?.stage ?? '';
  const why = `${stage} of ${words}`;
  const { unit, roles } = rolesFor(hearing, duty, stage);
  may.add(`group:${duty.unit}`);
  // A group hears of rounds, not of every day's walk; that the grid above was told is nothing that it has to hear.
  if (duty.rule !== 'school-daily' && stage !== 'upper' && hearing.grouping.has(duty.unit)) must.set(`group:${duty.unit}`, why);
  if (unit === null) return;
  for (const role of roles) {
    // Whoever is away may hear of it too; his deputy must.
    for (const { id } of holders(hearing, unit, role)) may.add(`person:${id}`);
    for (const id of inRole(hearing, unit, role)) {
      may.add(`person:${id}`);
      if (!duty.optional) must.set(`person:${id}`, must.get(`person:${id}`) ?? why);
    }
  }
};

/** Every 网格长 may hear of the week of his unit; of one that has something to do (`busy`) he must. */
export const hearOfTheWeek = ({ must, may }: Audience, hearing: Hearing, busy: ReadonlySet<string>): void => {
  for (const unit of hearing.officers.keys()) {
    for (const { id } of holders(hearing, unit, '网格长')) may.add(`person:${id}`);
    for (const id of inRole(hearing, unit, '网格长')) {
      may.add(`person:${id}`);
      if (busy.has(unit)) must.set(`person:${id}`, 'the week of his unit');
    }
  }
};

import { randomUUID } from 'node:crypto';
import { drawRevealBody, type SchoolToVisit } from '../../conversation/notifications/draw.ts';
import type { DrawPick } from '../../domain/inspection/draw.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { Db } from '../../store/database.ts';
import { claimDueDraw, type DrawRow, drawnSchools, markRevealed, reachablePeople, unitsOfPeople } from '../../store/inspections/draws.ts';
import { ancestry, peopleById, type RoleHolder, roleHolders } from '../../store/organisation.ts';
import { type Added, addToOutbox } from '../../store/outbox.ts';
import { knock } from '../hazards/sweep-deps.ts';
import type { InspectionDeps } from './deps.ts';

/** Of a unit's people its 直接责任人 is asked first: he answers for what is checked. */
const ORDER = ['直接责任人', '网格长', '具体责任人'];

const byOrder = (a: RoleHolder, b: RoleHolder): number => ORDER.indexOf(a.role) - ORDER.indexOf(b.role);

/** Who goes where an inspector cannot: the asker, else those who lead the unit, else the bureau's. */
const standIns = async (db: Db, { createdBy, unitCode }: DrawRow): Promise<string[]> => {
  const bureau = (await ancestry(db, unitCode))?.bureau?.code ?? unitCode;
  const holders = (await roleHolders(db, [unitCode, bureau])).sort(byOrder);
  const of = (unit: string): string[] => holders.filter((holder) => holder.unitCode === unit).map(({ id }) => id);
  return [createdBy, ...of(unitCode), ...of(bureau)];
};

/** Who is told of each drawn school: its inspector, while he lives, can be told and holds no role there; else the first who can go instead. */
const recipients = async (db: Db, draw: DrawRow): Promise<{ pick: DrawPick; to: string | null }[]> => {
  const instead = await standIns(db, draw);
  const people = [...new Set([...draw.picks.map(({ inspector }) => inspector), ...instead])];
  const reachable = await reachablePeople(db, people);
  const units = await unitsOfPeople(db, people);
  const canGo = (person: string, school: string): boolean => reachable.has(person) && !(units.get(person) ?? []).includes(school);
  return draw.picks.map((pick) => ({
    pick,
    to: [pick.inspector, ...instead].find((person) => canGo(person, pick.school)) ?? null,
  }));
};

/** One message to each who goes, about his schools and nobody else's. */
const draftsFor = async (db: Db, draw: DrawRow, now: Date): Promise<Draft[]> => {
  const told = await recipients(db, draw);
  const schools = await drawnSchools(
    db,
    draw.picks.map(({ school }) => school),
  );
  const inspectors = await peopleById(db, draw.inspectors);
  const nameOf = (id: string): string => inspectors.find((person) => person.id === id)?.name ?? id;
  const visits = new Map<string, SchoolToVisit[]>();
  for (const { pick, to } of told) {
    const school = schools.get(pick.school);
    if (to === null || school === undefined) continue;
    const insteadOf = to === pick.inspector ? null : nameOf(pick.inspector);
    visits.set(to, [...(visits.get(to) ?? []), { ...school, insteadOf }]);
  }
  return [...visits].map(([person, mine]) => ({
    to: { person },
    kind: 'draw-reveal',
    urgent: true,
    body: drawRevealBody(draw.on, mine, now),
    cause: { type: 'draw', id: draw.id },
  }));
};

export type RevealDeps = Pick<InspectionDeps, 'database' | 'clock' | 'queue' | 'log'>;

type Revealed = { id: string; added: Added[] };

/** One draw: who is told and that it has been revealed commit together. */
const revealNext = async (db: Db, now: Date, except: readonly string[], correlationId: string, taken: (id: string) => void) => {
  const draw = await claimDueDraw(db, now, except);
  if (draw === null) return null;
  taken(draw.id);
  const added = await addToOutbox(db, await draftsFor(db, draw, now), { correlationId, now });
  await markRevealed(db, draw.id, now);
  return { id: draw.id, added } satisfies Revealed;
};

/**
 * Reveals what has been drawn for today: at 07:30 each inspector hears of his own schools, once, whoever else does so at the same time. What
 * was missed while nothing ran is told late, and says so. A draw that cannot be told does not hold up the others. The log names no school.
 */
export const revealDraws = async ({ database, clock, queue, log }: RevealDeps, over: () => boolean): Promise<void> => {
  const failed: string[] = [];
  while (!over()) {
    const now = await clock.now();
    const correlationId = randomUUID();
    let at: string | null = null;
    try {
      const revealed = await database.transaction((db) =>
        revealNext(db, now, failed, correlationId, (id) => {
          at = id;
        }),
      );
      if (revealed === null) return;
      knock(queue, revealed.added, correlationId);
      const fields = { cid: correlationId, draw: revealed.id, messages: revealed.added.length };
      if (revealed.added.length > 0) log.info(fields, 'draw revealed');
      else log.warn(fields, 'draw revealed, but nobody could be told');
    } catch (error) {
      log.error({ err: error, cid: correlationId, draw: at }, 'a draw could not be revealed; it is tried again later');
      // Without its id it is not one draw that fails, but the database.
      if (at === null) return;
      failed.push(at);
    }
  }
};

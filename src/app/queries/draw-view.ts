import { isoLocal, type LocalDay } from '../../domain/calendar/local-time.ts';
import type { Db } from '../../store/database.ts';
import type { DrawRow } from '../../store/inspections/draws.ts';
import { peopleById } from '../../store/organisation.ts';

type Coded = { code: string; name: string };
type Named = { id: string; name: string };

/** A 四不两直 draw (design §3.6). `schools`: how many, until they are revealed; then who goes where. */
export type DrawView = {
  id: string;
  unit: Coded;
  on: LocalDay;
  hash: string;
  schools: number | (Coded & { inspector: Named })[];
  inspectors: Named[];
  revealedAt: string | null;
};

/** Shows a draw; who is no longer known is called by his number. */
export const drawView = async (db: Db, row: DrawRow): Promise<DrawView> => {
  const picks = row.revealedAt === null ? [] : row.picks;
  const codes = [row.unitCode, ...picks.map(({ school }) => school)];
  const units = await db.unit.findMany({ where: { code: { in: codes } }, select: { code: true, name: true } });
  const people = await peopleById(db, [...row.inspectors, ...picks.map(({ inspector }) => inspector)]);
  const unitNames = new Map(units.map(({ code, name }) => [code, name]));
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const unit = (code: string): Coded => ({ code, name: unitNames.get(code) ?? code });
  const person = (id: string): Named => ({ id, name: names.get(id) ?? id });
  return {
    id: row.id,
    unit: unit(row.unitCode),
    on: row.on,
    hash: row.hash,
    schools:
      row.revealedAt === null ? row.count : picks.map(({ school, inspector }) => ({ ...unit(school), inspector: person(inspector) })),
    inspectors: row.inspectors.map(person),
    revealedAt: row.revealedAt && isoLocal(row.revealedAt),
  };
};

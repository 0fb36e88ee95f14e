import type { Relation, UnitKind } from '../../domain/organisation/roles.ts';

/** The root of the territorial tree: what lies below it is seen from town and village, and by the bureau; not from it (design §4.1). */
export const isCity = (kind: UnitKind): boolean => kind === '市级';

/** Whether somebody who stands so to a unit is told how it and all below it stand: its own leaders, and those of the grids above. */
export const leads = (relations: ReadonlySet<Relation>, kind: UnitKind): boolean =>
  [...relations].some((relation) => (isCity(kind) ? /^bureau:(?!成员)/u : /^(own|upper|bureau):(?!成员)/u).test(relation));

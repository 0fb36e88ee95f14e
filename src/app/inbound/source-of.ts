import type { ToldSource } from '../../conversation/reading/source.ts';
import type { Source } from '../../domain/hazard/state.ts';
import type { Relation } from '../../domain/organisation/roles.ts';

/** What a reporter is to the unit he reports of. `territorialOfficer`: he works for a government (市级, 镇街, 村社区), not for a school. */
export type ReporterTies = { relations: ReadonlySet<Relation>; territorialOfficer: boolean };

/** Those to whom a body above writes: the bureau, the grids above, governments, and the school's three responsible roles. */
const hearsFromAbove = ({ relations, territorialOfficer }: ReporterTies): boolean =>
  territorialOfficer || [...relations].some((relation) => /^(?:bureau:|upper:|own:(?!成员)|territorial)/u.test(relation));

/** By who reports alone. */
const byReporter = ({ relations }: ReporterTies): Source => {
  const has = (prefix: string) => [...relations].some((relation) => relation.startsWith(prefix));
  if (has('own:')) return '自查';
  if (has('bureau:')) return '市级检查';
  if (has('upper:') || relations.has('territorial')) return '镇级检查';
  return relations.has('staff') ? '自查' : '群众反映';
};

/**
 * Where an item comes from (notice, 六（七）: accountability depends on it): what the words say, where the speaker can know it, else who he is.
 */
export const sourceOf = (ties: ReporterTies, { told, hearsay }: { told: ToldSource | null; hearsay: boolean }): Source => {
  if (told === '上级通报' && hearsFromAbove(ties)) return '上级通报';
  if (told === '群众反映' || hearsay) return '群众反映';
  return byReporter(ties);
};

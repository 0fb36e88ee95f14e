import type { Performing } from './performing.ts';

/** Whom a person can call: the 具体责任人 of his own unit, or of the grid above where that is himself. By name; empty where there is nobody. */
export const officersNear = async ({ city, person, knowledge }: Performing): Promise<string[]> => {
  const unit = knowledge.context.ownUnit?.id ?? knowledge.roles[0]?.unit.code;
  const node = unit ? await city.node(unit) : null;
  const officers = (code: string | undefined): string[] =>
    (node?.holders ?? [])
      .filter((holder) => holder.unitCode === code && holder.role === '具体责任人' && holder.id !== person?.id)
      .map((holder) => holder.name);
  return (
    [node?.where.unit, node?.where.upper, node?.where.bureau].map((each) => officers(each?.code)).find((found) => found.length > 0) ?? []
  );
};

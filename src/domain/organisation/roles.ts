/** The three responsible roles of every grid node (notice, 五、工作任务), and everybody else. */
export type GridRole = '网格长' | '直接责任人' | '具体责任人' | '成员';

/** Kinds of unit, of both trees (design §3.4). The first three are the territorial tree, the rest the sector tree. */
export type UnitKind = '市级' | '镇街' | '村社区' | '市教育局' | '中心校' | '学校' | '幼儿园';

/**
 * How a person stands to one item: everything that rights depend on, and nothing else. Computed from the organisation
 * and the item by the application; a person may stand in several ways at once.
 * - `own:*`: holds this role in the item's unit
 * - `upper:*`: holds it in the unit that supervises the item's unit (中心校; the bureau for schools directly under it and for 中心校 themselves)
 * - `bureau:*`: holds it in the root of the sector tree
 * - `paired`: leads the item's unit by 包联; `territorial`: a grid person of the town or village of the unit
 * - `staff`: any bound person of the same sector root
 * - `escalated-to`: has been asked from below to decide (上报)
 * - `follower`: reported the same thing; his row was merged into this one
 * - `on-duty`: 值班 or 带班 in the item's unit on this day
 */
export type Relation =
  | 'reporter'
  | 'assignee'
  | 'place-person'
  | `own:${GridRole}`
  | `upper:${GridRole}`
  | `bureau:${GridRole}`
  | 'paired'
  | 'territorial'
  | 'staff'
  | 'escalated-to'
  | 'follower'
  | 'on-duty';

/**
 * A person seen from one item. `person` is null for somebody who is not bound. `standsInFor`: those whose 代理人 (AB角) he is at this moment,
 * each with what they are to the item.
 */
export type Standing = {
  person: string | null;
  relations: ReadonlySet<Relation>;
  standsInFor?: readonly { person: string; relations: ReadonlySet<Relation> }[];
};

import type { GridRole, UnitKind } from '../../domain/organisation/roles.ts';

/** A unit as papers and messages name it. */
export type UnitBrief = { code: string; name: string; kind: UnitKind };

/** A unit of either tree with its facts; `retired` units are kept for history and take part in nothing. */
export type UnitRecord = UnitBrief & {
  sectorParentCode: string | null;
  territorialParentCode: string | null;
  students: number | null;
  boarders: number | null;
  canteen: boolean | null;
  schoolBus: boolean | null;
  retired: boolean;
};

export type PersonStatus = '在岗' | '离岗';

/** A person of the roster. `status` 离岗 is kept for history, holds no role and is told nothing. */
export type PersonRecord = {
  id: string;
  name: string;
  phone: string | null;
  plainText: boolean;
  deputyId: string | null;
  status: PersonStatus;
};

/** One role of one living person. */
export type RoleHolder = PersonRecord & { unitCode: string; role: GridRole; title: string | null };

/** A leader who is paired with `unitCode`, directly or because the unit lies in his 片. */
export type PairedLeader = PersonRecord & { unitCode: string; kind: '包片' | '包校' };

/** One of a person's roles. */
export type PersonRoleRecord = { unit: UnitBrief; role: GridRole; title: string | null };

/** A row of 责任区域; `personId` is null when nobody is named. */
export type PlaceRecord = {
  id: number;
  unitCode: string;
  tier: string;
  area: string;
  venue: string;
  spot: string;
  personId: string | null;
  upperPersonId: string | null;
  duty: string | null;
  risk: string | null;
  frequency: string | null;
};

/** A chat group of a unit; `address` and `secret` are secrets. */
export type GroupRecord = {
  id: number;
  unitCode: string;
  name: string;
  platform: 'wecom-robot' | 'wecom-appchat' | 'dingtalk-robot' | 'dingtalk-group';
  address: string;
  secret: string | null;
};

/** Kinds of the territorial tree (notice, 纵向网格); all others belong to the sector tree. */
export const territorialKinds: readonly UnitKind[] = ['市级', '镇街', '村社区'];

export const isTerritorial = (kind: UnitKind): boolean => territorialKinds.includes(kind);

/** The three roles that every grid node has exactly once (notice, 五、工作任务), from the top down. */
export const responsibleRoles: readonly GridRole[] = ['网格长', '直接责任人', '具体责任人'];

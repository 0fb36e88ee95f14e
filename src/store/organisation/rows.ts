import type { LocalDay } from '../../domain/calendar/local-time.ts';
import type { CategoryCode } from '../../domain/hazard/category.ts';
import type { GridRole, UnitKind } from '../../domain/organisation/roles.ts';
import type { ChannelName, GroupPlatform } from '../../messaging/message.ts';
import type { PersonStatus } from './records.ts';

/** Rows of a checked workbook, ready to be saved. Keys are what the rows are matched by. */
export type UnitRow = {
  code: string;
  name: string;
  kind: UnitKind;
  sectorParentCode: string | null;
  territorialParentCode: string | null;
  students: number | null;
  boarders: number | null;
  canteen: boolean | null;
  schoolBus: boolean | null;
};
export type AliasRow = { unitCode: string; alias: string };
export type PersonRow = {
  id: string;
  name: string;
  phone: string | null;
  plainText: boolean;
  deputyId: string | null;
  status: PersonStatus;
};
export type RoleRow = { personId: string; unitCode: string; role: GridRole; title: string | null };
export type AccountRow = { channel: ChannelName; account: string; personId: string };
export type PlaceRow = {
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
export type PairingRow = { leaderId: string; unitCode: string; kind: '包片' | '包校' };
export type GroupRow = { unitCode: string; name: string; platform: GroupPlatform; address: string; secret: string | null };
export type CalendarRow = {
  kind: '放假' | '上班' | '学期' | '敏感时期';
  name: string;
  from: LocalDay;
  to: LocalDay;
  multiplier: number | null;
  focus: CategoryCode[];
  /** One or more scopes, joined by 、. */
  appliesTo: string;
};
export type RosterRow = { date: LocalDay; unitCode: string; personId: string; kind: '带班' | '值班' };

/** Everything that a workbook says. A sheet that it did not have is null: what the database has of it stays as it is. */
export type Organisation = {
  units: UnitRow[];
  aliases: AliasRow[];
  people: PersonRow[];
  roles: RoleRow[];
  accounts: AccountRow[];
  places: PlaceRow[] | null;
  pairings: PairingRow[] | null;
  groups: GroupRow[] | null;
  calendar: CalendarRow[] | null;
  roster: RosterRow[] | null;
};

/** The living units and people that the database has already: what a new workbook may refer to without repeating it. */
export type Known = {
  units: ReadonlyMap<string, Pick<UnitRow, 'kind' | 'sectorParentCode' | 'territorialParentCode'>>;
  people: ReadonlySet<string>;
};

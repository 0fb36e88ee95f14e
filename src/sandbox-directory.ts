import type { SandboxGroup, SandboxPerson } from './sandbox/index.ts';
import type { Db } from './store/database.ts';

/** A sandbox shows a demonstration, not a province. */
const MOST = 2000;

const unitOfRole = { select: { name: true, kind: true, sectorParent: { select: { name: true } } } } as const;

/** Where people are responsible for a place, by their id. */
const placesByKeeper = async (db: Db): Promise<Map<string, string[]>> => {
  const places = await db.place.findMany({
    where: { retiredAt: null, personId: { not: null } },
    take: MOST,
    select: { personId: true, area: true, venue: true, spot: true },
  });
  const kept = new Map<string, string[]>();
  for (const { personId, area, venue, spot } of places)
    if (personId) kept.set(personId, [...(kept.get(personId) ?? []), [area, venue, spot].join('')]);
  return kept;
};

/** Everybody with a WeCom account, as the sandbox's page lists them. */
export const sandboxPeople = async (db: Db): Promise<SandboxPerson[]> => {
  const accounts = await db.account.findMany({
    where: { channel: 'wecom', person: { status: '在岗' } },
    orderBy: { account: 'asc' },
    take: MOST,
    select: {
      account: true,
      person: { select: { id: true, name: true, phone: true, roles: { select: { role: true, title: true, unit: unitOfRole } } } },
    },
  });
  const kept = await placesByKeeper(db);
  return accounts.map(({ account, person }) => ({
    account,
    name: person.name,
    phone: person.phone,
    title: person.roles[0]?.title ?? '',
    unit: person.roles[0]?.unit.name ?? '',
    unitKind: person.roles[0]?.unit.kind ?? '',
    upperUnit: person.roles[0]?.unit.sectorParent?.name ?? null,
    keeps: kept.get(person.id) ?? [],
    roles: person.roles.map(({ role, unit }) => ({ unit: unit.name, role })),
  }));
};

export const sandboxGroups = async (db: Db): Promise<SandboxGroup[]> => {
  const groups = await db.chatGroup.findMany({
    where: { retiredAt: null, platform: { startsWith: 'wecom' } },
    orderBy: { id: 'asc' },
    take: MOST,
    include: { unit: { select: { name: true } } },
  });
  return groups.map(({ id, name, unit, address }) => ({ id: String(id), name, unit: unit.name, address }));
};

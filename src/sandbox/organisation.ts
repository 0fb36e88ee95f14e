import type { Group, Member } from './wecom/types.ts';

/** A person of the organisation who has a WeCom account. */
export type SandboxPerson = {
  account: string;
  name: string;
  title: string;
  unit: string;
  unitKind: string;
  roles: { unit: string; role: string }[];
  /** Who supervises the unit, by name: the page opens a window of that grid, too. */
  upperUnit?: string | null;
  /** The places that he is responsible for. */
  keeps?: string[];
  /** For the platform's own directory look-up by phone; never shown on the page. */
  phone?: string | null;
};

/** A chat group of the organisation; `address` is a webhook's URL or a chat id. */
export type SandboxGroup = { id: string; name: string; unit: string; address: string };

const CHAT_ID = /^[0-9a-zA-Z]{1,32}$/;

const keyOf = (address: string): string | null => {
  const fromUrl = URL.canParse(address) ? new URL(address).searchParams.get('key') : null;
  if (fromUrl) return fromUrl;
  return CHAT_ID.test(address) ? address : null;
};

/** What identifies the group at the platform; groups of other platforms have neither and are left out. */
export const platformGroups = (groups: SandboxGroup[]): Group[] =>
  groups.flatMap(({ name, unit, address }) => {
    const key = keyOf(address);
    return key === null ? [] : [{ key, name, unit }];
  });

export const platformMembers = (people: SandboxPerson[]): Member[] =>
  people.map(({ account, name, title, phone = null }) => ({ account, name, title, phone }));

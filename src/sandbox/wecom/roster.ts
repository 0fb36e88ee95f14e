import type { Group, Member } from './types.ts';

/** Userids: 1–64 bytes of letters, digits and `-_.@`, whatever the case. [D90195] */
const USERID = /^[0-9A-Za-z][0-9A-Za-z._@-]{0,63}$/;
const FRESH_FOR_MS = 3_000;

export const isUserid = (account: string): boolean => USERID.test(account);

/** Members and groups come from outside and change there; a short memory spares a query a message. */
const remembered = <T>(load: () => Promise<T[]>, keyOf: (item: T) => string) => {
  let items = new Map<string, T>();
  let loadedAt = 0;
  const refresh = async (): Promise<void> => {
    items = new Map((await load()).map((item) => [keyOf(item), item]));
    loadedAt = performance.now();
  };
  const isFresh = (): boolean => loadedAt > 0 && performance.now() - loadedAt < FRESH_FOR_MS;
  return {
    async all(): Promise<T[]> {
      if (!isFresh()) await refresh();
      return [...items.values()];
    },
    /** An unknown key is looked up again at once: somebody may just have been added. */
    async find(key: string): Promise<T | null> {
      if (!isFresh() || !items.has(key)) await refresh();
      return items.get(key) ?? null;
    },
  };
};

/** Who is a member, which groups exist. */
export type Roster = {
  member(account: string): Promise<Member | null>;
  members(): Promise<Member[]>;
  group(key: string): Promise<Group | null>;
  groups(): Promise<Group[]>;
};

/**
 * @param members null: everybody with a well-formed userid is a member
 * @param groups null: every webhook key exists
 * @param strangers accounts that wrote although nobody listed them
 */
export const createRoster = (
  members: (() => Promise<Member[]>) | null,
  groups: (() => Promise<Group[]>) | null,
  strangers: Set<string>,
): Roster => {
  const listed = members ? remembered(members, (member) => member.account.toLowerCase()) : null;
  const known = groups ? remembered(groups, (group) => group.key) : null;
  const stranger = (account: string): Member | null => {
    const spelled = [...strangers].find((candidate) => candidate.toLowerCase() === account.toLowerCase());
    return spelled === undefined ? null : { account: spelled, name: spelled };
  };
  return {
    async member(account) {
      if (!isUserid(account)) return null;
      const member = listed ? await listed.find(account.toLowerCase()) : null;
      if (member) return member;
      return stranger(account) ?? (listed ? null : { account, name: account });
    },
    async members() {
      const all = listed ? await listed.all() : [];
      const accounts = new Set(all.map((member) => member.account.toLowerCase()));
      const others = [...strangers].filter((account) => !accounts.has(account.toLowerCase()));
      return [...all, ...others.map((account) => ({ account, name: account }))];
    },
    async group(key) {
      return known ? known.find(key) : { key, name: key, unit: '' };
    },
    async groups() {
      return known ? known.all() : [];
    },
  };
};

import { type Answer, refused } from './answers.ts';
import { asText, type JsonObject } from './json.ts';
import type { World } from './world.ts';

/** Who gets a message, and the lists that the answer names for those who don't. */
export type Recipients = { refusal: Answer } | { refusal: null; accounts: string[]; lists: Record<string, string> };

const split = (value: unknown): string[] => [
  ...new Set(
    asText(value)
      .split('|')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ),
];

const listsOf = (entries: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).flatMap(([name, ids]) => (ids.length === 0 ? [] : [[name, ids.join('|')]])));

const everybody = async (world: World): Promise<Recipients> => {
  const members = await world.roster.members();
  return { refusal: null, accounts: members.map((member) => member.account), lists: {} };
};

/**
 * touser by userid (case does not matter; unknown ones come back lower-cased); there are no departments or tags here, so every one of
 * them is invalid. Nobody left: 81013. [D90236]
 */
export const resolveRecipients = async (world: World, body: JsonObject): Promise<Recipients> => {
  if (body.touser === '@all') return everybody(world);
  const [users, parties, tags] = [split(body.touser), split(body.toparty), split(body.totag)];
  if (users.length + parties.length + tags.length === 0) return { refusal: refused(82001, 'touser, toparty and totag are all empty') };
  if (users.length > 1000 || parties.length > 100 || tags.length > 100) return { refusal: refused(40035, 'too many recipients') };
  const found = await Promise.all(users.map((user) => world.roster.member(user)));
  const accounts = [...new Set(found.flatMap((member) => (member ? [member.account] : [])))];
  const invaliduser = users.filter((_, index) => found[index] === null).map((user) => user.toLowerCase());
  const lists = listsOf({ invaliduser, invalidparty: parties, invalidtag: tags });
  if (accounts.length === 0) return { refusal: refused(81013, 'user & party & tag all invalid', lists) };
  return { refusal: null, accounts, lists };
};

import type { ChannelName } from '../messaging/message.ts';

/** What a message about an item needs to know beyond the item: names, and who is concerned. Found by the application. */
export type Surroundings = {
  now: Date;
  unitName: string;
  /** The place as people say it: 教学楼 三楼东侧楼梯 扶手. */
  placeText: string | null;
  nameOf(person: string | null): string;
  verifiers: readonly string[];
  classifiers: readonly string[];
  /** Who above hears of 较大 and 重大 at once. */
  told: readonly string[];
  /** Who may confirm 五落实: the unit's 网格长, or who stands in his place. */
  heads: readonly string[];
  /** Groups of the unit, with the people to mention in them. */
  groups: readonly { id: number; mentions: string[] }[];
  /** Whether this person may see the whole item as it is now. Whoever may not is told its number and nothing else. */
  seesAll(person: string | null): boolean;
  /** The account of a reporter whom nobody is bound to: he hears the end there. */
  reporterAccount: { channel: ChannelName; account: string } | null;
};

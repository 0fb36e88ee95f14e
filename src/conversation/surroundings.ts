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
  /** Who is on 值班 or 带班 in the unit now, when it is night or a free day; nobody in working hours, or in confidence. */
  onDuty: readonly string[];
  /** The 代理人 of those who are away, or who have not answered: each hears what the other is asked. */
  deputyOf(person: string): string | null;
  /** The unit's own three roles, as far as the item's lane admits them. */
  leaders: readonly string[];
  /** Who decides on an accountability file: the bureau's leaders, in confidence its officer. */
  deciders: readonly string[];
  /** Who hears in private that the words resemble a situation of 刑法 art. 134-1. */
  warned: readonly string[];
  /** Groups of the unit, with the people to mention in them. */
  groups: readonly { id: number; mentions: string[] }[];
  /** Whether this person may see the whole item as it is now. Whoever may not is told its number and nothing else. */
  seesAll(person: string | null): boolean;
  /** The account of a reporter whom nobody is bound to: he hears the end there. */
  reporterAccount: { channel: ChannelName; account: string } | null;
};

import type { MenuEntry } from '../../messaging/channel.ts';

/** An app's menu has one to three entries [D90231]. */
const MOST = 3;

export const menuOf = (entries: readonly MenuEntry[]): object => ({
  button: entries.slice(0, MOST).map(({ name, key }) => ({ type: 'click', name, key })),
});

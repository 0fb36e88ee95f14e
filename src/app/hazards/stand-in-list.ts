import { standInListText } from '../../conversation/replies/away.ts';
import type { Db } from '../../store/database.ts';
import { concernsOf } from '../../store/item-lines.ts';
import { lineOf } from '../inbound/situation.ts';

/** A list stays readable in a chat window; the rest is counted. */
const LIST_MAX = 10;

export type StandInList = { text: string; numbers: string[] };

/** What waits for an absent person, for his 代理人: his tasks, and what he is to decide. What is confidential is in no list. Null: nothing. */
export const standInList = async (db: Db, principal: { id: string; name: string }, now: Date): Promise<StandInList | null> => {
  const rows = (await concernsOf(db, principal.id)).filter((row) => row.why !== 'report' && !row.sensitive);
  const all = [...new Map(rows.map((row) => [row.number, lineOf(row)])).values()];
  if (all.length === 0) return null;
  const items = all.slice(0, LIST_MAX);
  return {
    text: standInListText(principal.name, items, all.length - items.length, now),
    numbers: items.map((item) => item.number),
  };
};

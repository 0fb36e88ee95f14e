import type { Session } from '../../conversation/session.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { ChannelName } from '../../messaging/message.ts';
import type { Db } from '../../store/database.ts';
import type { PersonRecord } from '../../store/organisation.ts';
import type { CityView } from '../hazards/city-view.ts';
import type { CityRules } from '../inspections/deps.ts';
import type { Knowledge } from './reading-context.ts';

/** Everything that carrying out one message may use; all of it lives in one transaction. */
export type Performing = {
  db: Db;
  rules: CityRules;
  now: Date;
  inboxId: string;
  from: { channel: ChannelName; account: string };
  /** Null: nobody is bound to the account, or he has left. */
  person: PersonRecord | null;
  knowledge: Knowledge;
  city: CityView;
  /** The message does several things: each is told in one line. */
  several: boolean;
};

/** What one act leads to: words for the sender, messages for others, and what the conversation remembers. */
export type Performed = {
  say: string[];
  drafts: Draft[];
  session: Session;
  /** The words tell of a confidential item: they are kept out of every list. */
  sensitive: boolean;
};

export const saying = (session: Session, words: string[], sensitive = false): Performed => ({ say: words, drafts: [], session, sensitive });

export const causeOf = (performing: Performing): Draft['cause'] => ({ type: 'inbox', id: performing.inboxId });

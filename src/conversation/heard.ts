import type { Reading } from './reading/reading.ts';

/** What a pressed button says, resolved from our own record of the card. `live`: the card has not been decided yet; `sentAt`: when it was written. */
export type Pressed = { do: string; number: string | null; live: boolean; data?: Record<string, string>; sentAt?: Date };

/** One message as the conversation sees it: media fetched and checked, buttons resolved, words read. */
export type Heard =
  | { kind: 'words'; text: string; reading: Reading }
  | { kind: 'photo'; hash: string }
  | { kind: 'no-photo'; reason: 'broken' | 'lost' }
  | { kind: 'voice' }
  | { kind: 'position'; label: string | null }
  | { kind: 'button'; pressed: Pressed | null }
  | { kind: 'menu'; key: string }
  | { kind: 'joined' }
  | { kind: 'unreadable'; what: 'video' | 'file' | 'link' | 'other' };

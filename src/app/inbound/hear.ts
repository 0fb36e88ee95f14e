import type { Heard } from '../../conversation/heard.ts';
import { read } from '../../conversation/reading/read.ts';
import type { Shown } from '../../conversation/session.ts';
import type { InboundContent } from '../../messaging/message.ts';
import type { Db } from '../../store/database.ts';
import { resolveButton } from '../../store/outbox.ts';
import type { KeptMedia } from './keep-media.ts';
import type { Knowledge } from './reading-context.ts';

/** The words of a message, if it has any: a voice with its transcript is read like typing. */
export const wordsOf = (content: InboundContent): string => {
  if (content.kind === 'text') return content.text;
  return content.kind === 'voice' ? (content.transcript ?? '') : '';
};

const pressed = async (db: Db, ref: string, updateToken: string | null): Promise<Heard> => {
  const button = await resolveButton(db, ref, updateToken);
  return {
    kind: 'button',
    pressed: button
      ? {
          do: button.action.do,
          number: button.action.number,
          live: button.cardOpen,
          data: button.action.data,
          sentAt: button.createdAt,
        }
      : null,
  };
};

/** A bare digit after a text card presses the button of that number. */
const pressedByDigit = async (db: Db, text: string, shown: Shown | null): Promise<Heard | null> => {
  const digit = /^\s*([1-6])\s*[.。、]?\s*$/.exec(text.normalize('NFKC'))?.[1];
  const ref = shown?.kind === 'buttons' && digit ? shown.refs[Number(digit) - 1] : undefined;
  return ref ? pressed(db, ref, null) : null;
};

const NUMBER = /(?<![0-9a-z])h\s?\d{8,12}(?!\d)\s*[,，:：、]?\s*/giu;

/** Reads words as if they said nothing of numbers (同意H26110023, H26110023 定为一般): which item is meant is found out apart from what. */
const heardWords = (text: string, { context }: Knowledge): Heard => {
  const bare = text.normalize('NFKC').replace(NUMBER, ' ').trim();
  const ref =
    text
      .normalize('NFKC')
      .match(NUMBER)?.[0]
      .replace(/[^0-9a-z]/giu, '') ?? null;
  if (ref === null || bare === '') return { kind: 'words', text, reading: read(text, context) };
  return { kind: 'words', text, reading: { ...read(bare, context), ref } };
};

/** Turns a platform's message into what the conversation understands. Null: nothing that asks for an answer. */
export const hear = async (
  db: Db,
  content: InboundContent,
  media: KeptMedia,
  knowledge: Knowledge,
  shown: Shown | null,
): Promise<Heard | null> => {
  switch (content.kind) {
    case 'text':
      return (await pressedByDigit(db, content.text, shown)) ?? heardWords(content.text, knowledge);
    case 'image':
      if (media.kind === 'photo') return { kind: 'photo', hash: media.hash };
      return { kind: 'no-photo', reason: media.kind === 'no-photo' ? media.reason : 'lost' };
    case 'voice':
      return content.transcript ? heardWords(content.transcript, knowledge) : { kind: 'voice' };
    case 'location':
      return { kind: 'position', label: content.label };
    case 'action':
      return pressed(db, content.ref, content.updateToken);
    case 'menu':
      return { kind: 'menu', key: content.key };
    case 'presence':
      return content.change === 'joined' ? { kind: 'joined' } : null;
    case 'notice':
      return null;
    case 'video':
    case 'file':
    case 'link':
      return { kind: 'unreadable', what: content.kind };
    case 'unsupported':
      return { kind: 'unreadable', what: 'other' };
  }
};

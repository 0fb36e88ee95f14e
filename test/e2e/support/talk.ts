import { asList, asObject, asText } from '../../../src/sandbox/wecom/json.ts';
import type { CallbackRecord, ChatMessage, SentRecord } from '../../../src/sandbox/wecom/types.ts';
import type { Product } from '../../support/product.ts';
import { newPhoto } from './photo.ts';

/** A card as a person sees it. */
export type SeenCard = { account: string; messageId: string; words: string; labels: string[]; keys: ReadonlyMap<string, string> };

/**
 * One stretch of chat with the running program. Each person reads on from where he last looked, so that the same words twice are two
 * messages.
 */
export type Talk = {
  says(account: string, text: string): Promise<CallbackRecord>;
  photographs(account: string): Promise<CallbackRecord>;
  /** The next message to that person with such words. */
  hears(account: string, words: RegExp): Promise<string>;
  /** The next card with such words that has buttons. */
  asked(account: string, words: RegExp): Promise<SeenCard>;
  press(card: SeenCard, label: string): Promise<CallbackRecord>;
  /** Waits until all that is due has been handled and sent. */
  settled(): Promise<void>;
  /** All words that this person has got in this talk. */
  heard(account: string): string[];
  /** Everybody who has got anything in this talk with such words; groups as `group:<key>`. */
  audience(words?: RegExp): string[];
  /** Everything that the program sent in this talk. */
  sent(): SentRecord[];
  /** A card as it looks now. */
  looks(card: SeenCard): ChatMessage;
};

/** What a person reads; full-width punctuation as the ASCII that patterns are written in. */
export const wordsOf = (record: SentRecord): string => rawWordsOf(record).normalize('NFKC');

const rawWordsOf = ({ text, card, msgtype }: SentRecord): string => {
  if (text !== null) return text;
  if (card === null) return `[${msgtype}]`;
  const fields = asList(card.horizontal_content_list).map((field) => `${asText(asObject(field).keyname)}:${asText(asObject(field).value)}`);
  return [asText(asObject(card.source).desc), asText(asObject(card.main_title).title), asText(card.sub_title_text), ...fields].join('\n');
};

const buttonsOf = (card: SentRecord['card']): { text: string; key: string }[] =>
  asList(card?.button_list).map((button) => ({ text: asText(asObject(button).text), key: asText(asObject(button).key) }));

/**
 * Begins a talk. With the virtual clock some minutes pass first: of what one person may get in a minute nothing has been used, and
 * nobody is in the middle of a question.
 */
export const startTalk = async (product: Product, minutes = 31): Promise<Talk> => {
  const { platform } = product;
  await product.advance(new Date(product.now().getTime() + minutes * 60_000).toISOString());
  const begin = platform.sent.length;
  const readTo = new Map<string, number>();

  // A redrawn card is no message: nobody's phone rings.
  const isFor = (account: string, record: SentRecord): boolean => record.via !== 'update' && record.to.includes(account);
  const next = async (account: string, fits: (record: SentRecord) => boolean): Promise<SentRecord> => {
    const from = readTo.get(account) ?? begin;
    const found = await platform.waitFor((record) => isFor(account, record) && fits(record) && platform.sent.indexOf(record) >= from);
    readTo.set(account, platform.sent.indexOf(found) + 1);
    return found;
  };
  const sent = (): SentRecord[] => platform.sent.slice(begin);

  return {
    says: (account, text) => platform.sendText(account, text),
    photographs: async (account) => platform.sendImage(account, await newPhoto()),
    hears: async (account, words) => wordsOf(await next(account, (record) => words.test(wordsOf(record)))),
    async asked(account, words) {
      const record = await next(account, (one) => one.via === 'message' && buttonsOf(one.card).length > 0 && words.test(wordsOf(one)));
      const messageId = record.messageIds[record.to.indexOf(account)] ?? '';
      const buttons = buttonsOf(record.card);
      const keys = new Map(buttons.map(({ text, key }) => [text, key]));
      return { account, messageId, words: wordsOf(record), labels: [...keys.keys()], keys };
    },
    press: ({ account, messageId, keys }, label) => platform.press(account, messageId, keys.get(label) ?? label, { stale: true }),
    settled: async () => {
      await product.advance(product.now().toISOString());
    },
    heard: (account) =>
      sent()
        .filter((record) => isFor(account, record))
        .map(wordsOf),
    audience: (words = /./s) => [
      ...new Set(
        sent()
          .filter((record) => record.via !== 'update' && words.test(wordsOf(record)))
          .flatMap((record) => record.to),
      ),
    ],
    sent,
    looks({ account, messageId }) {
      const found = platform.window(account).find((message) => message.id === messageId);
      if (!found) throw new Error(`no such message in the window of ${account}`);
      return found;
    },
  };
};

/** The number in a receipt. */
export const numberIn = (words: string): string => /H\d{8,}/.exec(words)?.[0] ?? 'no number';

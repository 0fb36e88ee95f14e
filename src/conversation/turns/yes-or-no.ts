import { say } from '../turn.ts';
import { type Answer, answered } from './answer.ts';

/** An answer to a yes-or-no question is short. */
const MOST = 12;
const END = '[的了啊呀呢吧嘛哈,，。.!！~\\s👍]*$';
const whole = (words: string): RegExp => new RegExp(`^(?:${words}|[,，\\s])+${END}`, 'iu');
const says = (text: string, answer: RegExp): boolean => text.length <= MOST && /\p{L}/u.test(text) && answer.test(text);

const YES = whole('嗯|就?是|对|头|没错|不错|这个|那个|同一(?:个|处|件)|一样|中|yes|的|啊');
const NO = whole('不|就?是|对|没有|一样|同一(?:个|处)|另外?一(?:个|处)|别的|新的|两(?:个|回事|码事)|no');
/** 是，一样 is made of the same words as 不一样. */
const DENIES = /不(?!错)|没有|另|别|新|两|no/iu;

/** 是同一个吗: yes joins the report to the older item, no clears the mark. */
export const sameItem: Answer<'same-item'> = ({ number, other }, reading, text, situation) => {
  const words = text.trim();
  if (reading.ref !== null && /\d{4}/.test(reading.ref)) return null;
  if (reading.intent === 'separate' || (DENIES.test(words) && says(words, NO))) return answered(situation, number, { do: 'separate' });
  if (reading.intent === 'merge' || says(words, YES)) return answered(situation, number, { do: 'merge', into: other });
  return null;
};

const MEANT = whole('嗯|就?是|对|没错|确认|就?这(?:一?张|个)?|没有?(?:拍|发)错|中');
const ANOTHER = /^(?:不是?|不对)|(?:重新?|再)(?:拍|发|传)|换(?:一)?张|(?:拍|发|传)错/u;

/** A photo that was shown before: meant, or to be taken anew. */
export const repeatedPhoto: Answer<'repeated-photo'> = ({ number, note, photos, at }, _reading, text, situation) => {
  const words = text.trim();
  if (says(words, MEANT)) return answered(situation, number, { do: 'submit', note, photos, confirmsRepeated: true });
  if (words.length > MOST || !ANOTHER.test(words)) return null;
  return say({ ...situation.session, asked: { kind: 'after-photo', number, note, at } }, { say: 'need-after-photo', number });
};

import { say } from '../turn.ts';
import { type Answer, answered } from './answer.ts';

const END = '[的了啊呀呢吧嘛哈,，。.!！~\\s👍]*$';
const YES = new RegExp(
  `^(?:嗯+|是|对|对头|没错|不错|就是(?:这个|那个|它|同一个)?|是?(?:这|那)个|(?:是|就是)?同一(?:个|处|件)|一样|中|yes|是是|对对|是(?:啊|的)[,，]?(?:同一个)?)+${END}`,
  'iu',
);
const NO = new RegExp(
  `^(?:不|不是|不对|没有|不一样|另(?:外)?一(?:个|处)|别的|新的|是新的|两(?:个|回事|码事)|no)+(?:同一(?:个|处))?${END}`,
  'iu',
);

/** 是同一个吗: yes joins the report to the older item, no clears the mark. */
export const sameItem: Answer<'same-item'> = ({ number, other }, reading, text, situation) => {
  const words = text.trim();
  if (reading.ref !== null && /\d{4}/.test(reading.ref)) return null;
  if (reading.intent === 'separate' || NO.test(words)) return answered(situation, number, { do: 'separate' });
  if (reading.intent === 'merge' || YES.test(words)) return answered(situation, number, { do: 'merge', into: other });
  return null;
};

const MEANT = new RegExp(`^(?:嗯+|是|对|没错|确认|就是|就(?:是)?(?:这|它)(?:一?张|个)?|(?:没|没有)(?:拍|发)错|中)+${END}`, 'iu');
const ANOTHER = /^(?:不是?|不对)|(?:重新?|再)(?:拍|发|传)|换(?:一)?张|(?:拍|发|传)错/u;

/** A photo that was shown before: meant, or to be taken anew. */
export const repeatedPhoto: Answer<'repeated-photo'> = ({ number, note, photos, at }, _reading, text, situation) => {
  const words = text.trim();
  if (MEANT.test(words)) return answered(situation, number, { do: 'submit', note, photos, confirmsRepeated: true });
  if (words.length > 12 || !ANOTHER.test(words)) return null;
  return say({ ...situation.session, asked: { kind: 'after-photo', number, note, at } }, { say: 'need-after-photo', number });
};

/** Sizes as the platform counts them: bytes of UTF-8 for messages, characters (code points) for the parts of a card. */

export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** At most `max` characters, the last one … where something is missing. Never half an emoji's surrogate pair. */
export const shorten = (text: string, max: number): string => {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
};

export const characterCount = (text: string): number => [...text].length;

/** Better places to part a text, best first: after a line, after a sentence, after a clause. */
const BREAKS = [/\n/gu, /[。！？；!?;…]/gu, /[，、,\s]/gu];

/** Room for the number of a part, `\n(12/34)`. */
const LABEL_BYTES = 16;

/**
 * The text in parts of at most `maxBytes`, each with its number, e.g. (1/2), where there is more than one: longer texts are cut by the
 * platform without a word. Parts end at lines, sentences or clauses where one is near, else between two code points. Without the
 * numbers the parts are the text, complete.
 */
export const splitByBytes = (text: string, maxBytes: number): string[] => {
  if (byteLength(text) <= maxBytes) return [text];
  const parts: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const end = partEnd(rest, maxBytes - LABEL_BYTES);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return parts.map((part, index) => `${part}\n(${index + 1}/${parts.length})`);
};

const partEnd = (text: string, maxBytes: number): number => {
  const hard = fittingLength(text, maxBytes);
  if (hard === text.length) return hard;
  const window = text.slice(0, hard);
  for (const mark of BREAKS) {
    const end = lastEnd(window, mark);
    // A break in the first half would make many small parts out of few.
    if (end > hard / 2) return end;
  }
  return hard;
};

/** How many UTF-16 units from the start fit into `maxBytes`, without parting a code point; at least one code point. */
const fittingLength = (text: string, maxBytes: number): number => {
  let [bytes, units] = [0, 0];
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes && units > 0) break;
    units += character.length;
  }
  return units;
};

const lastEnd = (text: string, mark: RegExp): number => {
  let end = -1;
  for (const match of text.matchAll(mark)) end = match.index + match[0].length;
  return end;
};

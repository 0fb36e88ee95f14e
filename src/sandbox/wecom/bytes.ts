/** How long a text is in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The longest beginning of `text` that fits into `limit` bytes, cut between characters. */
export const cutBytes = (text: string, limit: number): string => {
  if (byteLength(text) <= limit) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += byteLength(character);
    if (used > limit) break;
    kept += character;
  }
  return kept;
};

/** The first `limit` characters (code points, not UTF-16 units). */
export const cutCharacters = (text: string, limit: number): string => {
  const characters = Array.from(text);
  return characters.length <= limit ? text : characters.slice(0, limit).join('');
};

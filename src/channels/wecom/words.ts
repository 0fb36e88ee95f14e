/** Words as they may stand in a message: nothing a person wrote is ever a mention, a link or a colour. */

/** Control characters but line feed and tab, and halves of surrogate pairs, which JSON would write as `\uXXXX` (refused, 40033). */
const FORBIDDEN = /(?![\n\t])\p{Cc}|\p{Surrogate}/gu;

/** Fullwidth, because no escape is documented: `<a href>`, `<@account>` and `<font>` all begin with the narrow one. */
export const inert = (text: string): string => text.replaceAll('\r\n', '\n').replace(FORBIDDEN, '').replaceAll('<', '＜');

/** The same for the parts of a card, which have one line each. */
export const inertLine = (text: string): string => inert(text).replace(/\s+/gu, ' ').trim();

/** Markdown as plain words, for those whose client shows none: marks gone, links written out. */
export const markdownAsText = (markdown: string): string =>
  markdown
    .replace(/^#{1,6}\s+/gmu, '')
    .replace(/^>\s?/gmu, '')
    .replace(/\[([^\]\n]*)\]\(([^)\n]*)\)/gu, '$1 $2')
    .replace(/\*\*|`/gu, '');

/** What the platform accepts as a member's account; `@all` is everybody, and never meant. */
export const isAccount = (account: string): boolean => /^[0-9A-Za-z_.@-]{1,64}$/.test(account) && !/^@?all$/i.test(account);

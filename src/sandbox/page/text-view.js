import { el, link } from './dom.js';

/** Plain text as WeCom draws it: line breaks, bare addresses, and from the bot `<a href="…">…</a>`. Any other markup is just text. */

const ANCHOR = /<a\s+href="([^"]*)"\s*>([^<]*)<\/a>/i;
const ADDRESS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]*[\w\-~/#=&%]/;
const MENTION = /<@([^<>\s]+)>/;

/** @returns nodes. @param nameOf the name of an account, for mentions. */
export function textNodes(text, { fromBot, nameOf }) {
  const patterns = fromBot ? [ANCHOR, ADDRESS, MENTION] : [ADDRESS];
  return split(text, patterns, (match, pattern) => {
    if (pattern === ANCHOR) return link(match[2], match[1]);
    if (pattern === MENTION) return mention(nameOf(match[1]));
    return link(match[0], match[0]);
  });
}

/** @name of somebody who is called in a group. */
export function mention(name) {
  return el('span', { class: 'mention' }, `@${name}`);
}

/** Cuts the text at the first match of any pattern, again and again; what lies between stays text. */
export function split(text, patterns, draw) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found = firstMatch(rest, patterns);
    if (!found) break;
    const { match, pattern } = found;
    if (match.index > 0) nodes.push(document.createTextNode(rest.slice(0, match.index)));
    nodes.push(draw(match, pattern));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== '') nodes.push(document.createTextNode(rest));
  return nodes;
}

function firstMatch(text, patterns) {
  let first = null;
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, pattern };
  }
  return first;
}

import { el, link } from './dom.js';
import { mention, split } from './text-view.js';

/** The part of markdown that WeCom draws [D90236]: headings, bold, links, inline code, quotes and three font colours. */

const BOLD = /\*\*([^\n]+?)\*\*/;
const LINK = /\[([^\]\n]+)\]\(([^)\s]+)\)/;
const CODE = /`([^`\n]+)`/;
const FONT = /<font color="?(info|comment|warning)"?>([\s\S]*?)<\/font>/;
const MENTION = /<@([^<>\s]+)>/;
const PATTERNS = [BOLD, LINK, CODE, FONT, MENTION];

const HEADING = /^(#{1,6}) +(.+)$/;
const QUOTE = /^> ?(.*)$/;

/** @returns one element with the drawn text. */
export function markdownView(source, { nameOf }) {
  const root = el('div', { class: 'markdown' });
  let quote = null;
  for (const line of source.split(/\r?\n/)) {
    const quoted = QUOTE.exec(line);
    if (!quoted) quote = null;
    else if (!quote) {
      quote = el('blockquote');
      root.append(quote);
    }
    (quote ?? root).append(lineView(quoted ? (quoted[1] ?? '') : line, nameOf));
  }
  return root;
}

function lineView(line, nameOf) {
  const heading = HEADING.exec(line);
  if (heading)
    return el(
      'p',
      { class: `md-h md-h${heading[1].length}`, role: 'heading', 'aria-level': heading[1].length + 2 },
      inline(heading[2], nameOf),
    );
  return el('p', {}, line === '' ? el('br') : inline(line, nameOf));
}

function inline(text, nameOf) {
  return split(text, PATTERNS, (match, pattern) => {
    if (pattern === BOLD) return el('strong', {}, inline(match[1], nameOf));
    if (pattern === LINK) return link(match[1], match[2]);
    if (pattern === CODE) return el('code', {}, match[1]);
    if (pattern === FONT) return el('span', { class: `font-${match[1]}` }, inline(match[2], nameOf));
    return mention(nameOf(match[1]));
  });
}

/** Building blocks for the page. Whatever people wrote goes in as text nodes; no markup is ever parsed from data. */

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element. `class`, `dataset` and `on<event>` are special, everything else is an attribute; null and false leave it out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'class') node.className = value;
  else if (name === 'dataset') Object.assign(node.dataset, value);
  else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? '' : String(value));
}

/** An icon of the sprite in index.html; decorative, so the button around it needs a name of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** The address if it is one that a link may open (http, https or our own), else null: `javascript:` and the like never become links. */
export function linkAddress(url) {
  const parsed = parseUrl(url);
  return parsed && ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null;
}

/** The address if it may be shown as a picture: as above, or a picture made in this page. */
export function pictureAddress(url) {
  const parsed = parseUrl(url);
  if (!parsed) return null;
  return ['http:', 'https:', 'blob:'].includes(parsed.protocol) || url.startsWith('data:image/') ? parsed.href : null;
}

function parseUrl(url) {
  return typeof url === 'string' && url !== '' && URL.canParse(url, location.href) ? new URL(url, location.href) : null;
}

/** A link that opens beside the page, or plain text where the address is none. */
export function link(text, url, className = 'link') {
  const href = linkAddress(url);
  if (!href) return document.createTextNode(text);
  return el('a', { class: className, href, target: '_blank', rel: 'noopener noreferrer' }, text);
}

const HUES = 10;

/** A person's square picture: the last two characters of the name on a colour that belongs to the account. */
export function avatar(name, key) {
  const text = [...name].slice(-2).join('');
  return el('span', { class: `avatar hue-${hueOf(key)}`, 'aria-hidden': 'true' }, text);
}

/** FNV-1a, so that neighbouring accounts get different colours. */
function hueOf(key) {
  let hash = 0x811c9dc5;
  for (const char of key) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash >>> 8) % HUES;
}

/** The bot's own picture. */
export function botAvatar() {
  return el('span', { class: 'avatar avatar-bot', 'aria-hidden': 'true' }, icon('shield'));
}

/** A group's picture. */
export function groupAvatar() {
  return el('span', { class: 'avatar avatar-group', 'aria-hidden': 'true' }, icon('group'));
}

/** Words for screen readers only. */
export function hidden(text) {
  return el('span', { class: 'vh' }, text);
}

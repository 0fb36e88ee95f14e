import { cardView } from './card-view.js';
import { avatar, botAvatar, el, groupAvatar, hidden, icon, linkAddress, pictureAddress } from './dom.js';
import { markdownView } from './markdown-view.js';
import { mention, textNodes } from './text-view.js';

/**
 * One message as a row of the conversation.
 * @param context {{ self: {name: string, account: string} | null, group: {name: string} | null, nameOf(account: string): string,
 *   press(message: object, key: string, selected: object, button: HTMLElement): void }}
 */
export function messageView(message, context) {
  if (message.kind === 'event')
    return row(
      message,
      'row-event',
      el('p', { class: 'event' }, message.from === 'person' ? `点了“${message.text ?? ''}”` : (message.text ?? '')),
    );
  const mine = message.from === 'person';
  const speaker = mine ? (context.self?.name ?? '') : (context.group?.name ?? '校安网格');
  return row(
    message,
    mine ? 'row-mine' : 'row-bot',
    mine ? avatar(speaker, context.self?.account ?? speaker) : context.group ? groupAvatar() : botAvatar(),
    el(
      'div',
      { class: 'row-body' },
      hidden(`${speaker}说：`),
      bodyView(message, context),
      mentionsView(message, context),
      statusView(message),
    ),
  );
}

function row(message, className, ...children) {
  const data = { testid: 'message', messageId: message.id, from: message.from, kind: message.kind };
  return el('div', { class: `row ${className}`, dataset: data }, ...children);
}

const BODIES = {
  text: (message, context) => bubble(textNodes(message.text ?? '', { fromBot: message.from === 'bot', nameOf: context.nameOf })),
  markdown: (message, context) => bubble([markdownView(message.text ?? '', context)]),
  image: imageView,
  file: fileView,
  voice: voiceView,
  location: locationView,
  card: (message, context) => cardView(message.card ?? {}, (...pressed) => context.press(message, ...pressed)),
};

function bodyView(message, context) {
  const draw = BODIES[message.kind];
  return draw ? draw(message, context) : bubble([document.createTextNode(message.text ?? `[${message.kind}]`)]);
}

function bubble(nodes, className = '') {
  return el('div', { class: `bubble ${className}` }, nodes);
}

function imageView(message) {
  const src = pictureAddress(message.imageUrl);
  if (!src) return bubble([document.createTextNode('[图片]')]);
  return el(
    'button',
    { type: 'button', class: 'picture', dataset: { zoom: src }, 'aria-label': '看大图' },
    el('img', { src, alt: message.text || '图片', decoding: 'async' }),
  );
}

function fileView(message) {
  const name = message.fileName ?? '文件';
  const kind = /\.([0-9a-z]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const href = linkAddress(message.fileUrl);
  const children = [
    el('span', { class: 'file-name' }, name),
    el('span', { class: `file-kind kind-${kind}`, 'aria-hidden': 'true' }, kind.toUpperCase() || '文件'),
  ];
  return href
    ? el('a', { class: 'file', href, download: name, 'aria-label': `下载文件 ${name}` }, ...children)
    : el('div', { class: 'file' }, ...children);
}

function voiceView(message) {
  const src = linkAddress(message.fileUrl);
  const button = el(
    'button',
    { type: 'button', class: 'voice', 'aria-label': '语音，点按播放', disabled: !src },
    icon('wave'),
    el('span', {}, '语音'),
  );
  const note = el('span', { class: 'voice-note' }, message.text ?? '');
  button.addEventListener('click', () => play(src, button, note));
  return el('div', {}, button, note);
}

/** Browsers cannot play what phones record (AMR); the sample is silent anyway. */
async function play(src, button, note) {
  button.classList.add('playing');
  try {
    await new Audio(src).play();
  } catch {
    note.textContent ||= '这段语音浏览器放不了';
  }
  button.classList.remove('playing');
}

function locationView(message) {
  const place = message.location ?? {};
  const numbers = [place.latitude, place.longitude].map((number) => (typeof number === 'number' ? number.toFixed(5) : '')).join(', ');
  return el(
    'div',
    { class: 'location' },
    el('strong', {}, place.label || '位置'),
    el('span', { class: 'location-numbers' }, numbers),
    el('div', { class: 'location-map', 'aria-hidden': 'true' }, icon('pin')),
  );
}

function mentionsView(message, context) {
  const text = message.text ?? '';
  const outside = (message.mentions ?? []).filter((account) => !text.includes(`<@${account}>`));
  const names = outside.map((account) => (account === '@all' ? '所有人' : context.nameOf(account)));
  const missing = names.filter((name) => !text.includes(`@${name}`));
  return missing.length > 0 ? el('p', { class: 'mentions' }, ...missing.map((name) => mention(name))) : null;
}

function statusView(message) {
  if (message.sending) return el('span', { class: 'status', title: '正在发送' }, el('span', { class: 'spinner' }), hidden('正在发送'));
  if (!message.failed) return null;
  return el(
    'span',
    { class: 'status failed' },
    `没发出去：${message.failed} `,
    el('button', { type: 'button', class: 'plain-link', onclick: () => message.retry() }, '再发一次'),
  );
}

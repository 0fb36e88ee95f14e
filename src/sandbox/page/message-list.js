import { el } from './dom.js';
import { messageView } from './message-view.js';
import { chatTime } from './time.js';

/** The rows of one conversation: appended and redrawn one by one; old ones are drawn when somebody scrolls up to them. */

const FIRST_ROWS = 120;
const MORE_ROWS = 120;
const SILENCE = 5 * 60_000;
const NEAR_BOTTOM = 80;

/**
 * @param context what `messageView` needs, and `messages()`, `now()`, `label`.
 * @returns {{ element: HTMLElement, redrawAll(): void, add(message: object): void, replace(previousId: string, message: object): void,
 *   remove(id: string): void, retime(): void, toBottom(): void }}
 */
export function messageList(context) {
  const rows = new Map();
  let shown = FIRST_ROWS;
  let sticky = true;
  let settledHeight = '';
  let lastAt = null;

  const list = el('div', { class: 'rows' });
  const log = el('div', { class: 'log', role: 'log', 'aria-label': context.label, tabindex: 0, dataset: { testid: 'log' } }, list);
  const more = el('button', { type: 'button', class: 'new-below', hidden: true, onclick: toBottom }, '↓ 有新消息');
  const element = el('div', { class: 'log-frame' }, log, more);

  log.addEventListener('scroll', onScroll, { passive: true });
  const follow = new ResizeObserver(() => {
    if (sticky) log.scrollTop = log.scrollHeight;
    settledHeight = heights();
  });
  follow.observe(list);
  follow.observe(log);

  /** A late picture moves the bottom away before the observer has followed it: only a scroll at unchanged heights is a person's. */
  function onScroll() {
    const atBottom = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM;
    if (atBottom) sticky = true;
    else if (heights() === settledHeight) sticky = false;
    if (sticky) more.hidden = true;
    if (log.scrollTop < 40 && shown < context.messages().length) showEarlier();
  }

  function heights() {
    return `${log.scrollHeight}/${log.clientHeight}`;
  }

  function showEarlier() {
    const fromBottom = log.scrollHeight - log.scrollTop;
    shown += MORE_ROWS;
    redraw();
    log.scrollTop = log.scrollHeight - fromBottom;
  }

  function toBottom() {
    sticky = true;
    more.hidden = true;
    log.scrollTop = log.scrollHeight;
  }

  function redraw() {
    rows.clear();
    lastAt = null;
    list.replaceChildren();
    for (const message of context.messages().slice(-shown)) append(message);
    if (rows.size === 0) list.append(el('p', { class: 'nothing' }, context.empty));
  }

  function append(message) {
    list.querySelector('.nothing')?.remove();
    const at = Date.parse(message.at);
    if (lastAt === null || at - lastAt > SILENCE) list.append(separator(at));
    lastAt = at;
    const row = messageView(message, context);
    rows.set(message.id, row);
    list.append(row);
    return row;
  }

  function separator(at) {
    return el('p', { class: 'time', dataset: { at } }, el('time', { datetime: new Date(at).toISOString() }, chatTime(at, context.now())));
  }

  return {
    element,
    toBottom,
    redrawAll: redraw,
    add(message) {
      shown += 1;
      append(message).classList.add('fresh');
      if (message.from === 'person') toBottom();
      else if (!sticky) more.hidden = false;
    },
    replace(previousId, message) {
      const old = rows.get(previousId);
      if (!old) return;
      const row = messageView(message, context);
      keepSize(old, row);
      if (message.updated) row.classList.add('changed');
      old.replaceWith(row);
      rows.delete(previousId);
      rows.set(message.id, row);
    },
    remove(id) {
      rows.get(id)?.remove();
      rows.delete(id);
    },
    retime() {
      for (const line of list.querySelectorAll('.time')) line.firstChild.textContent = chatTime(Number(line.dataset.at), context.now());
    },
  };
}

/** A picture that comes back from the server takes the room of the one that stood there, so that nothing jumps. */
function keepSize(old, row) {
  const before = old.querySelector('.picture img');
  const after = row.querySelector('.picture img');
  if (!before?.naturalWidth || !after) return;
  after.width = before.naturalWidth;
  after.height = before.naturalHeight;
}

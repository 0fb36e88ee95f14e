import { el, icon } from './dom.js';

/** A button that opens a small list above itself; closes by choice, Escape, or a click elsewhere. */

/** @param entries () => [{ label, onChoose } | { heading }], asked for at every opening. */
export function dropUp({ label, iconName, testId }, entries) {
  const list = el('div', { class: 'drop-list', role: 'menu', 'aria-label': label, hidden: true });
  const button = el(
    'button',
    { type: 'button', class: 'tool', 'aria-haspopup': 'menu', 'aria-expanded': 'false', dataset: { testid: testId }, onclick: toggle },
    icon(iconName),
    el('span', {}, label),
  );
  const root = el('div', { class: 'drop' }, button, list);

  function toggle() {
    if (list.hidden) open();
    else close();
  }

  function open() {
    list.replaceChildren(...entries().map((entry) => entryView(entry, close)));
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    list.querySelector('[role=menuitem]')?.focus();
    document.addEventListener('pointerdown', closeOutside);
  }

  function close() {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', closeOutside);
  }

  function closeOutside(event) {
    if (!root.contains(event.target)) close();
  }

  root.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      button.focus();
    }
    moveFocus(event, list);
  });
  root.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !root.contains(event.relatedTarget)) close();
  });
  return root;
}

function entryView(entry, close) {
  if (entry.heading) return el('p', { class: 'drop-heading', role: 'presentation' }, entry.heading);
  const choose = () => {
    close();
    entry.onChoose();
  };
  return el('button', { type: 'button', role: 'menuitem', tabindex: -1, onclick: choose }, entry.label);
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function moveFocus(event, list) {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.querySelectorAll('[role=menuitem]')];
  const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
  items[next]?.focus();
}

import * as api from './api.js';
import { chatWindow } from './chat-window.js';
import { clockPanel } from './clock-panel.js';
import { avatar, el, groupAvatar } from './dom.js';
import { lightbox } from './lightbox.js';
import { listen } from './live.js';
import { badge, peopleList } from './people-list.js';
import { defaultPicks, firstPicks, picksOfAddress, rememberPicks } from './picks.js';
import { Store } from './store.js';
import { Unread } from './unread.js';

/** The page: wires what the other files draw. Opens, closes and shows windows; keeps unread marks; follows the stream. */

const INTRO_KEY = 'sandbox.introRead';
const TOAST_TIME = 6_000;
const REFRESH_PAUSE = 40;
const part = (name) => document.querySelector(`[data-part=${name}]`);

const store = new Store();
const unread = new Unread(store);
const windows = new Map();
const inView = new Set();
/** One window at a time, and a keyboard that would cover it: as in phone.css. */
const phone = matchMedia('(width < 760px)');
let active = null;

const list = peopleList(part('sidebar'), { store, unread, isOpen: (key) => windows.has(key), onPick: pick });
const clock = clockPanel({ store, bar: part('clock'), panel: part('clock-panel'), tokenDialog: part('token') });
lightbox(part('lightbox'));

const watcher = new IntersectionObserver(onIntersection, { threshold: 0.6 });

function onIntersection(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inView.add(target.dataset.conversation);
    else inView.delete(target.dataset.conversation);
  }
  refreshMarks();
}

/** Opens the window if it is not, brings it into view, and puts the cursor into its field. */
function pick(key) {
  open(key);
  show(key);
  part('sidebar').classList.remove('is-shown');
  const chosen = windows.get(key);
  chosen?.element.scrollIntoView({ behavior: 'smooth', inline: 'nearest', block: 'nearest' });
  if (!phone.matches) chosen?.focus();
}

function open(key) {
  if (windows.has(key) || !store.knows(key)) return;
  const opened = chatWindow(key, { store, onClose: close, say });
  windows.set(key, opened);
  part('windows').append(opened.element);
  watcher.observe(opened.element);
  opened.toBottom();
  greet(opened);
  afterChange();
}

/** The person opens the conversation for the first time: the bot may say hello. */
function greet({ key, outgoing }) {
  if (outgoing && store.messages(key).length === 0) outgoing.signal({ kind: 'enter' }).catch(() => {});
}

function close(key) {
  const closed = windows.get(key);
  if (!closed) return;
  watcher.unobserve(closed.element);
  closed.dispose();
  windows.delete(key);
  inView.delete(key);
  if (active === key) active = [...windows.keys()].at(-1) ?? null;
  afterChange();
}

/** On a phone one window at a time is seen: this one. */
function show(key) {
  active = key;
  for (const [one, { element }] of windows) element.classList.toggle('is-active', one === key);
  drawTabs();
}

function afterChange() {
  if (!active || !windows.has(active)) active = [...windows.keys()][0] ?? null;
  if (active) show(active);
  part('empty').hidden = windows.size > 0 || !store.loaded;
  rememberPicks([...windows.keys()]);
  refreshMarks();
}

let refreshing = false;

/** Marks and counts again, once for all that comes in a moment; not by animation frames, which a hidden page doesn't get. */
function refreshSoon() {
  if (refreshing) return;
  refreshing = true;
  setTimeout(() => {
    refreshing = false;
    refreshMarks();
  }, REFRESH_PAUSE);
}

function refreshMarks() {
  if (document.visibilityState === 'visible') for (const key of inView) unread.markRead(key);
  list.refresh();
  drawTabs();
  const total = unread.total();
  document.title = `${total > 0 ? `(${total}) ` : ''}校安网格 · 试用`;
  part('people-button').querySelector('.badge')?.remove();
  const elsewhere = [...store.conversations.keys()]
    .filter((key) => store.knows(key) && !windows.has(key))
    .reduce((sum, key) => sum + unread.count(key), 0);
  const mark = badge(elsewhere);
  if (mark) part('people-button').append(mark);
}

function drawTabs() {
  const tabs = [...windows.keys()].map((key) => {
    const name = store.people.get(key)?.name ?? store.groups.get(key)?.name ?? '';
    const picture = store.people.has(key) ? avatar(name, key) : groupAvatar();
    const current = key === active ? 'page' : null;
    const mark = badge(unread.count(key));
    const props = { type: 'button', class: 'tab', 'aria-current': current, dataset: { testid: 'tab', tab: key }, onclick: () => show(key) };
    return el('button', props, el('span', { class: 'entry-picture' }, picture, mark), el('span', { class: 'tab-name' }, name));
  });
  part('tabs').replaceChildren(...tabs);
}

function openDefaults() {
  for (const key of defaultPicks([...store.people.values()])) open(key);
  show([...windows.keys()][0] ?? null);
}

function openFirst() {
  for (const key of firstPicks(store)) open(key);
  show([...windows.keys()][0] ?? null);
  afterChange();
}

function say(text) {
  const toasts = part('toasts');
  for (const shown of [...toasts.children]) if (shown.textContent === text) shown.remove();
  const toast = el('p', { class: 'toast' }, text);
  toasts.append(toast);
  setTimeout(() => toast.remove(), TOAST_TIME);
}

let loading = false;
let arrivedWhileLoading = [];

/** Reads the whole state; what the stream tells meanwhile is applied again on top of it. */
async function load() {
  if (loading) return;
  loading = true;
  arrivedWhileLoading = [];
  try {
    const first = !store.loaded;
    store.load(await api.getState());
    for (const message of arrivedWhileLoading) store.accept(message);
    if (first) openFirst();
    part('connection').hidden = true;
  } catch {
    lost();
    setTimeout(load, 2_000);
  }
  loading = false;
}

function lost() {
  part('connection').hidden = false;
}

function onEvent(kind, data) {
  if (kind === 'clock') store.setNow(data.now);
  else if (kind === 'delivery') say(`${nameOf(data.conversation)}：${data.problem}`);
  else {
    if (loading) arrivedWhileLoading.push(data);
    store.accept(data);
  }
}

function nameOf(key) {
  return store.people.get(key)?.name ?? store.groups.get(key)?.name ?? key;
}

function setIntro(shown) {
  part('intro').hidden = !shown;
  try {
    localStorage.setItem(INTRO_KEY, shown ? '' : 'yes');
  } catch {
    // Then it is shown again next time.
  }
}

function introWasRead() {
  try {
    return localStorage.getItem(INTRO_KEY) === 'yes';
  } catch {
    return false;
  }
}

store.addEventListener('state', () => {
  clock.draw();
  list.redraw();
});
store.addEventListener('clock', () => clock.draw());
store.addEventListener('conversation', refreshSoon);
document.addEventListener('visibilitychange', refreshMarks);
window.addEventListener('hashchange', () => {
  const wanted = picksOfAddress();
  if (!wanted || !store.loaded) return;
  for (const key of [...windows.keys()]) if (!wanted.includes(key)) close(key);
  for (const key of wanted) open(key);
});
for (const button of document.querySelectorAll('[data-do]')) {
  const deeds = {
    'show-people': () => {
      part('sidebar').classList.add('is-shown');
      list.focus();
    },
    'hide-people': () => part('sidebar').classList.remove('is-shown'),
    'fold-people': () => document.body.classList.toggle('people-folded'),
    'open-defaults': openDefaults,
    'show-intro': () => setIntro(part('intro').hidden),
    'hide-intro': () => setIntro(false),
  };
  button.addEventListener('click', deeds[button.dataset.do]);
}

setIntro(!introWasRead());
setInterval(() => store.loaded && store.clock.mode === 'system' && clock.draw(), 20_000);
listen({ onEvent, onOpen: load, onLost: lost });

import { avatar, el, groupAvatar, hidden } from './dom.js';
import { byUnit, matches, roleLine } from './people-text.js';

/** The list on the left: a search, the conversations that have something in them, everybody by unit, and the groups. */

const MOST_RECENT = 40;
const MOST_FOUND = 80;

/** @param page {{ store: Store, unread: Unread, isOpen(key: string): boolean, onPick(key: string): void }} */
export function peopleList(root, page) {
  const { store, unread } = page;
  const search = root.querySelector('input[type=search]');
  const recent = root.querySelector('[data-part=recent]');
  const tree = root.querySelector('[data-part=tree]');
  let query = '';
  let scheduled = false;

  search.addEventListener('input', () => {
    query = search.value.trim().toLowerCase();
    drawTree();
    drawRecent();
  });
  root.addEventListener('click', (event) => {
    const key = event.target.closest('[data-pick]')?.dataset.pick;
    if (key) page.onPick(key);
  });

  function drawRecent() {
    scheduled = false;
    recent.hidden = query !== '';
    const keys = [...store.conversations.keys()].filter((key) => store.messages(key).length > 0 || page.isOpen(key));
    const lastOf = (key) => store.messages(key).at(-1)?.at ?? '';
    keys.sort((one, other) => unreadFirst(one, other) || lastOf(other).localeCompare(lastOf(one)));
    const drawn = keys.slice(0, MOST_RECENT).map((key) => entry(key, previewOf(store.messages(key).at(-1))));
    recent.replaceChildren(...(drawn.length > 0 ? [el('h2', {}, '最近的对话'), el('ul', {}, ...drawn)] : []));
  }

  function unreadFirst(one, other) {
    return Number(unread.count(other) > 0) - Number(unread.count(one) > 0);
  }

  function entry(key, line) {
    const person = store.people.get(key);
    const group = store.groups.get(key);
    if (!person && !group) return null;
    const count = unread.count(key);
    const name = person?.name ?? group.name;
    const open = page.isOpen(key);
    return el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          class: `entry${open ? ' is-open' : ''}`,
          dataset: { pick: key, testid: 'entry' },
          'aria-pressed': open ? 'true' : 'false',
        },
        el('span', { class: 'entry-picture' }, person ? avatar(name, key) : groupAvatar(), badge(count)),
        el(
          'span',
          { class: 'entry-text' },
          el('span', { class: 'entry-name' }, name, el('small', {}, person ? roleLine(person) : '群')),
          el('span', { class: 'entry-line' }, line ?? (person ? person.unit : (group.unit ?? ''))),
        ),
      ),
    );
  }

  function drawTree() {
    if (query !== '') {
      drawFound();
      return;
    }
    const units = byUnit(store.people.values()).map((unit) =>
      folded(
        `${unit.unit}`,
        unit.members.map((one) => one.account),
      ),
    );
    const groups = store.groups.size > 0 ? [folded('群（只读）', [...store.groups.keys()])] : [];
    tree.replaceChildren(el('h2', {}, '换一个人'), ...units, ...groups);
  }

  /** A unit's people are drawn when it is opened: a county has thousands. */
  function folded(title, keys) {
    const list = el('ul');
    const details = el('details', { class: 'unit' }, el('summary', {}, el('span', {}, title), el('small', {}, `${keys.length}`)), list);
    details.addEventListener('toggle', () => {
      if (details.open) list.replaceChildren(...keys.map((key) => entry(key, lineInUnit(key))).filter(Boolean));
    });
    return details;
  }

  function lineInUnit(key) {
    return previewOf(store.messages(key).at(-1)) ?? store.people.get(key)?.account ?? '';
  }

  function drawFound() {
    const words = query.split(/\s+/);
    const people = [...store.people.values()].filter((person) => matches(person, words)).map((person) => person.account);
    const groups = [...store.groups].filter(([, group]) =>
      words.every((word) => `${group.name} ${group.unit ?? ''}`.toLowerCase().includes(word)),
    );
    const found = [...people, ...groups.map(([key]) => key)];
    const rest = found.length > MOST_FOUND ? [el('p', { class: 'hint' }, `还有 ${found.length - MOST_FOUND} 个，多输几个字`)] : [];
    const drawn = found.slice(0, MOST_FOUND).map((key) => entry(key, store.people.get(key)?.unit));
    tree.replaceChildren(el('h2', { role: 'status' }, `找到 ${found.length} 个`), el('ul', {}, ...drawn), ...rest);
  }

  /** Marks and last lines again, once a frame at most. */
  function refresh() {
    for (const node of tree.querySelectorAll('[data-pick]')) refreshEntry(node);
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(drawRecent);
  }

  function refreshEntry(node) {
    const key = node.dataset.pick;
    node.classList.toggle('is-open', page.isOpen(key));
    node.setAttribute('aria-pressed', page.isOpen(key) ? 'true' : 'false');
    node.querySelector('.badge')?.remove();
    const mark = badge(unread.count(key));
    if (mark) node.querySelector('.entry-picture').append(mark);
  }

  return {
    refresh,
    redraw() {
      drawRecent();
      drawTree();
    },
    focus: () => search.focus(),
  };
}

/** A red mark with a number, or nothing. */
export function badge(count) {
  if (count === 0) return null;
  return el('span', { class: 'badge', dataset: { testid: 'unread' } }, count > 99 ? '99+' : String(count), hidden(' 条未读'));
}

const SHORT = { image: '[图片]', file: '[文件]', voice: '[语音]', location: '[位置]' };

/** The last message in a few words. */
function previewOf(message) {
  if (!message) return null;
  if (message.kind === 'card') return `[卡片] ${message.card?.main_title?.title ?? message.card?.sub_title_text ?? ''}`;
  return SHORT[message.kind] ?? wordsOf(message).replace(/\s+/g, ' ').slice(0, 60);
}

function wordsOf({ kind, from, text = '' }) {
  if (kind === 'markdown') return text.replace(/<[^>]*>|[*#>`]/g, '');
  return from === 'bot' ? text.replace(/<\/?a\b[^>]*>/gi, '') : text;
}

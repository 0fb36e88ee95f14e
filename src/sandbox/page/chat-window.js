import { composer } from './composer.js';
import { avatar, el, groupAvatar, icon } from './dom.js';
import { messageList } from './message-list.js';
import { Outgoing } from './outgoing.js';
import { roleLine } from './people-text.js';
import { picturesOf } from './pictures.js';
import { clockTime } from './time.js';

/** One window: a person's phone with the bot's conversation, or a group that is only read. */

const PRESS_PATIENCE = 8_000;

/** @param page {{ store: Store, onClose(key: string): void, say(problem: string): void }} */
export function chatWindow(key, page) {
  const { store } = page;
  const person = store.people.get(key) ?? null;
  const group = store.groups.get(key) ?? null;
  const outgoing = person ? new Outgoing(key, store) : null;

  const list = messageList({
    self: person,
    group,
    label: `${person?.name ?? group?.name}的对话`,
    empty: person ? '还没有消息。说一句话，或者点一个常用语。' : '群里还没有消息。',
    messages: () => store.messages(key),
    now: () => store.now(),
    nameOf: (account) => store.people.get(account)?.name ?? account,
    press,
  });
  const lower = person
    ? composer({ person, outgoing, menu: () => store.menu, stamp, onSignal: report })
    : el('p', { class: 'read-only' }, '群消息由机器人推送，这里只能看。');
  const element = el(
    'section',
    { class: 'window', 'aria-label': windowName(person, group), dataset: { testid: 'window', conversation: key } },
    head(person, group, () => page.onClose(key)),
    list.element,
    lower.element ?? lower,
  );
  if (person) acceptDrops(element, lower.addPhotos);

  function stamp() {
    const { year, date, clock } = clockTime(store.now());
    return `${year}年${date} ${clock}`;
  }

  function report(call) {
    call.catch((problem) => page.say(`没发出去：${problem.message}`));
  }

  function press(message, pressedKey, selected, button) {
    if (!outgoing || button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    const free = () => button.removeAttribute('aria-busy');
    setTimeout(free, PRESS_PATIENCE);
    const what = { kind: 'press', messageId: message.id, key: pressedKey, ...(Object.keys(selected).length > 0 ? { selected } : {}) };
    outgoing.signal(what).catch((problem) => {
      free();
      page.say(`没按成：${problem.message}`);
    });
  }

  function onConversation({ detail }) {
    if (detail.conversation !== key) return;
    for (const busy of element.querySelectorAll('[aria-busy=true]')) busy.removeAttribute('aria-busy');
    if (detail.reset) list.redrawAll();
    else if (detail.previousId) list.replace(detail.previousId, detail.message);
    else list.add(detail.message);
  }

  const onRemoved = ({ detail }) => detail.conversation === key && list.remove(detail.id);
  const onClock = () => list.retime();
  store.addEventListener('conversation', onConversation);
  store.addEventListener('removed', onRemoved);
  store.addEventListener('clock', onClock);
  list.redrawAll();

  return {
    key,
    element,
    outgoing,
    focus: () => lower.focus?.(),
    toBottom: list.toBottom,
    dispose() {
      store.removeEventListener('conversation', onConversation);
      store.removeEventListener('removed', onRemoved);
      store.removeEventListener('clock', onClock);
      element.remove();
    },
  };
}

function windowName(person, group) {
  return person ? `${person.name},${person.unit},${roleLine(person)}` : `群 ${group.name}`;
}

function head(person, group, close) {
  const name = person?.name ?? group?.name ?? '';
  const line = person ? `${person.unit} · ${roleLine(person)}` : `${group?.unit ?? ''} · 群（只读）`;
  return el(
    'header',
    { class: 'window-head' },
    person ? avatar(name, person.account) : groupAvatar(),
    el('div', { class: 'window-who' }, el('h2', {}, name), el('p', { title: line }, line)),
    el('button', { type: 'button', class: 'round', 'aria-label': `关上${name}的窗口`, title: '关上', onclick: close }, icon('close')),
  );
}

function acceptDrops(element, addPhotos) {
  let depth = 0;
  const show = (change) => {
    depth = Math.max(0, depth + change);
    element.classList.toggle('dropping', depth > 0);
  };
  element.addEventListener('dragenter', () => show(1));
  element.addEventListener('dragleave', () => show(-1));
  element.addEventListener('dragover', (event) => event.preventDefault());
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    show(-depth);
    const pictures = picturesOf(event.dataTransfer);
    if (pictures.length > 0) addPhotos(pictures);
  });
}

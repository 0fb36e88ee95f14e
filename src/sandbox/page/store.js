/** The unit of an account that belongs to nobody yet. */
const NOWHERE = '没有绑定的账号';

/**
 * What the page knows. The server's word replaces ours; what a person has just sent stands there at once as a *pending*
 * message (`sending` true, or `failed`) until the server tells it back.
 *
 * Events: `state` (everything anew), `conversation` {conversation, reset} | {conversation, message, previousId?},
 * `clock`, `removed` {conversation, id}.
 */
export class Store extends EventTarget {
  people = new Map();
  groups = new Map();
  conversations = new Map();
  menu = [];
  clock = { mode: 'system', now: new Date().toISOString() };
  loaded = false;
  #pendingCount = 0;
  #clockReadAt = Date.now();

  /** The server's state as a whole; conversations that did not change are not redrawn. */
  load(state) {
    this.people = new Map(state.people.map((person) => [person.account, { ...person, unit: person.unit || NOWHERE }]));
    this.groups = new Map(state.groups.map((group) => [`group:${group.key}`, group]));
    this.menu = state.menu ?? [];
    this.#setClock(state.clock);
    this.loaded = true;
    const known = new Set([...this.conversations.keys(), ...Object.keys(state.conversations)]);
    const changed = [...known].filter((key) => this.#loadConversation(key, state.conversations[key] ?? []));
    this.#emit('state', {});
    for (const conversation of changed) this.#emit('conversation', { conversation, reset: true });
  }

  #loadConversation(key, messages) {
    const before = this.messages(key);
    const pending = before.filter((message) => message.sending || message.failed);
    const settled = before.filter((message) => !message.sending && !message.failed);
    if (settled.length >= messages.length && sameMessages(messages.length > 0 ? settled.slice(-messages.length) : settled, messages))
      return false;
    this.conversations.set(key, [...messages, ...pending]);
    return true;
  }

  /** Whether it is somebody or some group of the list. */
  knows(key) {
    return this.people.has(key) || this.groups.has(key);
  }

  messages(conversation) {
    return this.conversations.get(conversation) ?? [];
  }

  /** A message that the server tells: new, a redrawn card, or our own pending one come back. */
  accept(message) {
    const list = this.messages(message.conversation);
    const index = this.#placeOf(list, message);
    if (index < 0) {
      this.conversations.set(message.conversation, [...list, message]);
      this.#emit('conversation', { conversation: message.conversation, message });
      return;
    }
    const previousId = list[index].id;
    this.conversations.set(message.conversation, list.with(index, message));
    this.#emit('conversation', { conversation: message.conversation, message, previousId });
  }

  #placeOf(list, message) {
    const same = list.findLastIndex((one) => one.id === message.id);
    if (same >= 0 || message.from !== 'person') return same;
    return list.findIndex((one) => one.sending && one.kind === message.kind && (one.text ?? '') === (message.text ?? ''));
  }

  /** Shows at once what a person sends. @returns the temporary id. */
  addPending(conversation, part) {
    this.#pendingCount += 1;
    const id = `pending-${this.#pendingCount}`;
    this.accept({ id, conversation, at: new Date(this.now()).toISOString(), from: 'person', sending: true, ...part });
    return id;
  }

  /** The server took it and calls it `id`. */
  settle(conversation, pendingId, id) {
    const list = this.messages(conversation);
    const index = list.findIndex((message) => message.id === pendingId);
    if (index < 0) return;
    if (list.some((message) => message.id === id)) this.#remove(conversation, pendingId);
    else this.#redraw(conversation, index, { ...list[index], id });
  }

  /** It did not get there; `retry` sends it again. */
  fail(conversation, pendingId, problem, retry) {
    const index = this.messages(conversation).findIndex((message) => message.id === pendingId);
    if (index < 0) return;
    const again = () => {
      this.#remove(conversation, pendingId);
      retry();
    };
    this.#redraw(conversation, index, { ...this.messages(conversation)[index], sending: false, failed: problem, retry: again });
  }

  #redraw(conversation, index, message) {
    const list = this.messages(conversation);
    const previousId = list[index].id;
    this.conversations.set(conversation, list.with(index, message));
    this.#emit('conversation', { conversation, message, previousId });
  }

  #remove(conversation, id) {
    this.conversations.set(
      conversation,
      this.messages(conversation).filter((message) => message.id !== id),
    );
    this.#emit('removed', { conversation, id });
  }

  /** The product's time in milliseconds: standing still when virtual, running with the browser's own clock otherwise. */
  now() {
    const told = Date.parse(this.clock.now);
    return this.clock.mode === 'virtual' ? told : told + (Date.now() - this.#clockReadAt);
  }

  setNow(now) {
    this.#setClock({ ...this.clock, now });
    this.#emit('clock', {});
  }

  #setClock(clock) {
    this.clock = clock;
    this.#clockReadAt = Date.now();
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The server tells the last ones only; those from before stay where they are. */
function sameMessages(ours, theirs) {
  return JSON.stringify(ours) === JSON.stringify(theirs);
}

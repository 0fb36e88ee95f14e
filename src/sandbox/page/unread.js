/** Remembers, in this browser, how far each conversation has been read, and counts what came after. */

const KEY = 'sandbox.read';

export class Unread {
  #marks = readMarks();
  #store;

  constructor(store) {
    this.#store = store;
  }

  /** How many messages of the bot came after the last one that was seen. */
  count(conversation) {
    const messages = this.#store.messages(conversation);
    const mark = this.#marks[conversation];
    const seen = mark ? messages.findLastIndex((message) => message.id === mark.id) : -1;
    const later = seen >= 0 ? messages.slice(seen + 1) : messages.filter((message) => !mark || message.at > mark.at);
    return later.filter((message) => message.from === 'bot').length;
  }

  total() {
    let sum = 0;
    for (const conversation of this.#store.conversations.keys()) if (this.#store.knows(conversation)) sum += this.count(conversation);
    return sum;
  }

  /** Everything in it has been seen. @returns whether that changes anything. */
  markRead(conversation) {
    const last = this.#store.messages(conversation).findLast((message) => !message.sending && !message.failed);
    if (!last || this.#marks[conversation]?.id === last.id) return false;
    this.#marks[conversation] = { id: last.id, at: last.at };
    remember(this.#marks);
    return true;
  }
}

function readMarks() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

function remember(marks) {
  try {
    localStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // A browser that keeps nothing forgets the marks on reload; that is all.
  }
}

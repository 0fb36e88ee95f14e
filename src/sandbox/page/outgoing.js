import * as api from './api.js';
import { readyToSend } from './pictures.js';

/** Sends what one person says, in the order in which it was said; each message stands in the conversation at once. */
export class Outgoing {
  #account;
  #store;
  #queue = Promise.resolve();

  constructor(account, store) {
    this.#account = account;
    this.#store = store;
  }

  text(text) {
    this.#post({ kind: 'text', text }, () => api.say(this.#account, { kind: 'text', text }));
  }

  place(place) {
    const { label, latitude, longitude } = place;
    this.#post({ kind: 'location', location: { label, latitude, longitude } }, () => api.say(this.#account, place));
  }

  /** @param {Blob} file */
  photo(file, name) {
    const send = async () => api.sendPhoto(this.#account, await readyToSend(file), name);
    this.#post({ kind: 'image', imageUrl: URL.createObjectURL(file) }, send);
  }

  voice(blob) {
    this.#post({ kind: 'voice' }, () => api.sendVoice(this.#account, blob));
  }

  /** A press, a menu entry, the opening of the conversation: nothing to show. @returns the call. */
  signal(what) {
    return api.say(this.#account, what);
  }

  #post(part, send) {
    const pending = this.#store.addPending(this.#account, part);
    this.#queue = this.#queue.then(async () => {
      try {
        const { id } = (await send()) ?? {};
        if (id) this.#store.settle(this.#account, pending, id);
      } catch (problem) {
        this.#store.fail(this.#account, pending, problem.message, () => this.#post(part, send));
      }
    });
  }
}

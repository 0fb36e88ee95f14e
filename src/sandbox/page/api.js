/** The calls of this page. All throw `CallError` on anything but success. */

/** `status` is 0 where the server could not be reached. */
export class CallError extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'CallError';
    this.status = status;
  }
}

async function call(path, init = {}) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new CallError(0, '连不上服务器');
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new CallError(response.status, problemOf(body) ?? `服务器答复 ${response.status}`);
  return body;
}

function problemOf(body) {
  const words = body?.message ?? body?.error?.message ?? body?.error;
  return typeof words === 'string' && words !== '' ? words : null;
}

const postJson = (path, body, headers = {}) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

export const getState = () => call('/sandbox/api/state');

/** A text, a position, a pressed button, a menu entry or the opening of the conversation. @returns {Promise<{id: string}>} */
export const say = (account, what) => postJson('/sandbox/api/messages', { account, ...what });

/** @param {Blob} blob @returns {Promise<{id: string}>} */
export function sendPhoto(account, blob, name) {
  const query = new URLSearchParams({ account, name });
  return call(`/sandbox/api/photos?${query}`, { method: 'POST', headers: { 'content-type': blob.type || 'image/jpeg' }, body: blob });
}

/** @param {Blob} blob @returns {Promise<{id: string}>} */
export function sendVoice(account, blob) {
  const query = new URLSearchParams({ account });
  return call(`/sandbox/api/voices?${query}`, { method: 'POST', headers: { 'content-type': blob.type }, body: blob });
}

/** Moves the virtual clock. @returns {Promise<{now: string, handled: number, sent: number, waiting: number}>} */
export function moveClock(now, token) {
  return postJson('/sandbox/clock', { now }, token ? { authorization: `Bearer ${token}` } : {});
}

/**
 * The stream of events. The browser reconnects and resumes by itself after a dropped line; where the server refused (it is
 * starting, say) we try again ourselves. After every opening the whole state is read once, so that nothing is missed.
 */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;
const KINDS = ['message', 'update', 'clock', 'delivery'];

/** @param handlers {{ onEvent(kind: string, data: object): void, onOpen(): void, onLost(): void }} */
export function listen(handlers) {
  let pause = FIRST_PAUSE;

  const open = () => {
    const source = new EventSource('/sandbox/api/events');
    source.addEventListener('open', () => {
      pause = FIRST_PAUSE;
      handlers.onOpen();
    });
    source.addEventListener('error', () => {
      handlers.onLost();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => handlers.onEvent(kind, JSON.parse(event.data)));
  };
  open();
}

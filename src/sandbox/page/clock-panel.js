import { CallError, moveClock } from './api.js';
import { clockTime, DAY, fromField, HOUR, isoShanghai, nextMorning, toField } from './time.js';

/** The clock in the head and its fast forward; shown only where the clock is virtual. */

const TOKEN_KEY = 'sandbox.token';
const STEPS = { hour: (now) => now + HOUR, morning: nextMorning, day: (now) => now + DAY, week: (now) => now + 7 * DAY };

/** @param parts {{ store: Store, bar: HTMLElement, panel: HTMLDialogElement, tokenDialog: HTMLDialogElement }} */
export function clockPanel({ store, bar, panel, tokenDialog }) {
  const result = panel.querySelector('[data-part=result]');
  const field = panel.querySelector('input[type=datetime-local]');
  const opener = bar.querySelector('button');
  let busy = false;

  function draw() {
    bar.hidden = store.clock.mode !== 'virtual';
    const { date, weekday, clock } = clockTime(store.now());
    bar.querySelector('[data-part=date]').textContent = `${date} ${weekday}`;
    bar.querySelector('[data-part=time]').textContent = clock;
    field.min = toField(store.now());
    if (document.activeElement !== field) field.value = toField(store.now());
  }

  async function forward(to) {
    if (busy || !Number.isFinite(to)) return;
    setBusy(true);
    say('正在快进，到期的提醒和检查都会照做…');
    try {
      const answer = await withToken((token) => moveClock(isoShanghai(to), token));
      if (answer) store.setNow(answer.now);
      say(answer ? summary(answer) : '');
    } catch (problem) {
      say(problem.status === 409 ? '时间只能往前走。' : `没走成：${problem.message}`);
    }
    setBusy(false);
  }

  function setBusy(value) {
    busy = value;
    panel.setAttribute('aria-busy', String(value));
    for (const button of panel.querySelectorAll('button[data-go], form button')) button.disabled = value;
  }

  function say(text) {
    result.textContent = text;
  }

  async function withToken(call) {
    const kept = sessionStorage.getItem(TOKEN_KEY);
    try {
      return await call(kept);
    } catch (problem) {
      if (!(problem instanceof CallError) || problem.status !== 401) throw problem;
      const token = await askToken(tokenDialog, kept !== null);
      if (!token) return null;
      sessionStorage.setItem(TOKEN_KEY, token);
      return withToken(call);
    }
  }

  opener.addEventListener('click', () => {
    if (panel.open) panel.close();
    else panel.show();
    opener.setAttribute('aria-expanded', String(panel.open));
  });
  panel.addEventListener('close', () => opener.setAttribute('aria-expanded', 'false'));
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && panel.close());
  panel.addEventListener('click', (event) => {
    const step = STEPS[event.target.closest('[data-go]')?.dataset.go];
    if (step) void forward(step(store.now()));
    if (event.target.closest('[data-close]')) panel.close();
  });
  panel.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void forward(fromField(field.value));
  });
  return { draw };
}

function summary({ now, handled, sent, waiting }) {
  const { date, weekday, clock } = clockTime(Date.parse(now));
  const rest = waiting > 0 ? `，${waiting} 条等着再发` : '';
  return `现在是${date} ${weekday} ${clock}。办了 ${handled} 件到期的事，发出 ${sent} 条消息${rest}。`;
}

/** @returns {Promise<string | null>} what was typed, or null when it was closed. */
function askToken(dialog, again) {
  const input = dialog.querySelector('input');
  dialog.querySelector('[data-part=why]').textContent = again ? '口令不对，请再输一次。' : '这个服务器设了 API_TOKEN，动时间要先输入它。';
  input.value = '';
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    const settle = () => resolve(dialog.returnValue === 'ok' && input.value.trim() !== '' ? input.value.trim() : null);
    dialog.addEventListener('close', settle, { once: true });
  });
}

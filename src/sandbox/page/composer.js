import { el, icon } from './dom.js';
import { dropUp } from './drop-up.js';
import { picturesOf } from './pictures.js';
import { phrasesFor, samplePhotos, samplePlace, sampleVoice } from './samples.js';

/** The lower part of a window: quick phrases, tools, waiting photos, and the field. */

const TALLEST = 140;

/**
 * @param context {{ person: object, outgoing: Outgoing, menu(): object[], stamp(): string, onSignal(call: Promise<unknown>): void }}
 * @returns {{ element: HTMLElement, focus(): void, addPhotos(files: File[]): void }}
 */
export function composer(context) {
  const { person, outgoing } = context;
  let waiting = [];

  const field = el('textarea', {
    rows: 1,
    'aria-label': `以${person.name}的身份说话`,
    placeholder: `以${person.name}的身份说…`,
    enterkeyhint: 'send',
    dataset: { testid: 'field' },
  });
  const tray = el('div', { class: 'tray', hidden: true, role: 'list', 'aria-label': '待发送的照片' });
  const sendButton = el('button', { type: 'submit', class: 'send', 'aria-label': '发送', dataset: { testid: 'send' } }, icon('send'));

  function grow() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST)}px`;
    sendButton.classList.toggle('ready', field.value.trim() !== '' || waiting.length > 0);
  }

  function submit(event) {
    event?.preventDefault();
    const text = field.value.trim();
    if (text !== '') outgoing.text(text);
    for (const photo of waiting) {
      URL.revokeObjectURL(photo.url);
      outgoing.photo(photo.blob, photo.name);
    }
    waiting = [];
    field.value = '';
    drawTray();
  }

  function addPhotos(files) {
    waiting = [...waiting, ...files.map((blob) => ({ blob, name: blob.name ?? '照片.jpg', url: URL.createObjectURL(blob) }))];
    drawTray();
    field.focus({ preventScroll: true });
  }

  function drawTray() {
    tray.replaceChildren(...waiting.map(trayItem));
    tray.hidden = waiting.length === 0;
    grow();
  }

  function trayItem(photo) {
    const drop = () => {
      URL.revokeObjectURL(photo.url);
      waiting = waiting.filter((one) => one !== photo);
      drawTray();
    };
    const remove = el('button', { type: 'button', 'aria-label': `不发 ${photo.name}`, onclick: drop }, icon('close'));
    return el('div', { class: 'tray-item', role: 'listitem' }, el('img', { src: photo.url, alt: photo.name }), remove);
  }

  function usePhrase(phrase) {
    const unfinished = phrase.endsWith('…');
    if (!unfinished && field.value.trim() === '') {
      field.value = phrase;
      submit();
      return;
    }
    field.value += unfinished ? phrase.slice(0, -1) : phrase;
    grow();
    field.focus();
  }

  field.addEventListener('input', grow);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    submit(event);
  });
  field.addEventListener('paste', (event) => {
    const pictures = picturesOf(event.clipboardData);
    if (pictures.length === 0) return;
    event.preventDefault();
    addPhotos(pictures);
  });

  const element = el(
    'form',
    { class: 'composer', onsubmit: submit },
    phraseRow(phrasesFor(person), usePhrase),
    toolRow(context, addPhotos),
    tray,
    el('div', { class: 'field-row' }, field, sendButton),
  );
  return { element, addPhotos, focus: () => field.focus({ preventScroll: true }) };
}

function phraseRow(phrases, use) {
  const chips = phrases.map((phrase) => el('button', { type: 'button', class: 'chip', onclick: () => use(phrase) }, phrase));
  return el('div', { class: 'phrases', role: 'group', 'aria-label': '常用语' }, ...chips);
}

function toolRow(context, addPhotos) {
  const { outgoing, person } = context;
  return el(
    'div',
    { class: 'tools', role: 'group', 'aria-label': '工具' },
    dropUp({ label: '菜单', iconName: 'menu', testId: 'menu' }, () => menuEntries(context)),
    photoButton(addPhotos),
    dropUp({ label: '示例图', iconName: 'sample', testId: 'sample-photo' }, () => sampleEntries(context, addPhotos)),
    tool('位置', 'pin', () => outgoing.place(samplePlace(person))),
    tool('语音', 'mic', () => outgoing.voice(sampleVoice())),
  );
}

function tool(label, iconName, onclick) {
  return el('button', { type: 'button', class: 'tool', title: `发一条示例${label}`, onclick }, icon(iconName), el('span', {}, label));
}

function photoButton(addPhotos) {
  const input = el('input', { type: 'file', accept: 'image/*', multiple: true, class: 'vh', tabindex: -1, 'aria-hidden': 'true' });
  input.addEventListener('change', () => {
    addPhotos([...input.files]);
    input.value = '';
  });
  const button = el(
    'button',
    { type: 'button', class: 'tool', title: '也可以粘贴或拖进来', onclick: () => input.click() },
    icon('photo'),
    el('span', {}, '照片'),
  );
  return el('div', { class: 'drop' }, button, input);
}

function sampleEntries({ stamp }, addPhotos) {
  return samplePhotos.map((sample) => ({
    label: sample.name,
    onChoose: async () => addPhotos([new File([await sample.take(stamp())], `${sample.name}.jpg`, { type: 'image/jpeg' })]),
  }));
}

function menuEntries({ menu, outgoing, onSignal }) {
  const entry = ({ name, key }) => ({ label: name, onChoose: () => onSignal(outgoing.signal({ kind: 'menu', key })) });
  const entries = menu().flatMap((item) => {
    const children = item.children ?? item.sub_button ?? [];
    return children.length > 0
      ? [{ heading: item.name }, ...children.filter((child) => child.key).map(entry)]
      : item.key
        ? [entry(item)]
        : [];
  });
  return entries.length > 0 ? entries : [{ heading: '应用没有设菜单' }];
}

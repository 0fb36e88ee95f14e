import { el, hidden, icon, link, linkAddress, pictureAddress } from './dom.js';

/** WeCom's template cards [D90236]: all five types, by the blocks they have. */

const SOURCE_COLOURS = ['grey', 'black', 'red', 'green'];
const BUTTON_STYLES = new Set([1, 2, 3, 4]);
let fieldCount = 0;

/**
 * @param press called as press(key, selected, button); `selected` is {question_key: option ids} of the card's choices.
 * @returns {HTMLElement}
 */
export function cardView(card, press) {
  const root = el('div', { class: 'card', dataset: { testid: 'card', cardType: card.card_type ?? '' } });
  const pressed = (key, button) => press(key, selectedOf(root), button);
  const blocks = [
    sourceView(card, pressed),
    titleView(card),
    emphasisView(card.emphasis_content),
    pictureView(card.card_image),
    imageTextView(card.image_text_area),
    quoteView(card.quote_area),
    card.sub_title_text ? el('p', { class: 'card-text' }, card.sub_title_text) : null,
    horizontalView(card.horizontal_content_list),
    verticalView(card.vertical_content_list),
    selectView(card.button_selection),
    ...(card.select_list ?? []).map(selectView),
    checkboxView(card.checkbox),
    buttonsView(card, pressed),
    jumpView(card.jump_list),
  ];
  root.append(...blocks.filter((block) => block !== null));
  return root;
}

/** A grey, dead button says how it ended; it takes the place of all buttons. */
function outcomeOf(card) {
  return card.replace_text || card.button?.replace_name || card.replace_name || null;
}

function sourceView({ source, action_menu: menu }, press) {
  if (!source?.desc && !menu) return null;
  const image = pictureAddress(source?.icon_url);
  const colour = SOURCE_COLOURS[source?.desc_color ?? 0] ?? 'grey';
  return el(
    'div',
    { class: 'card-source' },
    image ? el('img', { src: image, alt: '', width: 16, height: 16 }) : null,
    el('span', { class: `source-${colour}` }, source?.desc ?? ''),
    menu ? menuView(menu, press) : null,
  );
}

function menuView(menu, press) {
  const items = (menu.action_list ?? []).map((item) =>
    el('button', { type: 'button', onclick: (event) => press(item.key, event.currentTarget) }, item.text),
  );
  const name = menu.desc || '更多';
  return el('details', { class: 'card-menu' }, el('summary', { title: name }, icon('more'), hidden(name)), el('div', {}, ...items));
}

function titleView({ main_title: title, card_action: action }) {
  if (!title?.title && !title?.desc) return null;
  const text = title.title ?? '';
  const drawn = action?.type === 1 && linkAddress(action.url) ? link(text, action.url, 'card-link') : text;
  return el(
    'div',
    {},
    text ? el('h3', { class: 'card-title' }, drawn) : null,
    title.desc ? el('p', { class: 'card-desc' }, title.desc) : null,
  );
}

function emphasisView(emphasis) {
  if (!emphasis?.title && !emphasis?.desc) return null;
  return el(
    'div',
    { class: 'card-emphasis' },
    emphasis.title ? el('strong', {}, emphasis.title) : null,
    emphasis.desc ? el('span', {}, emphasis.desc) : null,
  );
}

function pictureView(picture) {
  const src = pictureAddress(picture?.url);
  return src ? el('img', { class: 'card-picture', src, alt: '卡片图片', loading: 'lazy', dataset: { zoom: src } }) : null;
}

function imageTextView(area) {
  if (!area) return null;
  const src = pictureAddress(area.image_url);
  return el(
    'div',
    { class: 'card-image-text' },
    src ? el('img', { src, alt: '', loading: 'lazy', dataset: { zoom: src } }) : null,
    el(
      'div',
      {},
      area.title ? el('strong', {}, area.type === 1 ? link(area.title, area.url) : area.title) : null,
      area.desc ? el('p', {}, area.desc) : null,
    ),
  );
}

function quoteView(quote) {
  if (!quote?.title && !quote?.quote_text) return null;
  return el(
    'blockquote',
    { class: 'card-quote' },
    quote.title ? el('strong', {}, quote.type === 1 ? link(quote.title, quote.url) : quote.title) : null,
    quote.quote_text ? el('p', {}, quote.quote_text) : null,
  );
}

function horizontalView(rows) {
  if (!rows?.length) return null;
  const drawn = rows.map((row) => {
    const value = row.value ?? '';
    return el('div', {}, el('dt', {}, row.keyname ?? ''), el('dd', {}, row.type === 1 ? link(value, row.url) : value));
  });
  return el('dl', { class: 'card-rows' }, ...drawn);
}

function verticalView(rows) {
  if (!rows?.length) return null;
  const drawn = rows.map((row) => el('li', {}, el('strong', {}, row.title ?? ''), row.desc ? el('p', {}, row.desc) : null));
  return el('ul', { class: 'card-points' }, ...drawn);
}

function selectView(question) {
  if (!question) return null;
  fieldCount += 1;
  const id = `choice-${fieldCount}`;
  const options = (question.option_list ?? []).map((option) =>
    el('option', { value: option.id, selected: option.id === question.selected_id }, option.text),
  );
  return el(
    'div',
    { class: 'card-select' },
    el('label', { for: id }, question.title || '请选择'),
    el('select', { id, disabled: question.disable, dataset: { question: question.question_key } }, ...options),
  );
}

function checkboxView(box) {
  if (!box) return null;
  fieldCount += 1;
  const name = `vote-${fieldCount}`;
  const type = box.mode === 1 ? 'checkbox' : 'radio';
  const options = (box.option_list ?? []).map((option) =>
    el(
      'label',
      {},
      el('input', { type, name, value: option.id, checked: option.is_checked, disabled: box.disable }),
      el('span', {}, option.text),
    ),
  );
  const legend = el('legend', { class: 'vh' }, box.mode === 1 ? '可选多项' : '选一项');
  return el('fieldset', { class: 'card-vote', dataset: { question: box.question_key } }, legend, ...options);
}

function buttonsView(card, press) {
  const outcome = outcomeOf(card);
  if (outcome)
    return el('div', { class: 'card-buttons' }, el('button', { type: 'button', class: 'card-outcome', disabled: true }, outcome));
  const buttons = (card.button_list ?? []).map((button) => buttonView(button, press));
  if (card.submit_button) buttons.push(buttonView({ style: 1, text: '提交', ...card.submit_button }, press));
  return buttons.length > 0 ? el('div', { class: 'card-buttons', dataset: { count: buttons.length } }, ...buttons) : null;
}

function buttonView(button, press) {
  const style = BUTTON_STYLES.has(button.style) ? button.style : 1;
  const className = `card-button style-${style}`;
  if (button.type === 1) return link(button.text, button.url, className);
  return el('button', { type: 'button', class: className, onclick: (event) => press(button.key, event.currentTarget) }, button.text);
}

function jumpView(list) {
  if (!list?.length) return null;
  const rows = list.map((jump) =>
    el('li', {}, linkAddress(jump.url) ? link(jump.title, jump.url, 'jump') : el('span', { class: 'jump' }, jump.title ?? '')),
  );
  return el('ul', { class: 'card-jumps' }, ...rows);
}

function selectedOf(root) {
  const lists = [...root.querySelectorAll('select[data-question]')].map((select) => [
    select.dataset.question,
    select.value ? [select.value] : [],
  ]);
  const votes = [...root.querySelectorAll('fieldset[data-question]')].map((box) => [
    box.dataset.question,
    [...box.querySelectorAll('input:checked')].map((input) => input.value),
  ]);
  return Object.fromEntries([...lists, ...votes]);
}

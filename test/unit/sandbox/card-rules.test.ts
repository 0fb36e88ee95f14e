import { describe, expect, it } from 'vitest';
import { isUpdatable, judgeCard, pressableKeys } from '../../../src/sandbox/wecom/card-rules.ts';
import type { JsonObject } from '../../../src/sandbox/wecom/json.ts';

const buttons = (count: number) => Array.from({ length: count }, (_, index) => ({ text: `按钮${index}`, key: `k${index}` }));
const interaction = (more: JsonObject = {}): JsonObject => ({
  card_type: 'button_interaction',
  main_title: { title: '隐患待审批' },
  task_id: 'hz-1@2',
  button_list: buttons(2),
  ...more,
});
const notice = (more: JsonObject = {}): JsonObject => ({
  card_type: 'text_notice',
  main_title: { title: '已办结' },
  card_action: { type: 1, url: 'https://x.example/' },
  ...more,
});
const news = (more: JsonObject = {}): JsonObject =>
  notice({ card_type: 'news_notice', card_image: { url: 'https://x.example/1.png' }, ...more });
const select = (key: string) => ({ question_key: key, option_list: [{ id: 'a', text: '甲' }] });
const fields = (count: number) => Array.from({ length: count }, () => ({ keyname: '等级', value: '重大' }));

describe('card rules', () => {
  it.each<[string, JsonObject]>([
    ['buttons', interaction()],
    ['six buttons', interaction({ button_list: buttons(6) })],
    ['a button that opens a page', interaction({ button_list: [{ text: '详情', type: 1, url: 'https://x.example/' }] })],
    ['six fields', interaction({ horizontal_content_list: fields(6) })],
    ['a selection', interaction({ button_selection: select('level') })],
    ['a text notice', notice()],
    ['a text notice with words instead of a title', notice({ main_title: {}, sub_title_text: '说明' })],
    ['a text notice with a menu', notice({ task_id: 't', action_menu: { desc: '更多', action_list: [{ text: '忽略', key: 'x' }] } })],
    ['a news notice', news()],
    [
      'a vote',
      { card_type: 'vote_interaction', main_title: { title: '投' }, task_id: 't', checkbox: select('q'), submit_button: { key: 's' } },
    ],
    [
      'several questions',
      {
        card_type: 'multiple_interaction',
        main_title: { title: '填' },
        task_id: 't',
        select_list: [select('a')],
        submit_button: { key: 's' },
      },
    ],
  ])('allows %s', (_name, card) => {
    expect(judgeCard(card, 'app')).toBeNull();
  });

  it.each<[string, number, JsonObject]>([
    ['an unknown card type', 42031, interaction({ card_type: 'poster' })],
    ['no title', 42033, interaction({ main_title: { title: ' ' } })],
    ['no task_id', 42014, interaction({ task_id: undefined })],
    ['a task_id with a colon', 42014, interaction({ task_id: 'hz:1' })],
    ['a task_id with Chinese characters', 42014, interaction({ task_id: '隐患1' })],
    ['a task_id of 129 bytes', 42014, interaction({ task_id: 'x'.repeat(129) })],
    ['a menu without task_id', 42014, notice({ action_menu: { action_list: [{ text: 'a', key: 'b' }] } })],
    ['no buttons', 42037, interaction({ button_list: [] })],
    ['seven buttons', 42037, interaction({ button_list: buttons(7) })],
    ['a button without words', 42038, interaction({ button_list: [{ text: '', key: 'a' }] })],
    ['a button without key', 42039, interaction({ button_list: [{ text: '同意' }] })],
    ['a key of 1025 bytes', 42039, interaction({ button_list: [{ text: '同意', key: 'k'.repeat(1025) }] })],
    ['two buttons with one key', 42051, interaction({ button_list: [...buttons(1), ...buttons(1)] })],
    ['a page button without a scheme', 42028, interaction({ button_list: [{ text: '详情', type: 1, url: 'x.example' }] })],
    ['an unknown button style', 40058, interaction({ button_list: [{ text: '同意', key: 'a', style: 5 }] })],
    ['seven fields', 42035, interaction({ horizontal_content_list: fields(7) })],
    ['a field without a name', 42027, interaction({ horizontal_content_list: [{ value: '重大' }] })],
    ['a link field without URL', 42028, interaction({ horizontal_content_list: [{ keyname: 'a', type: 1 }] })],
    ['a file field without media', 42029, interaction({ horizontal_content_list: [{ keyname: 'a', type: 2 }] })],
    ['a member field without userid', 42050, interaction({ horizontal_content_list: [{ keyname: 'a', type: 3 }] })],
    ['four jumps', 42036, notice({ jump_list: Array.from({ length: 4 }, () => ({ title: 'a', type: 0 })) })],
    ['a jump without title', 42042, notice({ jump_list: [{ type: 0 }] })],
    ['five vertical entries', 42037, news({ vertical_content_list: Array.from({ length: 5 }, () => ({ title: 'a' })) })],
    ['a notice that leads nowhere', 42045, notice({ card_action: undefined })],
    ['a notice with a broken address', 42028, notice({ card_action: { type: 1, url: 'nowhere' } })],
    ['a mini-program without id', 42030, notice({ card_action: { type: 2 } })],
    ['a news notice without picture', 42044, news({ card_image: undefined })],
    ['four menu entries', 42037, notice({ task_id: 't', action_menu: { action_list: buttons(4) } })],
    ['a selection without key', 42043, interaction({ button_selection: { option_list: [{ id: 'a', text: 'a' }] } })],
    ['a selection without options', 42040, interaction({ button_selection: { question_key: 'q', option_list: [] } })],
    ['an option without words', 42041, interaction({ button_selection: { question_key: 'q', option_list: [{ id: 'a' }] } })],
    ['questions without a button', 42046, { ...interaction(), card_type: 'multiple_interaction', select_list: [select('a')] }],
    ['no questions', 42047, { ...interaction(), card_type: 'multiple_interaction', select_list: [] }],
  ])('refuses %s with %i', (_name, errcode, card) => {
    expect(judgeCard(card, 'app')).toMatchObject({ errcode });
  });

  it('lets a redrawn card go without task_id, not without buttons', () => {
    expect(judgeCard(interaction({ task_id: undefined }), 'update')).toBeNull();
    expect(judgeCard(interaction({ button_list: [], replace_text: '已同意' }), 'update')).toMatchObject({ errcode: 42037 });
  });

  it('has nothing left to press once a grey text stands in place of the buttons', () => {
    expect(pressableKeys(interaction({ replace_text: '已同意' }))).toEqual([]);
    const menu = { action_list: [{ text: '忽略', key: 'skip' }] };
    expect(pressableKeys(interaction({ replace_text: '已同意', action_menu: menu }))).toEqual(['skip']);
  });

  it('allows no buttons in a group', () => {
    expect(judgeCard(interaction(), 'webhook')).toMatchObject({ errcode: 42031 });
    expect(judgeCard(notice(), 'webhook')).toBeNull();
  });

  it('knows which cards can be redrawn and what can be pressed', () => {
    expect(isUpdatable(interaction())).toBe(true);
    expect(isUpdatable(notice())).toBe(false);
    expect(
      pressableKeys(interaction({ button_list: [...buttons(1), { text: '详情', type: 1, url: 'https://x.example/', key: 'no' }] })),
    ).toEqual(['k0']);
  });
});

import { describe, expect, it } from 'vitest';
import { CREDENTIALS, cardTo, connect, createTestClock, startApp, startPlatform, textTo } from './platform.ts';

const closed = { card_type: 'text_notice', main_title: { title: '已同意' }, card_action: { type: 1, url: 'https://x.example/' } };
const redraw = (code: unknown, more: object) => ({ agentid: CREDENTIALS.agentId, response_code: code, ...more });

const sendCard = async () => {
  const clock = createTestClock();
  const platform = await startPlatform({ now: clock.now });
  const client = await connect(platform);
  const answer = await client.post('message/send', cardTo('LiLaoShi|WangZhuRen', 'hz-1@1'));
  return { clock, platform, client, code: answer.response_code, msgid: answer.msgid };
};

describe('update_template_card', () => {
  it('redraws the card in every recipient’s window, once', async () => {
    const { platform, client, code } = await sendCard();
    const body = redraw(code, { atall: 1, template_card: closed });
    expect(await client.post('message/update_template_card', body)).toEqual({ errcode: 0, errmsg: 'ok', invaliduser: [] });
    for (const account of ['LiLaoShi', 'WangZhuRen']) {
      expect(platform.window(account)).toMatchObject([{ kind: 'card', card: closed, updated: '2026-11-23T00:00:00.000Z' }]);
    }
    expect(platform.sent.at(-1)).toMatchObject({ via: 'update', to: ['LiLaoShi', 'WangZhuRen'], taskId: 'hz-1@1' });
    expect(await client.post('message/update_template_card', body)).toMatchObject({ errcode: 60140 });
  });

  it('greys the buttons out for those who are named, and lists who never got the card', async () => {
    const { platform, client, code } = await sendCard();
    const body = redraw(code, { userids: ['wangzhuren', 'Stranger'], button: { replace_name: '已同意' } });
    expect(await client.post('message/update_template_card', body)).toMatchObject({ errcode: 0, invaliduser: ['stranger'] });
    expect(platform.window('WangZhuRen')[0]?.card).toMatchObject({ replace_text: '已同意', main_title: { title: '隐患待审批' } });
    expect(platform.window('WangZhuRen')[0]?.card).not.toHaveProperty('button_list');
    expect(platform.window('LiLaoShi')[0]?.card).toHaveProperty('button_list');
  });

  it('refuses a code after 72 hours', async () => {
    const { clock, client, code } = await sendCard();
    clock.pass(72 * 3600);
    const body = redraw(code, { atall: 1, template_card: closed });
    expect(await client.post('message/update_template_card', body)).toMatchObject({ errcode: 60140 });
  });

  it('keeps the code when it refuses for another reason', async () => {
    const { client, code } = await sendCard();
    const post = (more: object) => client.post('message/update_template_card', redraw(code, more));
    expect(await post({ template_card: closed })).toMatchObject({ errcode: 82101 });
    expect(await post({ userids: ['Stranger'], template_card: closed })).toMatchObject({ errcode: 82102 });
    expect(await post({ atall: 1, template_card: { ...closed, card_action: undefined } })).toMatchObject({ errcode: 42045 });
    expect(await post({ atall: 1 })).toMatchObject({ errcode: 40058 });
    expect(await post({ atall: 1, template_card: closed, agentid: '7' })).toMatchObject({ errcode: 40056 });
    expect(await post({ atall: 1, template_card: closed })).toMatchObject({ errcode: 0 });
  });

  it('gives no code for what cannot be redrawn', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    expect(await client.post('message/send', textTo('LiLaoShi', 'x'))).not.toHaveProperty('response_code');
    const notice = { ...cardTo('LiLaoShi', 'x'), template_card: closed };
    expect(await client.post('message/send', notice)).not.toHaveProperty('response_code');
  });
});

describe('pressing a button', () => {
  it('delivers the key with a fresh code that redraws the card for all', async () => {
    const app = await startApp();
    const { platform, client, code } = await sendCard();
    platform.setCallbackUrl(app.url);
    const messageId = platform.window('WangZhuRen')[0]?.id ?? '';
    const record = await platform.press('WangZhuRen', messageId, 'yes');
    expect(record.outcome).toBe('accepted');
    expect(record.xml).toContain('<EventKey><![CDATA[yes]]></EventKey><TaskId><![CDATA[hz-1@1]]></TaskId>');
    const fresh = /<ResponseCode><!\[CDATA\[(.+?)\]\]>/.exec(record.xml)?.[1];
    expect(fresh).not.toBe(code);
    const body = redraw(fresh, { atall: 1, template_card: closed });
    expect(await client.post('message/update_template_card', body)).toMatchObject({ errcode: 0 });
    expect(platform.window('LiLaoShi')[0]?.card).toMatchObject(closed);
    expect(platform.window('WangZhuRen').at(-1)).toMatchObject({ from: 'person', kind: 'event', text: '同意' });
  });

  it('is possible only for what the card shows, unless the client is behind', async () => {
    const app = await startApp();
    const { platform, client, code } = await sendCard();
    platform.setCallbackUrl(app.url);
    const messageId = platform.window('WangZhuRen')[0]?.id ?? '';
    await client.post('message/update_template_card', redraw(code, { atall: 1, template_card: closed }));
    await expect(platform.press('WangZhuRen', messageId, 'yes')).rejects.toThrow('no-such-button');
    await expect(platform.press('LiLaoShi', messageId, 'yes')).rejects.toThrow('unknown-message');
    expect((await platform.press('WangZhuRen', messageId, 'yes', { stale: true })).outcome).toBe('accepted');
    expect(app.received).toHaveLength(1);
  });
});

describe('message/recall', () => {
  it('takes the message out of the windows within a day', async () => {
    const { clock, platform, client, msgid } = await sendCard();
    expect(await client.post('message/recall', { msgid: 'none' })).toMatchObject({ errcode: 40058 });
    expect(await client.post('message/recall', { msgid })).toMatchObject({ errcode: 0 });
    expect(platform.window('LiLaoShi')).toMatchObject([{ kind: 'event', text: '消息已撤回' }]);
    clock.pass(24 * 3600 + 1);
    expect(await client.post('message/recall', { msgid })).toMatchObject({ errcode: 42052 });
  });
});

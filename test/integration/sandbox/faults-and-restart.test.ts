import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREDENTIALS, cardTo, connect, createTestClock, JPEG, startApp, startPlatform, textTo } from './platform.ts';

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lookalike-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

describe('injected faults', () => {
  const start = async () => {
    const platform = await startPlatform();
    const { token } = await connect(platform);
    const url = `${platform.url}/cgi-bin/message/send?access_token=${token}`;
    const send = (signal?: AbortSignal) => fetch(url, { method: 'POST', body: JSON.stringify(textTo('LiLaoShi', 'x')), signal });
    return { platform, send };
  };

  it('hit as many calls as asked, then everything is well', async () => {
    const { platform, send } = await start();
    platform.fail('message/send', 'http-502', 2);
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([502, 502, 200]);
    expect(platform.sent).toHaveLength(1);
  });

  it('answer a page or a refusal instead', async () => {
    const { platform, send } = await start();
    platform.fail('cgi-bin/message/send', 'not-json');
    platform.fail('message/send', { errcode: -1 });
    expect(await (await send()).text()).toContain('<html>');
    expect(await (await send()).json()).toMatchObject({ errcode: -1 });
    expect(platform.sent).toEqual([]);
  });

  it('break the connection before or after the message is accepted', async () => {
    const { platform, send } = await start();
    platform.fail('message/send', 'reset-before');
    await expect(send()).rejects.toThrow();
    expect(platform.window('LiLaoShi')).toHaveLength(0);
    platform.fail('message/send', 'reset-after-accepting');
    await expect(send()).rejects.toThrow();
    expect(platform.window('LiLaoShi')).toHaveLength(1);
  });

  it('hang until the caller loses patience', async () => {
    const { platform, send } = await start();
    platform.fail('message/send', 'hang');
    await expect(send(AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
    platform.fail('gettoken', 'hang');
    platform.healFaults();
    expect((await send()).status).toBe(200);
    await connect(platform);
  });

  it('slow a call down without harming it', async () => {
    const { platform, send } = await start();
    platform.fail('message/send', { delayMs: 1 });
    expect(await (await send()).json()).toMatchObject({ errcode: 0 });
  });
});

describe('a restart', () => {
  it('keeps windows, files, card codes, the menu and the memory for duplicates', async () => {
    const stateDir = await newFolder();
    const clock = createTestClock();
    const app = await startApp();
    const before = await startPlatform({ stateDir, now: clock.now, callbackUrl: app.url });
    const client = await connect(before);
    await before.sendImage('Stranger', JPEG);
    const duplicate = textTo('LiLaoShi', '一次', { enable_duplicate_check: 1 });
    await client.post('message/send', duplicate);
    const { response_code } = await client.post('message/send', cardTo('LiLaoShi', 't1'));
    const menu = [{ name: '待办', type: 'click', key: 'todo' }];
    await client.post('menu/create', { button: menu }, { agentid: String(CREDENTIALS.agentId) });
    const windows = before.windows();
    await before.close();
    await appendFile(join(stateDir, 'wecom.jsonl'), '{"op":"message","mess'); // killed while writing

    const after = await startPlatform({ stateDir, now: clock.now });
    expect(after.windows()).toEqual(windows);
    expect(after.menu()).toEqual(menu);
    const mediaId = windows.Stranger?.[0]?.imageUrl?.split('/').at(-1) ?? '';
    expect(after.media(mediaId)?.bytes.equals(JPEG)).toBe(true);
    const again = await connect(after);
    expect(await again.post('message/send', textTo('stranger', '欢迎回来'))).toMatchObject({ errcode: 0 });
    await again.post('message/send', duplicate);
    expect(after.sent.at(-1)).toMatchObject({ duplicate: true });
    expect(await again.post('message/send', cardTo('LiLaoShi', 't1'))).toMatchObject({ errcode: 42014 });
    const body = { agentid: CREDENTIALS.agentId, response_code, atall: 1, button: { replace_name: '已办' } };
    expect(await again.post('message/update_template_card', body)).toMatchObject({ errcode: 0 });
    expect(after.window('LiLaoShi').at(-1)?.card).toMatchObject({ replace_text: '已办' });
  });
});

describe('waiting for a message', () => {
  it('finds what came before and what comes later, and tells what came instead', async () => {
    const platform = await startPlatform();
    const client = await connect(platform);
    await client.post('message/send', textTo('LiLaoShi', '先'));
    expect(await platform.waitFor((record) => record.text === '先')).toMatchObject({ to: ['LiLaoShi'] });
    const later = platform.waitFor((record) => record.text === '后');
    await client.post('message/send', textTo('LiLaoShi', '后'));
    expect(await later).toMatchObject({ text: '后' });
    await expect(platform.waitFor((record) => record.text === '没有', 20)).rejects.toThrow('先');
  });
});

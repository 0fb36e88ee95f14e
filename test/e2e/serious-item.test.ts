import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { addSamplePhoto, chatPage, fromBot, PATIENCE, pictures, say, tells } from './support/chat-page.ts';

// 向阳小学: a teacher, whoever keeps the building, the safety officer, the head; the bureau's officer.
const [TEACHER, KEEPER, OFFICER, DEPUTY, HEAD, BUREAU] = [
  'tangxiaoyue',
  'hejianshe',
  'leiming',
  'xueping',
  'cenliqun',
  'hanyumei',
] as const;

let browser: Browser | null = null;
let product: Product;
let page: Page;
const { windowOf, openPage, readState } = chatPage(
  () => page,
  () => product.url,
);

beforeAll(async () => {
  browser = await launchBrowser();
  if (!browser) return;
  product = await startProduct({ sandbox: true, clock: '2026-11-24T09:00:00+08:00' });
  const tab = await browser.newContext({ viewport: { width: 1500, height: 1000 }, locale: 'zh-CN', deviceScaleFactor: 1 });
  tab.setDefaultTimeout(PATIENCE);
  page = await tab.newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const picture = pictures(() => page);

const press = async (phone: Locator, label: string): Promise<void> => {
  await phone.getByTestId('card').getByRole('button', { name: label, exact: true }).last().click();
};

describe('a 重大 item in the sandbox', () => {
  it('goes through 五落实, 上报, 延期, 挂牌 and the visit on site to its end', async (context) => {
    if (!browser) return context.skip();
    await openPage(`#open=${TEACHER},${OFFICER},${KEEPER}`);
    const [teacher, officer, keeper] = [windowOf(TEACHER), windowOf(OFFICER), windowOf(KEEPER)];
    await addSamplePhoto(teacher, '楼梯扶手松了');
    const receipt = await tells(teacher, '三楼东侧楼梯扶手松了，一碰就晃，底下全是学生', /已收到 H\d+/);
    const number = /H\d{8,}/.exec(receipt)?.[0] ?? '';
    await officer.getByTestId('card').last().waitFor();
    await press(officer, '定为重大');
    await keeper.getByTestId('card').filter({ hasText: '重大' }).last().waitFor();
    await tells(keeper, `临时措施：已拉警戒线，改走西楼梯`, /临时措施已存档/);
    await tells(keeper, '没钱修', /报给 雷鸣 定夺/);
    await officer.getByTestId('card').filter({ hasText: '请定夺' }).waitFor();
    await picture('serious-escalated');

    await tells(officer, '上报校领导，学校没有这笔经费', /报给 薛萍 定夺/);
    await openPage(`#open=${KEEPER},${DEPUTY},${HEAD}`);
    const [handler, deputy, head] = [windowOf(KEEPER), windowOf(DEPUTY), windowOf(HEAD)];
    await tells(deputy, '交回去办，经费已批两万', /你的意见也带到了/);
    await tells(handler, '责任：岑立群 措施：停用东楼梯并加固 资金：公用经费2万 时限：12月10日 预案：走西楼梯，专人值守', /五落实齐了/);
    await head.getByTestId('card').filter({ hasText: '请确认五落实' }).waitFor();
    await picture('serious-five');
    await press(head, '确认');
    await fromBot(handler, /五落实已确认/).waitFor();
    expect(await tells(handler, '接收', /交给你了/)).toContain('12月10日(周四)18:00');
    await tells(handler, '延期到12月20日，等配件', /延期到 12月20日/);

    await openPage(`#open=${TEACHER},${KEEPER},${BUREAU}`);
    const bureau = windowOf(BUREAU);
    await bureau.getByTestId('card').filter({ hasText: '请批延期' }).waitFor();
    await press(bureau, '同意延期');
    await fromBot(windowOf(KEEPER), /新期限/).waitFor();
    await tells(bureau, `挂牌督办 ${number}`, /挂牌督办/);
    await fromBot(windowOf(KEEPER), /【挂牌督办】/).waitFor();
    await picture('serious-supervised');

    await addSamplePhoto(windowOf(KEEPER), '楼梯扶手修好了');
    await say(windowOf(KEEPER), '已整改');
    await bureau.getByTestId('card').filter({ hasText: '请验收' }).waitFor();
    await tells(bureau, '同意', /到现场验收/);
    await bureau.getByRole('button', { name: '位置' }).click();
    await fromBot(bureau, /销号存档/)
      .last()
      .waitFor();
    await fromBot(windowOf(TEACHER), /已经整改好/).waitFor();
    await picture('serious-closed');

    const { body } = await product.api(`/api/hazards/${number}`);
    expect(body).toMatchObject({ status: 'archived', level: '重大', legalLevel: '重大', extensionPending: false, escalatedTo: null });
    const history = ((await product.api(`/api/history/${number}?limit=200`)).body.items as { event: string; step: string }[]).map(
      ({ event }) => event,
    );
    for (const event of [
      'InterimMeasureTaken',
      'HazardEscalated',
      'EscalationAnswered',
      'FiveConfirmed',
      'ExtensionGranted',
      'HazardSupervised',
      'HazardVerified',
    ])
      expect(history).toContain(event);
    expect((await readState()).people.length).toBeGreaterThan(100);
  }, 180_000);
});

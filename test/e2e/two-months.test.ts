import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { API_TOKEN, type Product, startProduct } from '../support/product.ts';
import { chatPage, fromBot, PATIENCE, pictures, tells } from './support/chat-page.ts';

// The bureau's officer; the officer and the head of 三中, which lies directly under the bureau; the officer of 城关中心校.
const [BUREAU, SCHOOL, HEAD, TOWN] = ['hanyumei', 'zhangtiejun', 'wangshouzheng', 'xiongwei'] as const;

let browser: Browser | null = null;
let product: Product;
let page: Page;
const { windowOf, openPage } = chatPage(
  () => page,
  () => product.url,
);

beforeAll(async () => {
  browser = await launchBrowser();
  if (!browser) return;
  product = await startProduct({ sandbox: true, clock: '2026-11-02T07:00:00+08:00' });
  const tab = await browser.newContext({ viewport: { width: 1500, height: 1000 }, locale: 'zh-CN', deviceScaleFactor: 1 });
  tab.setDefaultTimeout(PATIENCE);
  // The page asks for it once a tab.
  await tab.addInitScript({ content: `sessionStorage.setItem('sandbox.token', '${API_TOKEN}')` });
  page = await tab.newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const picture = pictures(() => page);

/** 快进, as somebody does it who tries the product: by the panel of the page, by an hour, to the next morning at eight or by a week. */
const fastForward = async (step: 'hour' | 'morning' | 'week', reaches: RegExp): Promise<void> => {
  const panel = page.locator('#clock-panel');
  if (!(await panel.isVisible())) await page.getByTestId('clock').getByRole('button').click();
  await panel.locator(`[data-go=${step}]`).click();
  await page.getByTestId('clock-result').filter({ hasText: reaches }).waitFor({ timeout: 90_000 });
};

type DutyItem = { rule: string; school: { code: string }; window: { name: string }; status: string; done: number; stagesSent: string[] };

const dutiesOf = async (query: string): Promise<DutyItem[]> =>
  (await product.api(`/api/duties?limit=200&${query}`)).body.items as DutyItem[];

type MessageItem = { kind: string; sentAt: string | null; to: { person: { id: string } | null } };

/** Every digest that has left: its moment and its reader. */
const digests = async (): Promise<string[]> => {
  const found: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await product.api(`/api/messages?limit=200${next === '' ? '' : `&cursor=${next}`}`);
    for (const { kind, sentAt, to } of body.items as MessageItem[]) if (kind === 'digest') found.push(`${sentAt} ${to.person?.id}`);
    next = body.next as string | null;
  }
  return found;
};

describe('two months of checks in the sandbox', () => {
  it('are reminded of, recorded, drawn, and followed up when they are forgotten', async (context) => {
    if (!browser) return context.skip();
    await openPage(`#open=${SCHOOL},${TOWN},${BUREAU}`);
    const [school, town, bureau] = [windowOf(SCHOOL), windowOf(TOWN), windowOf(BUREAU)];
    await fastForward('hour', /11月2日/);
    await school.getByTestId('card').filter({ hasText: '今天要办的检查' }).waitFor();
    await bureau.getByTestId('card').filter({ hasText: '市级全覆盖检查' }).waitFor();

    await school.getByTestId('card').getByRole('button', { name: '日巡查正常', exact: true }).click();
    await fromBot(school, /日巡查，今天，没发现问题/).waitFor();
    await tells(bureau, '今天查了三中，没问题', /市级 11—12月、镇级 11月算完成/);
    await tells(town, '待查', /要去查的学校 4 所/);
    await tells(town, '查了河西小学，灭火器过期', /来源：镇级检查/);
    await picture('checks-recorded');

    await tells(bureau, '四不两直抽查2所', /已封存/);
    await fastForward('morning', /11月3日/);
    await bureau.getByTestId('card').filter({ hasText: '四不两直：今天查 2 所' }).waitFor();
    await picture('checks-drawn');

    await openPage(`#open=${SCHOOL},${HEAD},${BUREAU}`);
    for (const day of [/11月10日/, /11月17日/, /11月24日/, /12月1日/, /12月8日/, /12月15日/, /12月22日/, /12月29日/, /1月5日/])
      await fastForward('week', day);
    await windowOf(HEAD).getByTestId('card').filter({ hasText: '周排查' }).last().waitFor();
    await picture('checks-overdue');

    const [third] = await dutiesOf('rule=city-two-monthly&school=S001&at=2026-11-20');
    expect(third).toMatchObject({ status: 'done', done: 1, window: { name: '2026年11—12月' } });
    const city = await dutiesOf('rule=city-two-monthly&from=2026-11-01&to=2026-12-31');
    const missed = city.filter(({ window, status }) => window.name === '2026年11—12月' && status === 'overdue');
    expect(missed.length).toBeGreaterThan(8);
    expect(missed.every(({ stagesSent }) => stagesSent.includes('overdue'))).toBe(true);
    const november = (await dutiesOf('rule=town-monthly&unit=C300&from=2026-11-01&to=2026-11-30')).filter(
      ({ window: { name } }) => name === '2026年11月',
    );
    expect(november.map(({ school: { code }, status }) => `${code} ${status}`).sort()).toEqual([
      'K301 overdue',
      'S301 overdue',
      'S302 done',
      'S303 overdue',
    ]);
    expect(november.filter(({ status }) => status === 'overdue').every(({ stagesSent }) => stagesSent.includes('upper'))).toBe(true);
    const all = await digests();
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((each) => each.slice(11, 16) === '07:45')).toBe(true);
    expect(new Set(all.map((each) => `${each.slice(0, 10)} ${each.split(' ')[1]}`)).size).toBe(all.length);
  }, 400_000);
});

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { startProduct } from '../support/product.ts';
import { addSamplePhoto, chatPage, fromBot, idsOf, PATIENCE, say, waiting } from './support/chat-page.ts';

let browser: Browser | null = null;
let product: Awaited<ReturnType<typeof startProduct>>;
let page: Page;
let complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  if (browser) product = await startProduct({ sandbox: true });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async (context) => {
  if (!browser) return context.skip();
  const tab = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: 'zh-CN' });
  tab.setDefaultTimeout(PATIENCE);
  page = await tab.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/Content Security Policy|Uncaught/.test(line.text())) complaints.push(line.text());
  });
});

afterEach(async () => {
  expect(complaints).toEqual([]);
  await page?.context().close();
});

const { readState, windowOf, personAskedFor, openPage, openPerson, firstAccount } = chatPage(
  () => page,
  () => product.url,
);

const isBefore = async (first: Locator, second: Locator): Promise<boolean> => {
  const [upper, lower] = [await first.boundingBox(), await second.boundingBox()];
  return upper !== null && lower !== null && upper.y < lower.y;
};

type Picture = { decode(): Promise<void>; naturalWidth: number };

/** In pixels of the picture itself, once it is there. */
const widthOf = (image: Locator): Promise<number> =>
  image.evaluate(async (picture: Picture) => {
    await picture.decode();
    return picture.naturalWidth;
  });

describe('the chat page', () => {
  it('shows a newcomer what to do, the people of one school, and who verifies above it', async () => {
    await openPage();

    expect(await page.getByRole('region', { name: '怎么用' }).textContent()).toContain('三楼东侧楼梯扶手松了');
    const { people } = await readState();
    const opened = await page.getByTestId('window').evaluateAll((all) => all.map((one) => one.getAttribute('data-conversation')));
    const units = new Set(people.filter(({ account }) => opened.includes(account)).map(({ unit }) => unit));
    expect(opened.length).toBeGreaterThanOrEqual(3);
    expect(units.size).toBe(2);
  });

  it('carries a hazard from the teacher’s sentence to the head’s consent and back', async () => {
    await openPage();
    const teacher = windowOf(await firstAccount());
    const atFirst = idsOf(await readState());

    await addSamplePhoto(teacher, '楼梯扶手松了');
    await say(teacher, '三楼东侧楼梯扶手松了');
    const receipt = fromBot(teacher, /H\d{8,}/).last();
    await receipt.waitFor();
    const number = /H\d{8,}/.exec((await receipt.textContent()) ?? '')?.[0] ?? '';

    const officer = await openPerson(await personAskedFor('就按较大', atFirst));
    await officer.getByTestId('card').last().getByRole('button', { name: '就按较大', exact: true }).click();
    const responsible = await openPerson(await personAskedFor('接收', atFirst));
    await responsible.getByTestId('card').last().getByRole('button', { name: '接收', exact: true }).click();
    await responsible.getByTestId('card').last().locator('button[disabled]').waitFor();
    const afterAccepting = idsOf(await readState());
    await addSamplePhoto(responsible, '楼梯扶手修好了');
    await say(responsible, '已整改');

    const head = await openPerson(await personAskedFor('同意', afterAccepting));
    const comparison = head.locator('[data-testid=message][data-from=bot][data-kind=image]').last();
    const card = head.getByTestId('card').last();
    await comparison.waitFor();
    await card.getByRole('button', { name: '同意', exact: true }).waitFor();
    expect(await isBefore(comparison, card)).toBe(true);
    expect(await widthOf(comparison.locator('img'))).toBeGreaterThan(0);

    const toldBefore = await fromBot(teacher, number).count();
    await say(head, '同意');
    await card.locator('button[disabled]').waitFor();
    await vi.waitFor(async () => expect(await fromBot(teacher, number).count()).toBeGreaterThan(toldBefore), waiting);
  });

  it('opens a picture large and closes it with Escape', async () => {
    await openPage();
    const teacher = windowOf(await firstAccount());
    await addSamplePhoto(teacher, '灭火器指针在红区');
    await teacher.getByTestId('send').click();

    await teacher.getByRole('button', { name: '看大图' }).last().click();
    await page.getByRole('dialog', { name: '大图' }).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('dialog', { name: '大图' }).waitFor({ state: 'hidden' });
  });

  it('shows markup that somebody types as the text it is', async () => {
    const text = '<img src=x onerror="window.hacked = true"><b>粗</b> <a href="javascript:alert(1)">点</a>';
    await openPage();
    const teacher = windowOf(await firstAccount());

    await say(teacher, text);

    const mine = teacher.locator('[data-testid=message][data-from=person][data-kind=text]').last();
    await mine.filter({ hasText: 'onerror' }).waitFor();
    expect(await mine.locator('.bubble').textContent()).toBe(text);
    expect(await mine.locator('.bubble :is(img, b, a)').count()).toBe(0);
    expect(await page.evaluate<boolean>(`'hacked' in window`)).toBe(false);
  });

  it('keeps line breaks that Shift and Enter make', async () => {
    await openPage();
    const teacher = windowOf(await firstAccount());

    await teacher.getByTestId('field').fill('帮助');
    await teacher.getByTestId('field').press('Shift+Enter');
    await teacher.getByTestId('field').pressSequentially('第二行');
    await teacher.getByTestId('field').press('Enter');

    const mine = teacher.locator('[data-testid=message][data-from=person]').filter({ hasText: '第二行' }).last();
    await mine.waitFor();
    expect(await mine.locator('.bubble').textContent()).toBe('帮助\n第二行');
  });

  it('marks what came for somebody who is not open, until he is opened', async () => {
    await openPage();
    const teacher = await firstAccount();
    const other = (await page.getByTestId('window').nth(1).getAttribute('data-conversation')) ?? '';
    await page.goto('about:blank');
    await openPage(`#open=${other}`);
    const entry = page.locator(`[data-testid=entry][data-pick="${teacher}"]`).first();

    const body = JSON.stringify({ account: teacher, kind: 'text', text: '帮助' });
    await fetch(`${product.url}/sandbox/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    await entry.getByTestId('unread').waitFor();
    await vi.waitFor(async () => expect(await page.title()).toMatch(/^\(\d+\) /), waiting);
    await entry.click();
    await windowOf(teacher).waitFor();
    await entry.getByTestId('unread').waitFor({ state: 'detached' });
  });

  it('shows one window at a time on a phone and changes between people below', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await openPage();

    const shown = page.locator('[data-testid=window]:visible');
    expect(await shown.count()).toBe(1);
    await page.getByTestId('tab').nth(1).click();
    expect(await shown.count()).toBe(1);
    expect(await shown.getAttribute('data-conversation')).toBe(await page.getByTestId('tab').nth(1).getAttribute('data-tab'));
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);

    await page.getByRole('button', { name: '名单' }).last().click();
    await page.getByRole('searchbox').waitFor();
    await page.getByTestId('entry').first().click();
    await page.getByRole('searchbox').waitFor({ state: 'hidden' });
  });

  it('remembers who was open', async () => {
    await openPage();
    const closed = await firstAccount();
    await windowOf(closed).getByRole('button', { name: /^关上/ }).click();
    const left = await page.getByTestId('window').count();

    await page.goto(`${product.url}/sandbox`);
    await page.getByTestId('window').first().waitFor();

    expect(await page.getByTestId('window').count()).toBe(left);
    expect(await windowOf(closed).count()).toBe(0);
  });

  it('says that the connection is lost, and finds it again', async () => {
    await page.route('**/sandbox/api/events', (route) => route.abort());
    await page.goto(`${product.url}/sandbox`);
    await page.getByText('连接断开，正在重连…').waitFor();

    await page.unroute('**/sandbox/api/events');

    await page.getByTestId('window').first().waitFor();
    await page.getByTestId('connection').waitFor({ state: 'hidden' });
  });
});

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { vi } from 'vitest';

type CardJson = { button_list?: { text: string }[]; replace_text?: string };
export type Message = { id: string; from: 'bot' | 'person'; kind: string; text?: string; card?: CardJson };
export type Person = { account: string; name: string; unit: string };
export type State = { people: Person[]; conversations: Record<string, Message[]> };

export const PATIENCE = 30_000;
export const waiting = { timeout: PATIENCE, interval: 100 };

export const idsOf = (state: State): Set<string> =>
  new Set(Object.values(state.conversations).flatMap((list) => list.map((one) => one.id)));

const hasLiveButton = ({ card }: Message, label: string): boolean =>
  !card?.replace_text && (card?.button_list ?? []).some((button) => button.text === label);

export const addSamplePhoto = async (phone: Locator, name: string): Promise<void> => {
  await phone.getByTestId('sample-photo').click();
  await phone.getByRole('menuitem', { name }).click();
  await phone.getByRole('list', { name: '待发送的照片' }).getByRole('img').waitFor();
};

export const say = async (phone: Locator, text: string): Promise<void> => {
  await phone.getByTestId('field').fill(text);
  await phone.getByTestId('field').press('Enter');
};

export const fromBot = (phone: Locator, hasText: string | RegExp): Locator =>
  phone.locator('[data-testid=message][data-from=bot]').filter({ hasText });

/** Says something and waits for the answer to it. @returns the answer's words */
export const tells = async (phone: Locator, words: string, answer: RegExp): Promise<string> => {
  const before = await fromBot(phone, answer).count();
  await say(phone, words);
  const heard = fromBot(phone, answer).nth(before);
  await heard.waitFor();
  return (await heard.textContent()) ?? '';
};

/** Takes the pictures of the handbook where somebody asks for them: SCREENSHOTS=docs/images. */
export const pictures =
  (page: () => Page) =>
  async (name: string): Promise<void> => {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    const panel = page().locator('#clock-panel');
    if (await panel.isVisible()) await panel.locator('[data-close]').click();
    // The latest messages stand at the bottom of each window, their pictures drawn.
    await page().waitForTimeout(600);
    await page().screenshot({ path: path.join(folder, `${name}.png`) });
  };

/** The chat page as a person uses it. `page` is asked for anew each time: every test has its own tab. */
export const chatPage = (page: () => Page, url: () => string) => {
  const readState = async (): Promise<State> => (await fetch(`${url()}/sandbox/api/state`)).json() as Promise<State>;
  const windowOf = (account: string): Locator => page().locator(`[data-testid=window][data-conversation="${account}"]`);
  return {
    readState,
    windowOf,
    /** The person who has got a new card with this button. */
    personAskedFor: (label: string, before: Set<string>): Promise<Person> =>
      vi.waitFor(async () => {
        const { people, conversations } = await readState();
        const asked = people.filter(({ account }) =>
          (conversations[account] ?? []).some((message) => !before.has(message.id) && hasLiveButton(message, label)),
        );
        const [first] = asked;
        if (!first) throw new Error(`nobody has a new card with ${label}`);
        return first;
      }, waiting),
    openPage: async (hash = ''): Promise<void> => {
      await page().goto(`${url()}/sandbox${hash}`);
      await page().getByTestId('window').first().waitFor();
    },
    /** Picks the person in the list, by name, unless the window stands open already. */
    openPerson: async (person: Person): Promise<Locator> => {
      const opened = windowOf(person.account);
      if ((await opened.count()) === 0) {
        await page().getByRole('searchbox').fill(person.name);
        await page().locator(`[data-testid=entry][data-pick="${person.account}"]`).last().click();
        await page().getByRole('searchbox').fill('');
      }
      await opened.waitFor();
      return opened;
    },
    firstAccount: async (): Promise<string> => (await page().getByTestId('window').first().getAttribute('data-conversation')) ?? '',
  };
};

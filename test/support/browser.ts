import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// No call home: nothing a test opens may leave the machine. Containers have no sandbox and no graphics.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium on this machine (`CHROMIUM_PATH`, else the usual places), or null where there is none.
 * @throws in continuous integration (`CI=true`), where tests of the page may not silently fall away.
 */
export const findBrowser = (): string | null => {
  const named = process.env.CHROMIUM_PATH;
  const found = [...(named ? [named] : []), ...PLACES].find((path) => existsSync(path)) ?? null;
  if (found === null && process.env.CI === 'true') throw new Error('no Chromium found: set CHROMIUM_PATH');
  return found;
};

/** A headless browser; null, with one line that says so, where the machine has none. Close it after use. */
export const launchBrowser = async (): Promise<Browser | null> => {
  const executablePath = findBrowser();
  if (executablePath === null) {
    console.warn('skipped: tests of the chat page need a Chromium (set CHROMIUM_PATH)');
    return null;
  }
  return chromium.launch({ executablePath, args: FLAGS });
};

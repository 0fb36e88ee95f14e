import { describe, expect, it } from 'vitest';
import { beforeAndAfter } from '../../../../src/infra/media/before-and-after.ts';

// With whatever fonts the machine has: some of them have these letters as blanks.
describe('text on a machine with its own fonts', () => {
  it.each(['\u3164', '\u2800\u2800', '\u115f', '\u0300'])('does not fail for a title of %j', async (title) => {
    expect((await beforeAndAfter({ before: [], after: [], title, lines: [title] })).length).toBeGreaterThan(1000);
  });
});

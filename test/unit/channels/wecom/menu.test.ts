import { describe, expect, it } from 'vitest';
import { menuOf } from '../../../../src/channels/wecom/menu.ts';
import { MENU } from '../../../../src/conversation/menu.ts';

describe('the menu of the app', () => {
  it('fits the platform: at most three entries, names of at most 16 bytes, keys of at most 128', () => {
    expect(MENU.length).toBeLessThanOrEqual(3);
    for (const { name, key } of MENU) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(16);
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(128);
    }
  });

  it('makes entries that come back as clicks with their key', () => {
    expect(menuOf(MENU)).toEqual({
      button: [
        { type: 'click', name: '怎么报', key: 'help' },
        { type: 'click', name: '待办', key: 'todo' },
        { type: 'click', name: '进度', key: 'progress' },
      ],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { applyChange, type Change, changesOf, emptyState, MESSAGES_PER_WINDOW } from '../../../src/sandbox/wecom/state.ts';
import type { ChatMessage } from '../../../src/sandbox/wecom/types.ts';

const line = (id: string, conversation = 'li'): ChatMessage => ({
  id,
  conversation,
  at: '2026-11-23T00:00:00.000Z',
  from: 'bot',
  kind: 'text',
  text: id,
});
const stateAfter = (changes: Change[]) => {
  const state = emptyState();
  for (const change of changes) applyChange(state, change);
  return state;
};

describe('the remembered state', () => {
  const changes: Change[] = [
    { op: 'message', message: line('m1') },
    { op: 'message', message: line('m2', 'group:k') },
    { op: 'redraw', message: { ...line('m1'), text: 'redrawn' } },
    {
      op: 'delivery',
      delivery: { msgid: 'd1', at: '2026-11-23T00:00:00.000Z', taskId: 't1', cardType: null, bodyHash: 'h', copies: [] },
    },
    { op: 'code', code: { code: 'c1', msgid: 'd1', expires: '2026-11-26T00:00:00.000Z' } },
    { op: 'code', code: { code: 'c2', msgid: 'd1', expires: '2026-11-26T00:00:00.000Z' } },
    { op: 'code-used', code: 'c1' },
    { op: 'stranger', account: 'zhang' },
    { op: 'menu', menu: [{ name: '待办' }] },
    { op: 'appchat', chat: { chatid: 'x', name: 'n', owner: 'a', userlist: ['a', 'b'] } },
    {
      op: 'media',
      file: { id: 'f', type: 'image', name: 'n', contentType: 'image/png', size: 1, at: '2026-11-23T00:00:00.000Z', webhook: null },
    },
  ];

  it('is the same after being written down shortly and read again', () => {
    const state = stateAfter(changes);
    expect(stateAfter(changesOf(state))).toEqual(state);
    expect([...state.codes.keys()]).toEqual(['c2']);
    expect(state.windows.get('li')).toEqual([{ ...line('m1'), text: 'redrawn' }]);
  });

  it('keeps only the last lines of a window', () => {
    const many = Array.from({ length: MESSAGES_PER_WINDOW + 5 }, (_, index): Change => ({ op: 'message', message: line(`m${index}`) }));
    const window = stateAfter(many).windows.get('li') ?? [];
    expect([window.length, window[0]?.id, window.at(-1)?.id]).toEqual([MESSAGES_PER_WINDOW, 'm5', `m${MESSAGES_PER_WINDOW + 4}`]);
  });
});

import { describe, expect, it } from 'vitest';
import { liveCard, updatedCard } from '../../../../src/channels/wecom/card.ts';
import { approvalCard } from '../../../fixtures/wecom/outbound.ts';

describe('a live card', () => {
  it('carries our message id and the references of its buttons', () => {
    const card = liveCard(approvalCard, 'msg-1');
    expect(card.task_id).toBe('msg-1');
    expect(card.button_list.map((button) => button.key)).toEqual(['act-1', 'act-2']);
    expect(card.replace_text).toBeUndefined();
  });

  it('shows danger in red', () => {
    expect(liveCard({ ...approvalCard, tone: 'danger' }, 'm').source?.desc_color).toBe(2);
  });

  it('never leaves out what the platform demands', () => {
    const bare = { ...approvalCard, title: ' ', source: null, text: null, fields: [{ name: '', value: '' }] };
    expect(liveCard(bare, 'm')).toMatchObject({ main_title: { title: '—' }, horizontal_content_list: [{ keyname: '—', value: '—' }] });
  });
});

describe('a redrawn card', () => {
  it('shows its outcome on a dead button and in full below the title', () => {
    const card = updatedCard({ ...approvalCard, outcome: '王主任 11-23 10:20 已同意' });
    expect(card).toMatchObject({ replace_text: '王主任 11-23 10:20 已同意', main_title: { desc: '王主任 11-23 10:20 已同意' } });
    expect(card.task_id).toBeUndefined();
  });

  it('shortens a long outcome on the button only', () => {
    const outcome = '第三中学 王小明主任 2026-11-23 10:20 已同意验收并销号';
    const card = updatedCard({ ...approvalCard, outcome });
    expect(card.main_title.desc).toBe(outcome);
    expect(card.replace_text).toMatch(/…$/);
  });

  it('is dead too when nothing is left to press', () => {
    expect(updatedCard({ ...approvalCard, actions: [] })).toMatchObject({ replace_text: '已处理', button_list: [{ key: 'done' }] });
  });

  it('keeps live buttons while there is something to decide', () => {
    const card = updatedCard(approvalCard);
    expect(card.replace_text).toBeUndefined();
    expect(card.button_list).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength } from '../../../../src/channels/wecom/bytes.ts';
import { duplicateInterval, MARKDOWN_BYTES, render, TEXT_BYTES, toJson } from '../../../../src/channels/wecom/render.ts';
import type { OutboundBody, OutboundMessage } from '../../../../src/messaging/message.ts';
import { approvalCard, message } from '../../../fixtures/wecom/outbound.ts';

const text = (words: string): OutboundBody => ({ kind: 'text', text: words });
const markdown = (words: string): OutboundBody => ({ kind: 'markdown', markdown: words });
const cardBody = (change: Partial<typeof approvalCard> = {}): OutboundBody => ({ kind: 'card', card: { ...approvalCard, ...change } });
const partsOf = (change: Partial<OutboundMessage>, door: 'member' | 'appchat' | 'robot' = 'member') => render(message(change), door);

const anyWords = fc.string({
  unit: fc.oneof(
    fc.constantFrom('中', '\n', '。', '😀', '👨‍👩‍👧', '\u200b', '<', '@', '\ud800', '\0', '$', '*'),
    fc.string({ maxLength: 4 }),
  ),
  maxLength: 3000,
  size: 'max',
});

describe('text', () => {
  it('is sent as it is', () => {
    expect(partsOf({ body: text('收到，编号 H26110023。\n谢谢！') })).toEqual([
      { msgtype: 'text', text: { content: '收到，编号 H26110023。\n谢谢！' } },
    ]);
  });

  it('holds no link and no mention that a person wrote', () => {
    const [part] = partsOf({ body: text('<a href="http://x">点</a> <@WangJuZhang> <@all> 1<2') });
    expect(part).toEqual({ msgtype: 'text', text: { content: '＜a href="http://x">点＜/a> ＜@WangJuZhang> ＜@all> 1＜2' } });
  });

  it('mentions in a group whom we name, once, and never everybody', () => {
    const parts = partsOf({ body: text('长'.repeat(1000)), mentions: ['WangZhuRen', '@all', 'all', 'a|b'] }, 'robot');
    expect(parts.map((part) => (part.msgtype === 'text' ? part.text.mentioned_list : 'other'))).toEqual([['WangZhuRen'], undefined]);
  });

  it('mentions nobody in a conversation of two', () => {
    expect(partsOf({ body: text('x'), mentions: ['WangZhuRen'] })).toEqual([{ msgtype: 'text', text: { content: 'x' } }]);
  });
});

describe('markdown', () => {
  it('is sent as it is, but for what a person could have hidden in it', () => {
    const [part] = partsOf({ body: markdown('**三中** <font color="warning">x</font>') });
    expect(part).toEqual({ msgtype: 'markdown', markdown: { content: '**三中** ＜font color="warning">x＜/font>' } });
  });

  it('mentions below the words', () => {
    const [part] = partsOf({ body: markdown('# 今日'), mentions: ['LiLaoShi', 'WangZhuRen'] }, 'robot');
    expect(part).toEqual({ msgtype: 'markdown', markdown: { content: '# 今日\n<@LiLaoShi><@WangZhuRen>' } });
  });

  it('fits with any number of mentions', () => {
    const mentions = Array.from({ length: 200 }, (_, index) => `teacher${index}`);
    for (const part of partsOf({ body: markdown('长'.repeat(2000)), mentions }, 'robot')) {
      expect(part.msgtype === 'markdown' && byteLength(part.markdown.content)).toBeLessThanOrEqual(4096);
    }
  });

  it('becomes plain words for those who see none', () => {
    const [part] = partsOf({ body: markdown('# 今日\n> **三中** [名单](https://a.example) `x`'), plain: true });
    expect(part).toEqual({ msgtype: 'text', text: { content: '今日\n三中 名单 https://a.example x' } });
  });
});

describe('a card', () => {
  it('with buttons is a template card', () => {
    expect(partsOf({ body: cardBody() })).toMatchSnapshot();
  });

  it('without buttons is text, which everybody sees', () => {
    const [part, ...more] = partsOf({ body: cardBody({ actions: [] }) });
    expect(more).toEqual([]);
    expect(part).toMatchObject({ msgtype: 'text' });
  });

  it('that has been decided is text with its outcome', () => {
    const [part] = partsOf({ body: cardBody({ outcome: '王主任 11-23 10:20 已同意' }) });
    expect(part).toMatchObject({ text: { content: expect.stringMatching(/王主任 11-23 10:20 已同意$/) } });
  });

  it('is text with numbered answers for a person who sees no cards', () => {
    const [part] = partsOf({ body: cardBody(), plain: true });
    expect(part).toMatchObject({ text: { content: expect.stringMatching(/回复 1 同意\n回复 2 退回$/) } });
  });

  it.each(['robot', 'appchat'] as const)('is text without answers in a group (%s), with its mentions', (door) => {
    const [part] = partsOf({ body: cardBody(), mentions: ['WangZhuRen'] }, door);
    expect(part).toMatchObject({ msgtype: 'text', text: { mentioned_list: ['WangZhuRen'], content: expect.not.stringContaining('回复') } });
  });

  it.each([
    ['its text', { text: '字'.repeat(161) }],
    ['its title', { title: '字'.repeat(37) }],
    ['a value', { fields: [{ name: '地点', value: '字'.repeat(31) }] }],
    ['its number of fields', { fields: Array.from({ length: 7 }, (_, index) => ({ name: `字段${index}`, value: '值' })) }],
  ])('that shortening would rob of %s is preceded by the complete text', (_name, change) => {
    const [before, card] = partsOf({ body: cardBody(change) });
    const words = 'text' in change ? change.text : 'title' in change ? change.title : (change.fields.at(-1)?.value ?? '');
    expect(before).toMatchObject({ msgtype: 'text', text: { content: expect.stringContaining(words) } });
    expect(card?.msgtype).toBe('template_card');
  });

  it('that just fits comes alone', () => {
    expect(partsOf({ body: cardBody({ text: '字'.repeat(160), title: '字'.repeat(36) }) })).toHaveLength(1);
  });
});

describe('whatever is written', () => {
  const bodies = anyWords.chain((words) =>
    fc.constantFrom<OutboundBody>(
      text(words),
      markdown(words),
      { kind: 'card', card: { ...approvalCard, title: words, source: words, text: words } },
      { kind: 'card', card: { ...approvalCard, fields: Array.from({ length: 8 }, () => ({ name: words, value: words })) } },
      {
        kind: 'card',
        card: {
          ...approvalCard,
          actions: Array.from({ length: 8 }, (_, i) => ({ label: words, ref: `r${i}`, style: 'default' as const })),
        },
      },
    ),
  );

  it('stays within the platform limits, at every door', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom('member', 'appchat', 'robot'), fc.boolean(), (body, door, plain) => {
        for (const part of partsOf({ body, plain, mentions: ['LiLaoShi'] }, door)) {
          if (part.msgtype === 'text') expect(byteLength(part.text.content)).toBeLessThanOrEqual(TEXT_BYTES);
          if (part.msgtype === 'markdown') expect(byteLength(part.markdown.content)).toBeLessThanOrEqual(MARKDOWN_BYTES[door]);
          if (part.msgtype === 'template_card') expectWithinAdvice(part.template_card);
          expect(toJson(part)).not.toMatch(/\\u[dD][89a-fA-F]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is never a tag', () => {
    fc.assert(
      fc.property(bodies, fc.boolean(), (body, plain) => {
        for (const part of partsOf({ body, plain })) expect(toJson(part)).not.toContain('<');
      }),
    );
  });

  const characters = (value: string | undefined): number => [...(value ?? '')].length;

  const expectWithinAdvice = (card: Extract<ReturnType<typeof render>[number], { msgtype: 'template_card' }>['template_card']) => {
    expect(characters(card.main_title.title)).toBeLessThanOrEqual(36);
    expect(characters(card.main_title.title)).toBeGreaterThan(0);
    expect(characters(card.main_title.desc)).toBeLessThanOrEqual(44);
    expect(characters(card.source?.desc)).toBeLessThanOrEqual(20);
    expect(characters(card.sub_title_text)).toBeLessThanOrEqual(160);
    expect(card.horizontal_content_list?.length ?? 0).toBeLessThanOrEqual(6);
    for (const field of card.horizontal_content_list ?? []) {
      expect(characters(field.keyname)).toBeLessThanOrEqual(5);
      expect(characters(field.keyname)).toBeGreaterThan(0);
      expect(characters(field.value)).toBeLessThanOrEqual(30);
    }
    expect(card.button_list.length).toBeGreaterThan(0);
    expect(card.button_list.length).toBeLessThanOrEqual(6);
    for (const button of card.button_list) expect(characters(button.text)).toBeLessThanOrEqual(10);
    expect(card.task_id).toMatch(/^[0-9A-Za-z_@-]{1,128}$/);
  };
});

describe('the duplicate interval', () => {
  it('is within what the platform takes, and the same for one message', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000 }), (sequence) => {
        expect(duplicateInterval(sequence)).toBe(duplicateInterval(sequence));
        expect(duplicateInterval(sequence)).toBeGreaterThanOrEqual(1800);
        expect(duplicateInterval(sequence)).toBeLessThanOrEqual(14_400);
      }),
    );
  });

  it('never is the same for any two of 12,601 messages in a row', () => {
    const intervals = new Set(Array.from({ length: 12_601 }, (_, index) => duplicateInterval(987_654 + index)));
    expect(intervals.size).toBe(12_601);
  });
});

describe('JSON', () => {
  it('is raw UTF-8, without the escapes that the platform refuses', () => {
    expect(toJson({ content: '中😀\ud83d' })).toBe('{"content":"中😀\uFFFD"}');
  });
});

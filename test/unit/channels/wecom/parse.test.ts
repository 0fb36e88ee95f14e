import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../../src/channels/wecom/parse.ts';
import type { InboundContent } from '../../../../src/messaging/message.ts';
import { fixture } from '../../../fixtures/wecom/callback.ts';

const media = (kind: 'image' | 'voice' | 'video' | 'file', id: string, name: string | null = null) => ({
  channel: 'wecom' as const,
  id,
  kind,
  name,
});

const CASES: [string, InboundContent][] = [
  ['text', { kind: 'text', text: '三中北楼三层灭火器压力不够了 <a href="x">a & b</a> &amp; 😀\n指针都到红区了 ' }],
  ['text-without-cdata', { kind: 'text', text: 'a < b &amp; 中中&unknown;' }],
  ['image', { kind: 'image', media: media('image', '1aBcD_media') }],
  ['image-without-media', { kind: 'unsupported', type: 'image' }],
  ['voice', { kind: 'voice', media: media('voice', 'voice-1'), transcript: null }],
  ['voice-with-words', { kind: 'voice', media: media('voice', 'voice-2'), transcript: '食堂后门堵了。' }],
  ['video', { kind: 'video', media: media('video', 'video-1') }],
  ['file', { kind: 'file', media: media('file', 'file-1', '隐患清单.xlsx') }],
  ['location', { kind: 'location', latitude: 31.2304, longitude: 121.4737, label: '实验楼三层东侧楼梯' }],
  ['location-without-label', { kind: 'location', latitude: 31.2304, longitude: 121.4737, label: null }],
  ['location-nowhere', { kind: 'unsupported', type: 'location' }],
  ['link', { kind: 'link', title: '消防通知', url: 'https://edu.example/n/1?a=1&b=2' }],
  ['unknown-message', { kind: 'unsupported', type: 'sphfeed' }],
  ['template-card-event', { kind: 'action', ref: 'act-7f3a', cardId: 'msg-000123', updateToken: 'RC-1' }],
  ['template-card-menu-event', { kind: 'action', ref: 'act-menu', cardId: 'msg-000124', updateToken: 'RC-2' }],
  ['template-card-event-without-key', { kind: 'unsupported', type: 'event.template_card_event' }],
  ['click', { kind: 'menu', key: 'my_tasks' }],
  ['view', { kind: 'notice', topic: 'view' }],
  ['view-miniprogram', { kind: 'notice', topic: 'view_miniprogram' }],
  ['scancode-waitmsg', { kind: 'text', text: '点位 三中-北楼-3F' }],
  ['scancode-waitmsg-empty', { kind: 'menu', key: 'report_scan' }],
  ['scancode-push', { kind: 'menu', key: 'open_scan' }],
  ['pic-sysphoto', { kind: 'notice', topic: 'pic_sysphoto' }],
  ['pic-photo-or-album', { kind: 'notice', topic: 'pic_photo_or_album' }],
  ['pic-weixin', { kind: 'notice', topic: 'pic_weixin' }],
  ['location-select', { kind: 'location', latitude: 31.2, longitude: 121.4, label: '第三中学' }],
  ['location-select-without-position', { kind: 'unsupported', type: 'event.location_select' }],
  ['position', { kind: 'notice', topic: 'position' }],
  ['enter-agent', { kind: 'presence', change: 'entered' }],
  ['subscribe', { kind: 'presence', change: 'joined' }],
  ['unsubscribe', { kind: 'presence', change: 'left' }],
  ['inactive-alert', { kind: 'notice', topic: 'inactive_alert' }],
  ['close-inactive-agent', { kind: 'notice', topic: 'close_inactive_agent' }],
  ['reopen-inactive-agent', { kind: 'notice', topic: 'reopen_inactive_agent' }],
  ['change-contact', { kind: 'notice', topic: 'change_contact' }],
  ['batch-job-result', { kind: 'notice', topic: 'batch_job_result' }],
  ['open-approval-change', { kind: 'notice', topic: 'open_approval_change' }],
  ['unknown-event', { kind: 'unsupported', type: 'event.brand_new_thing' }],
];

describe('a payload', () => {
  it.each(CASES)('of %s is understood', (name, content) => {
    expect(parsePayload(fixture(name)).content).toEqual(content);
  });

  it('names its sender in the platform spelling, and its second', () => {
    expect(parsePayload(fixture('text'))).toMatchObject({
      channel: 'wecom',
      sender: 'LiLaoShi',
      conversation: { kind: 'single' },
      sentAt: new Date('2026-11-23T08:00:00Z'),
    });
  });

  it('keeps an account of digits as it is written', () => {
    expect(parsePayload(fixture('text-without-cdata')).sender).toBe('007');
  });

  it('has no sender where the system speaks', () => {
    expect(parsePayload(fixture('change-contact')).sender).toBeNull();
  });

  it('keeps the end of CDATA that a person wrote, in both ways of writing it', () => {
    const text = (content: string) =>
      parsePayload(fixture('text').replace(/<Content>[\s\S]*<\/Content>/, `<Content>${content}</Content>`)).content;
    expect(text('<![CDATA[a]]]]><![CDATA[>b]]>')).toEqual({ kind: 'text', text: 'a]]>b' });
    expect(text('a]]&gt;b')).toEqual({ kind: 'text', text: 'a]]>b' });
  });

  it('keeps the blanks around what a person wrote without CDATA', () => {
    const payload = fixture('text').replace(/<Content>[\s\S]*<\/Content>/, '<Content>  两格\n</Content>');
    expect(parsePayload(payload).content).toEqual({ kind: 'text', text: '  两格\n' });
  });

  it('cannot smuggle in characters that nothing can store', () => {
    const payload = fixture('text').replace(/<Content>[\s\S]*<\/Content>/, '<Content>a&#0;b&#xD800;c&#x110000;d</Content>');
    expect(parsePayload(payload).content).toEqual({ kind: 'text', text: 'abcd' });
  });

  it('never expands an entity of its own document type', () => {
    const payload = `<!DOCTYPE xml [<!ENTITY e "boom">]>${fixture('text')}`;
    expect(parsePayload(payload)).toMatchObject({ sender: null, content: { kind: 'unsupported', type: 'unreadable' } });
  });

  it('gives back any text that a person may write', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(words, (text) => {
        const content = `<Content><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></Content>`;
        const payload = fixture('text').replace(/<Content>[\s\S]*<\/Content>/, () => content);
        expect(parsePayload(payload).content).toEqual({ kind: 'text', text });
      }),
    );
  });

  it('never makes it throw, whatever comes', () => {
    const names = CASES.map(([name]) => fixture(name));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.nat(), fc.string(), (payload, from, count, junk) => {
        const start = from % payload.length;
        const spoilt = payload.slice(0, start) + junk + payload.slice(start + (count % 40));
        expect(parsePayload(spoilt).channel).toBe('wecom');
      }),
      { numRuns: 500 },
    );
  });
});

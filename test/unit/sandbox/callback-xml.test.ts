import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { callbackXml, envelopeXml, isEvent } from '../../../src/sandbox/wecom/callback-xml.ts';
import type { PersonContent } from '../../../src/sandbox/wecom/types.ts';

const HEAD = { corpId: 'wwCORP', agentId: 1000002, account: 'LiLaoShi', createTime: 1767225600, msgId: '7301111111111111111' };
const parser = new XMLParser({ parseTagValue: false, processEntities: false });
const read = (content: PersonContent) => parser.parse(callbackXml(HEAD, content, (id) => `http://p.example/${id}`)).xml;

describe('callback XML', () => {
  it.each<[PersonContent, Record<string, unknown>]>([
    [
      { kind: 'text', text: '操场\n看台 <松动> & ]]> 完' },
      { MsgType: 'text', Content: '操场\n看台 <松动> & ]]> 完' },
    ],
    [
      { kind: 'image', mediaId: 'm1' },
      { MsgType: 'image', PicUrl: 'http://p.example/m1', MediaId: 'm1' },
    ],
    [
      { kind: 'voice', mediaId: 'm2' },
      { MsgType: 'voice', MediaId: 'm2', Format: 'amr' },
    ],
    [
      { kind: 'video', mediaId: 'm3', thumbMediaId: 't3' },
      { MsgType: 'video', MediaId: 'm3', ThumbMediaId: 't3' },
    ],
    [
      { kind: 'location', label: '实验楼', latitude: 31.2304, longitude: 121.4737 },
      { MsgType: 'location', Location_X: '31.2304', Location_Y: '121.4737', Scale: '16', Label: '实验楼', AppType: 'wxwork' },
    ],
    [
      { kind: 'link', title: 'T', description: 'D', url: 'http://x.example/' },
      { MsgType: 'link', Title: 'T', Description: 'D', Url: 'http://x.example/', PicUrl: '' },
    ],
    [
      { kind: 'file', mediaId: 'm4', fileName: '台账.xlsx' },
      { MsgType: 'file', MediaId: 'm4', FileName: '台账.xlsx' },
    ],
  ])('writes the message %j with its 64-bit id as text', (content, expected) => {
    expect(read(content)).toEqual({
      ToUserName: 'wwCORP',
      FromUserName: 'LiLaoShi',
      CreateTime: '1767225600',
      MsgId: '7301111111111111111',
      AgentID: '1000002',
      ...expected,
    });
  });

  it.each<[PersonContent, Record<string, unknown>]>([
    [
      { kind: 'click', key: 'todo' },
      { Event: 'click', EventKey: 'todo' },
    ],
    [
      { kind: 'view', url: 'https://x.example/' },
      { Event: 'view', EventKey: 'https://x.example/' },
    ],
    [{ kind: 'enter' }, { Event: 'enter_agent', EventKey: '' }],
    [{ kind: 'unsubscribe' }, { Event: 'unsubscribe', EventKey: '' }],
    [
      {
        kind: 'press',
        key: 'ok',
        taskId: 't@1',
        cardType: 'button_interaction',
        responseCode: 'rc',
        selected: { level: ['major', 'minor'] },
      },
      {
        Event: 'template_card_event',
        EventKey: 'ok',
        TaskId: 't@1',
        CardType: 'button_interaction',
        ResponseCode: 'rc',
        SelectedItems: { SelectedItem: { QuestionKey: 'level', OptionIds: { OptionId: ['major', 'minor'] } } },
      },
    ],
  ])('writes the event %j without a message id', (content, expected) => {
    const xml = read(content);
    expect(isEvent(content)).toBe(true);
    expect(xml).toMatchObject({ MsgType: 'event', AgentID: '1000002', ...expected });
    expect(xml).not.toHaveProperty('MsgId');
  });

  it('puts receiver, app and ciphertext into the envelope', () => {
    expect(parser.parse(envelopeXml('wwCORP', 7, 'AbC+/=')).xml).toEqual({ ToUserName: 'wwCORP', AgentID: '7', Encrypt: 'AbC+/=' });
  });
});

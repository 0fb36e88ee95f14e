import type { PersonContent } from './types.ts';

export type CallbackHead = { corpId: string; agentId: number; account: string; createTime: number; msgId: string };

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const tag = (name: string, text: string): string => `<${name}>${cdata(text)}</${name}>`;

const number = (name: string, value: number): string => `<${name}>${value}</${name}>`;

const selectedItems = (selected: Record<string, string[]>): string => {
  const items = Object.entries(selected).map(([question, options]) => {
    const ids = options.map((option) => tag('OptionId', option)).join('');
    return `<SelectedItem>${tag('QuestionKey', question)}<OptionIds>${ids}</OptionIds></SelectedItem>`;
  });
  return items.length === 0 ? '' : `<SelectedItems>${items.join('')}</SelectedItems>`;
};

const event = (name: string, key: string, more = ''): string => tag('MsgType', 'event') + tag('Event', name) + tag('EventKey', key) + more;

const location = (content: Extract<PersonContent, { kind: 'location' }>): string =>
  tag('MsgType', 'location') +
  number('Location_X', content.latitude) +
  number('Location_Y', content.longitude) +
  number('Scale', content.scale ?? 16) +
  tag('Label', content.label) +
  tag('AppType', 'wxwork');

const fields = (content: PersonContent, pictureUrl: (mediaId: string) => string): string => {
  switch (content.kind) {
    case 'text':
      return tag('MsgType', 'text') + tag('Content', content.text);
    case 'image':
      return tag('MsgType', 'image') + tag('PicUrl', pictureUrl(content.mediaId)) + tag('MediaId', content.mediaId);
    case 'voice':
      return tag('MsgType', 'voice') + tag('MediaId', content.mediaId) + tag('Format', content.format ?? 'amr');
    case 'video':
      return tag('MsgType', 'video') + tag('MediaId', content.mediaId) + tag('ThumbMediaId', content.thumbMediaId);
    case 'location':
      return location(content);
    case 'link':
      return (
        tag('MsgType', 'link') +
        tag('Title', content.title) +
        tag('Description', content.description) +
        tag('Url', content.url) +
        tag('PicUrl', content.picUrl ?? '')
      );
    case 'file':
      return tag('MsgType', 'file') + tag('FileName', content.fileName) + tag('MediaId', content.mediaId);
    case 'click':
      return event('click', content.key);
    case 'view':
      return event('view', content.url);
    case 'enter':
      return event('enter_agent', '');
    case 'subscribe':
    case 'unsubscribe':
      return event(content.kind, '');
    case 'press':
      return event(
        'template_card_event',
        content.key,
        tag('TaskId', content.taskId) +
          tag('CardType', content.cardType) +
          tag('ResponseCode', content.responseCode) +
          selectedItems(content.selected ?? {}),
      );
  }
};

const EVENTS = new Set<PersonContent['kind']>(['click', 'view', 'enter', 'subscribe', 'unsubscribe', 'press']);

/** Events carry no MsgId. [D90240] */
export const isEvent = (content: PersonContent): boolean => EVENTS.has(content.kind);

/** The inner XML of a callback. `createTime` in Unix seconds; `pictureUrl` fills PicUrl. [D90239, D90240] */
export const callbackXml = (head: CallbackHead, content: PersonContent, pictureUrl: (mediaId: string) => string): string =>
  [
    '<xml>',
    tag('ToUserName', head.corpId),
    tag('FromUserName', head.account),
    number('CreateTime', head.createTime),
    fields(content, pictureUrl),
    isEvent(content) ? '' : `<MsgId>${head.msgId}</MsgId>`,
    number('AgentID', head.agentId),
    '</xml>',
  ].join('');

/** The outer envelope that is POSTed. [D90930] */
export const envelopeXml = (corpId: string, agentId: number, encrypted: string): string =>
  `<xml>${tag('ToUserName', corpId)}${tag('AgentID', String(agentId))}${tag('Encrypt', encrypted)}</xml>`;

import { callbackXml } from '../../../src/sandbox/wecom/callback-xml.ts';
import { newMsgId } from '../../../src/sandbox/wecom/ids.ts';
import type { PersonContent } from '../../../src/sandbox/wecom/types.ts';
import { CREDENTIALS } from '../../support/credentials.ts';

/** One of each type that the platform sends (wecom.md §3). */
const CONTENTS: readonly PersonContent[] = [
  { kind: 'text', text: '北楼三层走廊灭火器过期了 <a href="x">a & b</a> ]]> 😀' },
  { kind: 'image', mediaId: '3aBcD_media' },
  { kind: 'voice', mediaId: '3voice', format: 'amr' },
  { kind: 'video', mediaId: '3video', thumbMediaId: '3thumb' },
  { kind: 'location', label: '实验楼三层东侧楼梯', latitude: 31.2304, longitude: 121.4737 },
  { kind: 'link', title: '消防通知', description: '请看', url: 'https://edu.example/n/1?a=1&b=2', picUrl: '' },
  { kind: 'file', mediaId: '3file', fileName: '隐患清单.xlsx' },
  { kind: 'click', key: 'my_tasks' },
  { kind: 'view', url: 'https://edu.example/' },
  { kind: 'enter' },
  { kind: 'subscribe' },
  { kind: 'unsubscribe' },
  {
    kind: 'press',
    key: '00000000-0000-4000-8000-000000000000_0',
    taskId: 'task-1',
    cardType: 'multiple_interaction',
    responseCode: 'code-1',
    selected: { question: ['option-1', 'option-2'] },
  },
];

/** Nobody of the organisation: whatever comes from them has no effect but an answer. */
export const stranger = (nth: number): string => `stranger.${nth % 40}`;

/** The inner XML of a genuine callback; `nth` picks its type. A new MsgId each time. */
export const genuineXml = (nth: number, account = stranger(nth)): string => {
  const content = CONTENTS[nth % CONTENTS.length] ?? { kind: 'enter' };
  const { corpId, agentId } = CREDENTIALS;
  const head = { corpId, agentId, account, createTime: Math.floor(Date.now() / 1000), msgId: newMsgId() };
  return callbackXml(head, content, (mediaId) => `http://p.invalid/${mediaId}/0`);
};

/** So many messages, of every type, whose repeats are known as such. */
export const genuinePool = (size: number): string[] => Array.from({ length: size }, (_, nth) => genuineXml(nth));

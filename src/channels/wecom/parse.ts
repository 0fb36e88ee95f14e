import type { InboundContent, InboundMessage, MediaRef } from '../../messaging/message.ts';
import { type InnerHead, readHead } from './inner-head.ts';
import { leaf, type XmlNode } from './inner-xml.ts';

/** A decrypted payload as neutral words. Pure; what cannot be read becomes `unsupported` [D90239, D90240]. */
export const parsePayload = (payload: string): InboundMessage => {
  const head = readHead(payload);
  return {
    channel: 'wecom',
    sender: head?.sender ?? null,
    // A self-built app only hears the conversation between one member and itself [D90235].
    conversation: { kind: 'single' },
    sentAt: head?.sentAt ?? new Date(0),
    content: head === null ? unsupported('unreadable') : contentOf(head),
  };
};

type Read = (root: XmlNode) => InboundContent | null;

const contentOf = (head: InnerHead): InboundContent => {
  const isEvent = head.type === 'event';
  const name = isEvent ? head.event : head.type;
  const read = (isEvent ? EVENTS : MESSAGES).get(name);
  return read?.(head.root) ?? unsupported(isEvent ? `event.${name}` : name);
};

const unsupported = (type: string): InboundContent => ({ kind: 'unsupported', type });

const media = (root: XmlNode, kind: MediaRef['kind']): MediaRef | null => {
  const id = leaf(root, 'MediaId').trim();
  return id === '' ? null : { channel: 'wecom', id, kind, name: kind === 'file' ? leaf(root, 'FileName') || null : null };
};

const readMedia =
  (kind: 'image' | 'video' | 'file'): Read =>
  (root) => {
    const ref = media(root, kind);
    return ref && { kind, media: ref };
  };

const readVoice: Read = (root) => {
  const ref = media(root, 'voice');
  // The platform's page knows no transcript; some clients were seen to send one.
  return ref && { kind: 'voice', media: ref, transcript: leaf(root, 'Recognition').trim() || null };
};

/** Location_X is the latitude, Location_Y the longitude. */
const readPosition = (at: XmlNode, label: string): InboundContent | null => {
  const [latitude, longitude] = [degrees(leaf(at, 'Location_X'), 90), degrees(leaf(at, 'Location_Y'), 180)];
  if (latitude === null || longitude === null) return null;
  return { kind: 'location', latitude, longitude, label: label.trim() || null };
};

const degrees = (text: string, limit: number): number | null => {
  const value = Number(text);
  return text.trim() !== '' && Math.abs(value) <= limit ? value : null;
};

const readSelectedPosition: Read = (root) => {
  const at = root.children.get('SendLocationInfo')?.[0];
  return at === undefined ? null : readPosition(at, leaf(at, 'Label') || leaf(at, 'Poiname'));
};

const readAction: Read = (root) => {
  const ref = leaf(root, 'EventKey');
  if (ref === '') return null;
  return { kind: 'action', ref, cardId: leaf(root, 'TaskId') || null, updateToken: leaf(root, 'ResponseCode') || null };
};

const readMenu: Read = (root) => ({ kind: 'menu', key: leaf(root, 'EventKey') });

/** The client waits for our answer to what was scanned, so the scan is what the person says. */
const readScan: Read = (root) => {
  const text = leaf(root, 'ScanCodeInfo', 'ScanResult');
  return text.trim() === '' ? readMenu(root) : { kind: 'text', text };
};

const presence =
  (change: 'entered' | 'joined' | 'left'): Read =>
  () => ({ kind: 'presence', change });

const notice =
  (topic: string): Read =>
  () => ({ kind: 'notice', topic });

const MESSAGES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['text', (root) => ({ kind: 'text', text: leaf(root, 'Content') })],
  ['image', readMedia('image')],
  ['voice', readVoice],
  ['video', readMedia('video')],
  ['location', (root) => readPosition(root, leaf(root, 'Label'))],
  ['link', (root) => ({ kind: 'link', title: leaf(root, 'Title'), url: leaf(root, 'Url') })],
  // Not on the platform's page; some clients were seen to send it.
  ['file', readMedia('file')],
]);

/** Events that are nobody's words: of the app, the corp, or of something that says itself by another message. */
const NOTICES = [
  // A menu entry opened a page: nothing was said.
  'view',
  'view_miniprogram',
  // The pictures come as messages of their own; the event only counts them.
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'change_contact',
  'batch_job_result',
  'upload_media_job_finish',
  'open_approval_change',
  'inactive_alert',
  'close_inactive_agent',
  'reopen_inactive_agent',
  'low_active_alert',
  'low_active',
  'active_restored',
  'share_agent_change',
  'share_chain_change',
];

const EVENTS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...NOTICES.map((topic): [string, Read] => [topic, notice(topic)]),
  ['template_card_event', readAction],
  ['template_card_menu_event', readAction],
  ['click', readMenu],
  ['scancode_waitmsg', readScan],
  // The client has opened what was scanned by itself.
  ['scancode_push', readMenu],
  ['location_select', readSelectedPosition],
  ['subscribe', presence('joined')],
  ['unsubscribe', presence('left')],
  ['enter_agent', presence('entered')],
  // Sent by the client on every entry, without the person doing anything: not a position that somebody reports.
  ['LOCATION', notice('position')],
]);

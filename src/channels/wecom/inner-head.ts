import { createHash } from 'node:crypto';
import { leaf, readXml, type XmlNode } from './inner-xml.ts';

/** What every message and event carries [D90239, D90240]. */
export type InnerHead = {
  /** The platform's spelling; null for what the system itself says (`sys`). */
  sender: string | null;
  sentAt: Date;
  /** `text`, `image` … or `event`. */
  type: string;
  /** Event name, `''` for messages. */
  event: string;
  /** Null where the platform names none (contact changes and the like). */
  agentId: string | null;
  root: XmlNode;
};

const SYSTEM_SENDER = 'sys';
const LONGEST_KEY = 128;

/** The head of a decrypted message, or null when it makes no sense. */
export const readHead = (payload: string): InnerHead | null => {
  const root = readXml(payload);
  if (root === null) return null;
  const [from, type, created] = [leaf(root, 'FromUserName').trim(), leaf(root, 'MsgType').trim(), leaf(root, 'CreateTime').trim()];
  if (from === '' || type === '' || !/^\d{1,11}$/.test(created)) return null;
  const agentId = (leaf(root, 'AgentID') || leaf(root, 'AgentId')).trim();
  return {
    sender: from.toLowerCase() === SYSTEM_SENDER ? null : from,
    sentAt: new Date(Number(created) * 1000),
    type,
    event: type === 'event' ? leaf(root, 'Event').trim() : '',
    agentId: agentId === '' ? null : agentId,
    root,
  };
};

const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');

/**
 * The key by which a repeated delivery is known.
 *
 * A message has its MsgId, which was seen to collide between people, so sender and second stand beside it. An event has none, and the
 * platform's advice (sender and second) folds different events into one; so all that it says counts, but for the ResponseCode, of which
 * nobody promises that a repeat carries the same.
 */
export const dedupeKeyOf = (head: InnerHead): string => {
  const messageId = leaf(head.root, 'MsgId').trim();
  if (messageId === '') return `event|${sha256(canonical(head.root))}`;
  const seconds = head.sentAt.getTime() / 1000;
  const key = `message|${head.agentId ?? ''}|${head.sender ?? SYSTEM_SENDER}|${messageId}|${seconds}`;
  return key.length <= LONGEST_KEY ? key : `message|${sha256(key)}`;
};

const canonical = (node: XmlNode): string => {
  const children = [...node.children].filter(([name]) => name !== 'ResponseCode').sort(([a], [b]) => (a < b ? -1 : 1));
  // Text beside children is only the layout between the tags.
  if (children.length === 0) return JSON.stringify(node.text);
  return `{${children.map(([name, nodes]) => `${JSON.stringify(name)}:[${nodes.map(canonical).join()}]`).join()}}`;
};

import { type Answer, accepted, refused } from '../answers.ts';
import { type Content, markdownContent, mediaContent, newsContent, textContent, textcardContent } from '../content.ts';
import { newId } from '../ids.ts';
import { asText, asTexts, type JsonObject } from '../json.ts';
import type { AppChat } from '../types.ts';
import { remember, show, type World } from '../world.ts';
import type { Call, Handler } from './call.ts';

const CHAT_ID = /^[0-9a-zA-Z]{1,32}$/;
const MARKDOWN_BYTES = 2048;

const judgeMembers = async (world: World, accounts: string[]): Promise<Answer | null> => {
  if (accounts.length < 2 || accounts.length > 2000) return refused(86006, 'a chat has 2 to 2000 members');
  const found = await Promise.all(accounts.map((account) => world.roster.member(account)));
  return found.every((member) => member !== null) ? null : refused(86007, 'invalid chat member');
};

const judgeNew = async (world: World, body: JsonObject): Promise<Answer | null> => {
  const [name, chatid, userlist, owner] = [asText(body.name), body.chatid, asTexts(body.userlist), asText(body.owner)];
  if (Array.from(name).length > 50) return refused(86004, 'invalid chat name');
  if (chatid !== undefined && !CHAT_ID.test(asText(chatid))) return refused(86001, 'invalid chatid');
  if (world.store.state.appChats.has(asText(chatid))) return refused(86215, 'chatid exists');
  if (owner !== '' && !userlist.includes(owner)) return refused(86207, 'owner is not in the userlist');
  return judgeMembers(world, userlist);
};

/** POST appchat/create. [D90245] */
export const createAppChat: Handler = async ({ world, body }) => {
  const wrong = await judgeNew(world, body);
  if (wrong) return wrong;
  const userlist = [...new Set(asTexts(body.userlist))];
  const chatid = asText(body.chatid) || newId('').slice(0, 20);
  const chat: AppChat = { chatid, name: asText(body.name) || '群聊', owner: asText(body.owner) || (userlist[0] ?? ''), userlist };
  world.store.record({ op: 'appchat', chat });
  return accepted({ chatid });
};

/** A chat of the organisation's own list counts as created earlier. */
const findChat = async (world: World, chatid: string): Promise<AppChat | null> => {
  const created = world.store.state.appChats.get(chatid);
  if (created) return created;
  const listed = (await world.roster.groups()).find((group) => group.key === chatid);
  return listed ? { chatid, name: listed.name, owner: '', userlist: [] } : null;
};

/** GET appchat/get. [D98914] */
export const getAppChat: Handler = async ({ world, query }) => {
  const chat = await findChat(world, query.get('chatid') ?? '');
  return chat ? accepted({ chat_info: { ...chat, chat_type: 0 } }) : refused(86001, 'invalid chatid');
};

/** POST appchat/update. [D98913] */
export const updateAppChat: Handler = async ({ world, body }) => {
  const chat = await findChat(world, asText(body.chatid));
  if (!chat) return refused(86001, 'invalid chatid');
  const removed = asTexts(body.del_user_list);
  const userlist = [...new Set([...chat.userlist, ...asTexts(body.add_user_list)])].filter((account) => !removed.includes(account));
  const wrong = await judgeMembers(world, userlist);
  if (wrong) return wrong;
  const owner = asText(body.owner) || chat.owner;
  if (!userlist.includes(owner)) return refused(86207, 'owner is not in the userlist');
  world.store.record({ op: 'appchat', chat: { ...chat, name: asText(body.name) || chat.name, owner, userlist } });
  return accepted();
};

const contentOf = ({ world, body, now }: Call): Content => {
  const msgtype = asText(body.msgtype);
  switch (msgtype) {
    case 'text':
      return textContent(body);
    case 'markdown':
      return markdownContent(body, 'markdown', MARKDOWN_BYTES, 45002);
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return mediaContent(world, body, msgtype, now, null);
    case 'textcard':
      return textcardContent(body);
    case 'news':
      return newsContent(body);
    default:
      return { refusal: refused(40008, 'invalid message type') };
  }
};

/** POST appchat/send: no template_card, no msgid. [D90248] */
export const sendToAppChat: Handler = async (call) => {
  const { world, body, now } = call;
  const chat = await findChat(world, asText(body.chatid));
  if (!chat) return refused(86001, 'invalid chatid');
  const content = contentOf(call);
  if (content.refusal) return content.refusal;
  const [conversation, at] = [`group:${chat.chatid}`, now.toISOString()];
  const line = show(world, { conversation, at, from: 'bot', ...content.shown });
  const { mediaId, truncated } = content;
  const { text = null, card = null } = content.shown;
  const msgtype = asText(body.msgtype);
  remember(world, { via: 'appchat', at, to: [conversation], msgtype, body, text, card, mediaId, truncated, messageIds: [line.id] });
  return accepted();
};

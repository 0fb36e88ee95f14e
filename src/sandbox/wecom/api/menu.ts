import { type Answer, accepted, firstRefusal, refused } from '../answers.ts';
import { byteLength } from '../bytes.ts';
import { asList, asObject, asText, isObject, type JsonObject } from '../json.ts';
import type { Call, Handler } from './call.ts';

const ACTION_TYPES = new Set([
  'click',
  'view',
  'view_miniprogram',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
]);

const judgeAction = (button: JsonObject): Answer | null => {
  const type = asText(button.type);
  if (!ACTION_TYPES.has(type)) return refused(40017, 'invalid button type');
  if (type === 'view') {
    const url = asText(button.url);
    return /^https?:\/\//i.test(url) && byteLength(url) <= 1024 ? null : refused(40020, 'invalid button url');
  }
  const key = asText(type === 'view_miniprogram' ? button.pagepath : button.key);
  return key !== '' && byteLength(key) <= 128 ? null : refused(40019, 'invalid button key');
};

const judgeName = (button: JsonObject, limit: number): Answer | null => {
  const name = asText(button.name);
  return name !== '' && byteLength(name) <= limit ? null : refused(40018, 'invalid button name size');
};

const judgeButton = (item: unknown): Answer | null => {
  const button = asObject(item);
  if (button.sub_button === undefined) {
    return firstRefusal(
      () => judgeName(button, 16),
      () => judgeAction(button),
    );
  }
  const subs = asList(button.sub_button).map(asObject);
  if (subs.length < 1 || subs.length > 5) return refused(40023, 'sub_button must hold 1 to 5 entries');
  return firstRefusal(
    () => judgeName(button, 16),
    ...subs.map((sub) => () => judgeName(sub, 40)),
    ...subs.map((sub) => () => judgeAction(sub)),
  );
};

const judgeAgentOf = ({ world, query }: Call): Answer | null => {
  const agentid = query.get('agentid') ?? '';
  if (!/^\d+$/.test(agentid)) return refused(40056, 'invalid agentid');
  return Number(agentid) === world.credentials.agentId ? null : refused(301002, 'not allow operate another agent with this accesstoken');
};

/** POST menu/create. [D90231] */
export const createMenu: Handler = (call) => {
  const buttons = asList(call.body.button);
  if (buttons.length < 1 || buttons.length > 3) return refused(40016, 'button must hold 1 to 3 entries');
  const wrong = firstRefusal(() => judgeAgentOf(call), ...buttons.map((button) => () => judgeButton(button)));
  if (wrong) return wrong;
  call.world.store.record({ op: 'menu', menu: buttons.filter(isObject) });
  return accepted();
};

/** GET menu/get. */
export const getMenu: Handler = (call) => {
  const { menu } = call.world.store.state;
  return judgeAgentOf(call) ?? (menu.length === 0 ? refused(46003, 'no menu') : accepted({ button: menu }));
};

/** GET menu/delete. */
export const deleteMenu: Handler = (call) => {
  const wrong = judgeAgentOf(call);
  if (wrong) return wrong;
  call.world.store.record({ op: 'menu', menu: [] });
  return accepted();
};

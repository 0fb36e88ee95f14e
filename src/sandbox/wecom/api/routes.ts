import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { World } from '../world.ts';
import { createAppChat, getAppChat, sendToAppChat, updateAppChat } from './appchat.ts';
import { onGet, onPost, onWebhookPost, withToken } from './call.ts';
import { updateTemplateCard } from './card-update.ts';
import { getAgent, getCallbackIp, getUser, getUserid } from './contacts.ts';
import { getMedia, uploadMedia, uploadWebhookMedia } from './media.ts';
import { createMenu, deleteMenu, getMenu } from './menu.ts';
import { sendMessage } from './message.ts';
import { recallMessage } from './recall.ts';
import { getToken } from './token.ts';
import { sendByWebhook } from './webhook.ts';

/** Every call of the platform that the product makes, below `<prefix>/cgi-bin`. Uploads read their body themselves, so they enter like a GET. */
export const createRoutes = (world: World, faults: Middleware, prefix: string): Router => {
  const router = new Router({ prefix });
  router.use(faults);
  router.get('/cgi-bin/gettoken', onGet(world, getToken));
  router.post('/cgi-bin/message/send', onPost(world, withToken(sendMessage)));
  router.post('/cgi-bin/message/update_template_card', onPost(world, withToken(updateTemplateCard)));
  router.post('/cgi-bin/message/recall', onPost(world, withToken(recallMessage)));
  router.post('/cgi-bin/media/upload', onGet(world, withToken(uploadMedia)));
  router.get('/cgi-bin/media/get', onGet(world, withToken(getMedia)));
  router.post('/cgi-bin/webhook/send', onWebhookPost(world, sendByWebhook));
  router.post('/cgi-bin/webhook/upload_media', onGet(world, uploadWebhookMedia));
  router.post('/cgi-bin/appchat/create', onPost(world, withToken(createAppChat)));
  router.get('/cgi-bin/appchat/get', onGet(world, withToken(getAppChat)));
  router.post('/cgi-bin/appchat/send', onPost(world, withToken(sendToAppChat)));
  router.post('/cgi-bin/appchat/update', onPost(world, withToken(updateAppChat)));
  router.post('/cgi-bin/user/getuserid', onPost(world, withToken(getUserid)));
  router.get('/cgi-bin/user/get', onGet(world, withToken(getUser)));
  router.get('/cgi-bin/agent/get', onGet(world, withToken(getAgent)));
  router.get('/cgi-bin/getcallbackip', onGet(world, withToken(getCallbackIp)));
  router.post('/cgi-bin/menu/create', onPost(world, withToken(createMenu)));
  router.get('/cgi-bin/menu/get', onGet(world, withToken(getMenu)));
  router.get('/cgi-bin/menu/delete', onGet(world, withToken(deleteMenu)));
  return router;
};

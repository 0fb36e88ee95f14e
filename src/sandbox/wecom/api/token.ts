import { accepted, refused } from '../answers.ts';
import { TOKEN_SECONDS } from '../tokens.ts';
import type { Handler } from './call.ts';

/** GET gettoken. [D91039] */
export const getToken: Handler = ({ world, query }) => {
  const { corpId, secret } = world.credentials;
  if (!query.get('corpid')) return refused(41002, 'corpid missing');
  if (!query.get('corpsecret')) return refused(41004, 'corpsecret missing');
  if (query.get('corpid') !== corpId) return refused(40013, 'invalid corpid');
  if (query.get('corpsecret') !== secret) return refused(40001, 'invalid credential');
  return accepted({ access_token: world.tokens.issue(), expires_in: TOKEN_SECONDS });
};

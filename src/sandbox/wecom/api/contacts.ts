import { accepted, refused } from '../answers.ts';
import { asText } from '../json.ts';
import type { Handler } from './call.ts';

/** POST user/getuserid: phone → userid, for members in range. [D95402] */
export const getUserid: Handler = async ({ world, body }) => {
  const mobile = asText(body.mobile);
  if (!/^\+?\d{5,20}$/.test(mobile)) return refused(40058, 'invalid mobile');
  const member = (await world.roster.members()).find((candidate) => candidate.phone === mobile);
  return member ? accepted({ userid: member.account }) : refused(46004, 'user not exist');
};

/** GET user/get, as an app created after 2022-06-20 sees it: no phone, no e-mail, no avatar. [D90196] */
export const getUser: Handler = async ({ world, query }) => {
  const member = await world.roster.member(query.get('userid') ?? '');
  if (!member) return refused(60111, 'userid not found');
  const { account, name, title = '' } = member;
  return accepted({ userid: account, name, department: [1], main_department: 1, position: title, status: 1, gender: '0' });
};

/** GET agent/get: the app sees everybody (root department). [D90227] */
export const getAgent: Handler = async ({ world, query }) => {
  const agentid = Number(query.get('agentid') ?? Number.NaN);
  if (!Number.isInteger(agentid)) return refused(40056, 'invalid agentid');
  if (agentid !== world.credentials.agentId) return refused(301002, 'not allow operate another agent with this accesstoken');
  const user = (await world.roster.members()).map((member) => ({ userid: member.account }));
  return accepted({
    agentid,
    name: '校安网格',
    close: 0,
    redirect_domain: '',
    report_location_flag: 0,
    isreportenter: 1,
    allow_userinfos: { user },
    allow_partys: { partyid: [1] },
    allow_tags: { tagid: [] },
  });
};

/** GET getcallbackip. [D90930] */
export const getCallbackIp: Handler = () => accepted({ ip_list: ['127.0.0.1', '::1'] });

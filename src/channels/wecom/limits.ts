import { createHash } from 'node:crypto';
import type { Limit } from '../../messaging/channel.ts';
import type { Address } from '../../messaging/message.ts';
import { doorOf } from './render.ts';
import type { WecomConfig } from './types.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Names a group without naming the secret that its address is. */
const anonymous = (address: string): string => createHash('sha256').update(address).digest('hex').slice(0, 16);

/**
 * The platform's limits for a message to this address, with a share kept for urgent ones [D90312, D99110]. Beyond those for a member it
 * drops messages without a word. None for another platform's address.
 */
export const limitsOf = ({ corpId, agentId }: WecomConfig, to: Address): Limit[] => {
  const door = doorOf(to);
  if (door === null) return [];
  const corp = (call: string): Limit[] => [
    { key: `wecom:${corpId}:${call}:minute`, max: 10_000, seconds: MINUTE, reserve: 500 },
    { key: `wecom:${corpId}:${call}:hour`, max: 150_000, seconds: HOUR, reserve: 5_000 },
  ];
  if (to.kind === 'member') {
    const member = `wecom:${corpId}:${agentId}:member:${to.account.toLowerCase()}`;
    return [
      { key: `${member}:minute`, max: 30, seconds: MINUTE, reserve: 5 },
      { key: `${member}:hour`, max: 1000, seconds: HOUR, reserve: 50 },
      ...corp('message'),
    ];
  }
  const group = `wecom:${door}:${anonymous(to.address)}`;
  if (door === 'robot') return [{ key: `${group}:minute`, max: 20, seconds: MINUTE, reserve: 4 }];
  // Counted by the platform in messages times members: 200 a minute for each member, whatever group they come from.
  return [{ key: `${group}:minute`, max: 60, seconds: MINUTE, reserve: 10 }, ...corp('appchat')];
};

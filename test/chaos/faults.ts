import type { Fault } from '../../src/sandbox/wecom/faults.ts';

/** What one call of the platform goes wrong with. `code`: as the product calls it, so that a parked message can be told from a lost one. */
export type PlatformFault = { kind: string; path: string; fault: Fault; times: number; code: string };

/** The platform fails in each of its ways (wecom.md §11): its class says what the product must do about it. */
export const PLATFORM_FAULTS: readonly PlatformFault[] = [
  { kind: 'gateway answers 502', path: 'message/send', fault: 'http-502', times: 3, code: 'http:502' },
  { kind: 'platform busy (-1)', path: 'message/send', fault: { errcode: -1 }, times: 3, code: 'wecom:-1' },
  { kind: 'too many calls (45009)', path: 'message/send', fault: { errcode: 45009 }, times: 1, code: 'wecom:45009' },
  { kind: 'too many at once (45033)', path: 'message/send', fault: { errcode: 45033 }, times: 1, code: 'wecom:45033' },
  { kind: 'token expired (42001)', path: 'message/send', fault: { errcode: 42001 }, times: 1, code: 'wecom:42001' },
  { kind: 'token unknown (40014)', path: 'message/send', fault: { errcode: 40014 }, times: 1, code: 'wecom:40014' },
  { kind: 'no right to the call (48002)', path: 'message/send', fault: { errcode: 48002 }, times: 1, code: 'wecom:48002' },
  { kind: 'address not allowed (60020)', path: 'message/send', fault: { errcode: 60020 }, times: 1, code: 'wecom:60020' },
  { kind: 'member unknown (81013)', path: 'message/send', fault: { errcode: 81013 }, times: 1, code: 'wecom:81013' },
  { kind: 'reset before it looked', path: 'message/send', fault: 'reset-before', times: 3, code: 'reset' },
  { kind: 'reset after accepting', path: 'message/send', fault: 'reset-after-accepting', times: 3, code: 'reset' },
  { kind: 'no answer at all', path: 'message/send', fault: 'hang', times: 2, code: 'timeout' },
  { kind: 'no JSON', path: 'message/send', fault: 'not-json', times: 2, code: 'bad-json' },
  { kind: 'slow', path: 'message/send', fault: { delayMs: 3_000 }, times: 3, code: 'slow' },
  { kind: 'no token given', path: 'gettoken', fault: 'http-502', times: 1, code: 'http:502' },
  { kind: 'card code stale (60140)', path: 'message/update_template_card', fault: { errcode: 60140 }, times: 1, code: 'wecom:60140' },
  { kind: 'redraw reset after accepting', path: 'message/update_template_card', fault: 'reset-after-accepting', times: 1, code: 'reset' },
  { kind: 'photo not handed over', path: 'media/get', fault: 'http-502', times: 2, code: 'http:502' },
  { kind: 'photo breaks off', path: 'media/get', fault: 'reset-before', times: 1, code: 'reset' },
  { kind: 'upload refused for now', path: 'media/upload', fault: { errcode: -1 }, times: 1, code: 'wecom:-1' },
  { kind: 'group post reset after accepting', path: 'webhook/send', fault: 'reset-after-accepting', times: 1, code: 'reset' },
];

/** What can be broken of our own side. */
export const MACHINE_FAULTS = [
  'kill web',
  'kill worker',
  'kill everything',
  'kill PostgreSQL',
  'PostgreSQL stops immediately',
  'kill Redis',
  'empty Redis',
  'token taken back',
] as const;
export type MachineFault = (typeof MACHINE_FAULTS)[number];

/** A moment (ms after the start) and what is broken then; what was killed comes back after `downMs`. `which` picks among several. */
export type PlannedFault = { at: number; downMs: number; which: number } & (
  | { what: 'machine'; kind: MachineFault }
  | { what: 'platform'; kind: string; fault: PlatformFault }
);

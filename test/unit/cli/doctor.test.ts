import { describe, expect, test } from 'vitest';
import { dutyPlan, holidays, sensitivePeriods, terms } from '../../../src/cli/doctor/calendar.ts';
import { examine, ok } from '../../../src/cli/doctor/check.ts';
import { diskSpace, nodeVersion } from '../../../src/cli/doctor/machine.ts';
import { platformFault, visibleScope } from '../../../src/cli/doctor/platform.ts';
import { lastKnownYear } from '../../../src/infra/calendar/statutory-days.ts';
import { ChannelError } from '../../../src/messaging/errors.ts';

const nothingEntered = (): boolean => false;
const refused = (code: string, message = '') => platformFault(new ChannelError('wecom', 'config', code, message));

describe('the machine', () => {
  test.each([
    ['18.20.0', 'fail'],
    ['20.18.9', 'fail'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
  ])('Node %s: %s', (version, status) => {
    expect(nodeVersion(version).status).toBe(status);
  });

  test.each([
    [100, 'fail'],
    [1000, 'warn'],
    [50_000, 'ok'],
  ])('%i MB free: %s', (free, status) => {
    expect(diskSpace('/data', free).status).toBe(status);
  });
});

describe('holidays', () => {
  const year = lastKnownYear();

  test.each([
    [`${year}-06-01`, 'ok'],
    [`${year}-09-02`, 'ok'],
    [`${year}-09-03`, 'warn'],
    [`${year}-11-02`, 'warn'],
    [`${year}-12-31`, 'warn'],
    [`${year + 1}-01-01`, 'fail'],
  ])('on %s: %s', (today, status) => {
    expect(holidays(today, nothingEntered).status).toBe(status);
  });

  test('a year that the city has entered is known', () => {
    expect(holidays(`${year}-12-31`, (entered) => entered === String(year + 1)).status).toBe('ok');
  });

  test.each([`${year}-12-01`, `${year + 1}-01-01`])('on %s the year is named, what is done meanwhile, and how to mend it', (today) => {
    const { message, mend } = holidays(today, nothingEntered);
    expect(message).toContain(`${year + 1}`);
    expect(message).toContain('plain weeks');
    expect(mend).toContain('日历');
    expect(mend).toContain('chinese-days');
  });
});

describe('the city’s calendar', () => {
  const span = (from: string, to: string) => [{ name: '某段', from, to }];

  test.each([
    ['2026-11-23', span('2026-09-01', '2027-01-29'), 'ok'],
    ['2026-07-10', span('2026-09-01', '2027-01-29'), 'ok'],
    ['2026-07-02', span('2026-09-01', '2027-01-29'), 'warn'],
    ['2027-01-29', span('2026-09-01', '2027-01-29'), 'ok'],
    ['2027-01-30', span('2026-09-01', '2027-01-29'), 'warn'],
    ['2026-11-23', [], 'warn'],
  ])('on %s the terms are as they should be: %j %s', (today, entered, status) => {
    expect(terms(today, entered).status).toBe(status);
  });

  test.each([
    [span('2026-06-05', '2026-06-10'), 'warn'],
    [span('2026-11-20', '2026-11-23'), 'ok'],
    [span('2027-06-05', '2027-06-10'), 'ok'],
    [[], 'warn'],
  ])('a sensitive period is known from today on: %j %s', (entered, status) => {
    expect(sensitivePeriods('2026-11-23', entered).status).toBe(status);
  });
});

describe('the plan of duties', () => {
  test.each([
    [null, false, 'warn'],
    ['2026-11-22:7', true, 'warn'],
    ['2026-11-23:7', false, 'warn'],
    ['2026-11-23:7', true, 'ok'],
  ])('%s, complete %s: %s', (version, complete, status) => {
    expect(dutyPlan('2026-11-23', version, complete).status).toBe(status);
  });
});

describe('the platform', () => {
  test('names the address that it refuses', () => {
    const found = refused(
      'wecom:60020',
      'WeCom agent/get: errcode 60020 (not allow to access from your ip, from ip: 203.0.113.7, more info)',
    );
    expect(found).toMatchObject({ status: 'fail', mend: expect.stringContaining('203.0.113.7') });
    expect(found.mend).toContain('企业可信IP');
  });

  test.each(['wecom:40001', 'wecom:40013', 'wecom:301002', 'timeout', 'wecom:99999'])('says how to mend %s', (code) => {
    expect(refused(code).mend).toMatch(/\w{4}/);
  });

  test('an app that nobody may see is as good as none', () => {
    const some = { allow_userinfos: { user: [{ userid: 'a' }] }, allow_partys: { partyid: [2, 3] }, close: 0 };
    expect(visibleScope(some)).toMatchObject({ status: 'ok', message: expect.stringContaining('1 people, 2 departments') });
    expect(visibleScope({ allow_partys: { partyid: [] } }).status).toBe('fail');
    expect(visibleScope({ ...some, close: 1 }).status).toBe('fail');
  });
});

describe('a check', () => {
  test('that breaks is a finding', async () => {
    const found = await examine('x', () => Promise.reject(new Error('no such table')));
    expect(found).toMatchObject({ check: 'x', status: 'fail', message: expect.stringContaining('no such table') });
    expect(await examine('y', async () => ok('fine'))).toEqual({ check: 'y', status: 'ok', message: 'fine', mend: null });
  });
});

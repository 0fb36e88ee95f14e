import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, SETTING_NAMES } from '../../src/config.ts';

const WECOM = {
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'a-secret',
  WECOM_TOKEN: 'QDG6eK',
  WECOM_ENCODING_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

/** The settings that a start with this environment complains of, in order; none: it is taken. */
const faultsOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.split(':')[0] ?? '');
  }
};

describe('with nothing set', () => {
  it('the program runs by itself', () => {
    expect(loadConfig({})).toEqual({
      ...{ port: 3000, host: '127.0.0.1', dataDir: '.data', databaseUrl: null, redisUrl: null, logLevel: 'info' },
      ...{ apiToken: null, publicUrl: null, wecom: null, sandbox: true, clock: { mode: 'system' } },
    });
  });

  it('empty values and blanks count as unset', () => {
    const empty = Object.fromEntries(SETTING_NAMES.map((name, index) => [name, index % 2 ? '' : '  ']));
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });
});

describe('what is set', () => {
  it.each<[string, Record<string, string>, object]>([
    ['a port', { PORT: '8080' }, { port: 8080 }],
    ['any free port', { PORT: '0' }, { port: 0 }],
    ['blanks around a value', { HOST: ' 0.0.0.0 ' }, { host: '0.0.0.0' }],
    [
      'a database',
      { DATABASE_URL: 'postgresql://u:p@h:5433/d?sslmode=require' },
      { databaseUrl: 'postgresql://u:p@h:5433/d?sslmode=require' },
    ],
    ['Redis with TLS', { REDIS_URL: 'rediss://:p@h:6380/2' }, { redisUrl: 'rediss://:p@h:6380/2' }],
    ['an address without its last slashes', { PUBLIC_URL: 'https://grid.example.cn//' }, { publicUrl: 'https://grid.example.cn' }],
    ['WeCom, which turns the sandbox off', WECOM, { sandbox: false, wecom: expect.objectContaining({ agentId: 1000002 }) }],
    ['WeCom beside the sandbox', { ...WECOM, SANDBOX: 'on' }, { sandbox: true }],
    ['no sandbox and no platform', { SANDBOX: 'off' }, { sandbox: false, wecom: null }],
    [
      'another WeCom',
      { ...WECOM, WECOM_API_BASE: 'http://127.0.0.1:9/' },
      { wecom: expect.objectContaining({ apiBase: 'http://127.0.0.1:9' }) },
    ],
    ['the virtual clock', { CLOCK: 'virtual' }, { clock: { mode: 'virtual', start: null } }],
    [
      'where it begins',
      { CLOCK: 'virtual', CLOCK_START: '2026-11-23T08:00:00+08:00' },
      { clock: { mode: 'virtual', start: new Date('2026-11-23T00:00:00Z') } },
    ],
    ['what is none of ours', { PATH: '/bin', NODE_ENV: 'production', ANYTHING: 'x' }, { port: 3000 }],
  ])('%s is taken', (_what, env, part) => {
    expect(loadConfig(env)).toMatchObject(part);
  });
});

describe('what is wrong stops the start', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['no number', { PORT: 'http' }, ['PORT']],
    ['a port beyond all', { PORT: '65536' }, ['PORT']],
    ['a negative port', { PORT: '-1' }, ['PORT']],
    ['another database', { DATABASE_URL: 'mysql://h/d' }, ['DATABASE_URL']],
    ['no URL', { REDIS_URL: 'localhost:6379' }, ['REDIS_URL']],
    ['an unknown log level', { LOG_LEVEL: 'verbose' }, ['LOG_LEVEL']],
    ['a token that no header can carry', { API_TOKEN: 'two words' }, ['API_TOKEN']],
    ['an address without its protocol', { PUBLIC_URL: 'grid.example.cn' }, ['PUBLIC_URL']],
    ['an AgentId of letters', { ...WECOM, WECOM_AGENT_ID: 'x' }, ['WECOM_AGENT_ID']],
    ['a key of 42 characters', { ...WECOM, WECOM_ENCODING_AES_KEY: 'a'.repeat(42) }, ['WECOM_ENCODING_AES_KEY']],
    ['a token of signs', { ...WECOM, WECOM_TOKEN: 'a b' }, ['WECOM_TOKEN']],
    ['SANDBOX that is neither', { SANDBOX: 'true' }, ['SANDBOX']],
    ['an unknown clock', { CLOCK: 'fake' }, ['CLOCK']],
    ['a virtual clock in production', { CLOCK: 'virtual', NODE_ENV: 'production' }, ['CLOCK']],
    ['a start of the system’s clock', { CLOCK_START: '2026-11-23T08:00:00+08:00' }, ['CLOCK_START']],
    ['a start without its offset', { CLOCK: 'virtual', CLOCK_START: '2026-11-23T08:00:00' }, ['CLOCK_START']],
    ['a platform of another version', { DINGTALK_CLIENT_ID: 'x', WECOM_BOT_ID: 'y' }, ['DINGTALK_CLIENT_ID', 'WECOM_BOT_ID']],
    [
      'several at once',
      { PORT: 'x', SANDBOX: 'x', WECOM_SECRET: 'x' },
      ['PORT', 'SANDBOX', ...Object.keys(WECOM).filter((name) => name !== 'WECOM_SECRET')],
    ],
  ])('%s', (_what, env, names) => {
    expect(faultsOf(env).sort()).toEqual([...names].sort());
  });

  it('a WeCom app that is set by half names exactly what is missing', () => {
    const names = Object.keys(WECOM) as (keyof typeof WECOM)[];
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1, maxLength: names.length - 1 }), (present) => {
        const env = Object.fromEntries(present.map((name) => [name, WECOM[name]]));
        expect(faultsOf(env)).toEqual(names.filter((name) => !present.includes(name)));
      }),
    );
  });

  it('and never repeats a secret', () => {
    const secret = 'x secret y';
    for (const name of SETTING_NAMES) {
      try {
        loadConfig({ [name]: secret });
      } catch (error) {
        expect(String(error)).not.toContain(secret);
      }
    }
  });
});

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const settings = lines.map((line, index) => ({ name: /^#?([A-Z_]+)=/.exec(line)?.[1], index })).filter(({ name }) => name !== undefined);

  it('lists every setting once, and nothing else', () => {
    expect(settings.map(({ name }) => name).sort()).toEqual([...SETTING_NAMES].sort());
  });

  it('says of each what it is', () => {
    for (const { name, index } of settings) {
      const above = lines.slice(0, index).findLast((line) => !/^#?[A-Z_]+=/.test(line));
      expect([name, above]).toEqual([name, expect.stringMatching(/^# \S/)]);
    }
  });

  it('may be used as it is: nothing is switched on', () => {
    expect(lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('shows defaults that are the program’s', () => {
    const shown = Object.fromEntries(
      lines.flatMap((line) => {
        const [, name, value] = /^#([A-Z_]+)=(.+)$/.exec(line) ?? [];
        return name && value ? [[name, value]] : [];
      }),
    );
    expect(loadConfig(shown)).toEqual(loadConfig({}));
  });
});

import { z } from 'zod';

/** The settings of one WeCom app (自建应用); all present or the channel is off. */
export type WecomConfig = {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  encodingAesKey: string;
  apiBase: string;
};

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  logLevel: string;
  apiToken: string | null;
  publicUrl: string | null;
  wecom: WecomConfig | null;
  sandbox: boolean;
  clock: { mode: 'system' } | { mode: 'virtual'; start: Date | null };
};

/** Bad or half settings: every fault named at once, in English, for whoever starts the program. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL beginning with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    );
const httpUrl = url(['http:', 'https:']);
const withoutTrailingSlash = httpUrl.transform((text) => text.replace(/\/+$/, ''));

const schema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be at most 65535')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  REDIS_URL: url(['redis:', 'rediss:']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  API_TOKEN: z.string().regex(/^\S+$/, 'must not contain spaces').optional(),
  PUBLIC_URL: withoutTrailingSlash.optional(),
  WECOM_CORP_ID: z.string().optional(),
  WECOM_AGENT_ID: z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number (AgentId of the app)')
    .transform(Number)
    .optional(),
  WECOM_SECRET: z.string().optional(),
  WECOM_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{1,32}$/, 'must be at most 32 letters and digits')
    .optional(),
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'must be exactly 43 letters and digits')
    .optional(),
  WECOM_API_BASE: withoutTrailingSlash.default('https://qyapi.weixin.qq.com'),
  SANDBOX: z.enum(['on', 'off']).optional(),
  CLOCK: z.enum(['system', 'virtual']).default('system'),
  CLOCK_START: z.iso
    .datetime({ offset: true, local: false, error: 'must be an ISO time with its offset, such as 2026-11-23T08:00:00+08:00' })
    .optional(),
  NODE_ENV: z.string().optional(),
});
type Settings = z.infer<typeof schema>;

/** Every setting that the program reads; `.env.example` lists the same. */
export const SETTING_NAMES = Object.keys(schema.shape).filter((name) => name !== 'NODE_ENV');

const WECOM_NAMES = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'] as const;

const withoutEmpty = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])),
  );

/** A WeCom app is set with all of its five settings or with none. */
const halfSet = (present: Record<string, string>): string[] => {
  const missing = WECOM_NAMES.filter((name) => present[name] === undefined);
  if (missing.length === 0 || missing.length === WECOM_NAMES.length) return [];
  return missing.map((name) => `${name}: missing (WeCom needs ${WECOM_NAMES.join(', ')} together)`);
};

const unsupported = (present: Record<string, string>): string[] =>
  Object.keys(present)
    .filter((name) => /^(DINGTALK|WECOM_BOT)_/.test(name))
    .map((name) => `${name}: this version has the WeCom app channel only; remove the setting`);

const wecomOf = (settings: Settings): WecomConfig | null => {
  const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_ENCODING_AES_KEY } = settings;
  if (!WECOM_CORP_ID || WECOM_AGENT_ID === undefined || !WECOM_SECRET || !WECOM_TOKEN || !WECOM_ENCODING_AES_KEY) return null;
  return {
    corpId: WECOM_CORP_ID,
    agentId: WECOM_AGENT_ID,
    secret: WECOM_SECRET,
    token: WECOM_TOKEN,
    encodingAesKey: WECOM_ENCODING_AES_KEY,
    apiBase: settings.WECOM_API_BASE,
  };
};

/**
 * Reads the settings (design §3.2). An empty value counts as unset.
 * @throws ConfigError naming every fault at once
 */
export const loadConfig = (env: NodeJS.ProcessEnv): Config => {
  const present = withoutEmpty(env);
  const parsed = schema.safeParse(present);
  const faults = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? []),
    ...halfSet(present),
    ...unsupported(present),
    ...(present.CLOCK === 'virtual' && present.NODE_ENV === 'production' ? ['CLOCK: virtual is refused while NODE_ENV=production'] : []),
    ...(present.CLOCK_START && present.CLOCK !== 'virtual' ? ['CLOCK_START: only goes with CLOCK=virtual'] : []),
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const settings = parsed.data;
  const wecom = wecomOf(settings);
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    logLevel: settings.LOG_LEVEL,
    apiToken: settings.API_TOKEN ?? null,
    publicUrl: settings.PUBLIC_URL ?? null,
    wecom,
    sandbox: settings.SANDBOX ? settings.SANDBOX === 'on' : wecom === null,
    clock:
      settings.CLOCK === 'virtual'
        ? { mode: 'virtual', start: settings.CLOCK_START ? new Date(settings.CLOCK_START) : null }
        : { mode: 'system' },
  };
};

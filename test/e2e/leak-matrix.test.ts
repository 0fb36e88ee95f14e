import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grid } from '../integration/cli/grid.ts';
import { leaksIn, type Secret, type Seen, sayLeaks } from '../integration/confidence/leaks.ts';
import { API_TOKEN, type Product, startProduct } from '../support/product.ts';
import { numberIn, startTalk, type Talk, wordsOf } from './support/talk.ts';

let product: Product;
let folder: string;
/** What each account has typed, so that an answer may repeat it. */
const typed = new Map<string, string[]>();
const secrets = new Map<'sensitive' | 'withheld' | 'hidden', Secret>();

const secretOf = (lane: Secret['lane'], number: string, key: string, reporter: string[], full: string[]): Secret => ({
  number,
  lane,
  markers: ['D', 'R', 'T', 'E', 'M', 'X'].map((what) => `${key}${what}`),
  reporterNames: reporter,
  full: new Set(full),
  numberOnly: new Set(reporter),
});

const says = async (talk: Talk, account: string, text: string): Promise<void> => {
  typed.set(account, [...(typed.get(account) ?? []), text]);
  await talk.says(account, text);
};

const numberOf = (lane: Secret['lane']): string => secrets.get(lane)?.number ?? 'none';
const allSecrets = (): Secret[] => [...secrets.values()];

/** Reports of each lane and their way through the hands of those who may know, nights between them, while others ask and press on. */
const liveThrough = async (): Promise<void> => {
  const talk = await startTalk(product);
  await says(talk, 'liufang', '初二3班教室有个女生说不想活了，QA1D');
  const sensitive = numberIn(await talk.hears('liufang', /已保密收到/));
  secrets.set('sensitive', secretOf('sensitive', sensitive, 'QA1', [], ['wangshouzheng', 'hanyumei', 'liufang']));
  await says(talk, 'zhengyiming', '别告诉校长，食堂后门消防通道堆了白菜，QB2D');
  const withheld = numberIn(await talk.hears('zhengyiming', /已保密收到/));
  secrets.set('withheld', secretOf('withheld', withheld, 'QB2', ['zhengyiming'], ['hanyumei', 'wuguizhi']));
  await says(talk, 'sundapeng', '别说是我说的，北楼三层走廊灭火器过期了，QC3D');
  const hidden = numberIn(await talk.hears('sundapeng', /已收到/));
  secrets.set('hidden', secretOf('hidden', hidden, 'QC3', ['sundapeng', '孙大鹏'], ['sundapeng', 'hanyumei']));
  await talk.settled();
  await says(talk, 'wangshouzheng', `同意 ${sensitive}`);
  await says(talk, 'wangshouzheng', '刘芳');
  await says(talk, 'hanyumei', `${withheld} 让吴桂芝改`);
  await talk.settled();
  await says(talk, 'wangshouzheng', '责任：QA1R 措施：QA1R 资金：QA1R 时限：12月10日 预案：QA1R');
  await talk.settled();
  await says(talk, 'liufang', `接收 ${sensitive}`);
  await says(talk, 'liufang', `${sensitive} 临时措施：QA1M 专人陪护`);
  await says(talk, 'wuguizhi', `接收 ${withheld}`);
  await talk.settled();
  for (const night of ['2026-11-24T03:00:00+08:00', '2026-11-25T02:00:00+08:00']) await product.advance(night);
  const later = await startTalk(product, 8 * 60);
  await says(later, 'liufang', `${sensitive} 已整改`);
  await later.photographs('liufang');
  await says(later, 'wuguizhi', `${withheld} 延期到12月30日，QB2X`);
  await later.settled();
  await says(later, 'hanyumei', `退回 ${sensitive} QA1T 再看看`);
  await says(later, 'hanyumei', `${withheld} 挂牌督办 QB2E`);
  await later.settled();
  await product.advance('2026-12-14T09:00:00+08:00');
  const asking = await startTalk(product);
  for (const who of ['zhangtiejun', 'lihuimin', 'zhouhuaiyuan', 'chenguodong', 'qinwangchuan', 'madezhong', 'stranger'])
    for (const text of ['待办', '逾期', '三中情况怎么样', sensitive, `同意 ${withheld}`, `${sensitive} 重复了`, hidden])
      await says(asking, who, text);
  await says(asking, 'hanyumei', hidden);
  await asking.settled();
  // Of what one person may get in a minute some is left for the next.
  await product.advance('2026-12-14T10:30:00+08:00');
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'campus-grid-leaks-'));
  product = await startProduct({ env: { LOG_LEVEL: 'debug' } });
  await liveThrough();
}, 180_000);

afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The events of an item's history that the read API tells by name. */
const eventsOf = async (lane: Secret['lane']): Promise<string[]> => {
  const { items } = (await product.api(`/api/history/${numberOf(lane)}?limit=200`)).body as { items: { event: string }[] };
  return items.map(({ event }) => event);
};

const grown = (): { sensitive: number; asked: number } => ({
  sensitive: product.platform.sent.filter((record) => /QA1/.test(wordsOf(record))).length,
  asked: product.platform.sent.filter((record) => /没有找到/.test(wordsOf(record))).length,
});

describe('the running program', () => {
  it('has taken the items their way', async () => {
    expect(await eventsOf('sensitive')).toEqual(
      expect.arrayContaining([
        ...['HazardAssigned', 'FiveConfirmed', 'HazardAccepted', 'InterimMeasureTaken'],
        ...['RectificationSubmitted', 'RectificationReturned', 'StepOverdue'],
      ]),
    );
    expect(await eventsOf('withheld')).toEqual(
      expect.arrayContaining(['HazardAssigned', 'HazardAccepted', 'ExtensionRequested', 'HazardSupervised']),
    );
  });

  it('shows nobody on the platform what he may not know: texts, cards, redraws, captions, groups', () => {
    expect(grown().sensitive).toBeGreaterThan(5);
    expect(grown().asked).toBeGreaterThan(5);
    const seen = product.platform.sent.flatMap((record) =>
      record.to.map(
        (who): Seen => ({
          who,
          view: record.via,
          kind: record.msgtype,
          text: `${wordsOf(record)}\n${JSON.stringify(record.body)}`,
          asked: typed.get(who)?.join('\n') ?? '',
        }),
      ),
    );
    expect(sayLeaks(leaksIn(seen, allSecrets()))).toEqual([]);
  });

  it('logs nothing of it at the level debug: no words, no names, no phones', () => {
    const lines = product.logs().split('\n');
    expect(lines.filter((line) => line.includes(numberOf('sensitive'))).length + lines.length).toBeGreaterThan(50);
    const numbers = allSecrets().map(({ number }) => number);
    const seen = lines.map((text): Seen => ({ who: 'log', view: 'log', kind: 'line', text, asked: numbers.join(' ') }));
    expect(sayLeaks(leaksIn(seen, allSecrets()))).toEqual([]);
    expect(lines.filter((line) => /1990000\d{4}|女生|白菜|刘芳|孙大鹏|吴桂芝/.test(line))).toEqual([]);
  });

  it('measures nothing that tells of it', async () => {
    const text = await (await fetch(`${product.url}/metrics`, { headers: { authorization: `Bearer ${API_TOKEN}` } })).text();
    const ours = text.split('\n').filter((line) => line.includes('campus_grid_'));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.join('\n')).not.toMatch(/H26\d{6}|Q[ABC]\d|S001|bullying|mental/);
  });

  it('answers faults and strangers alike, whether the item is confidential or nobody’s', async () => {
    const ask = async (where: string, headers: Record<string, string>) => {
      const response = await fetch(`${product.url}${where}`, { headers });
      return `${response.status} ${await response.text()}`;
    };
    for (const number of [numberOf('sensitive'), numberOf('withheld')])
      for (const [where, headers] of [
        [`/api/hazards/${number}`, {}],
        [`/api/history/${number}`, { authorization: 'Bearer wrong' }],
        [`/api/hazards?person=${number}`, { authorization: `Bearer ${API_TOKEN}` }],
        [`/api/hazards/${number}?x=${encodeURIComponent("'")}/y`, {}],
        [`/sandbox/${number}`, {}],
      ] as const)
        expect((await ask(where, headers)).replaceAll(number, 'N')).toBe(
          (await ask(where.replaceAll(number, 'H26119999'), headers)).replaceAll('H26119999', 'N'),
        );
  });

  it('tells the operator nothing of it: lists, files, the proof, what it would understand', async () => {
    const env = { DATABASE_URL: product.databaseUrl, DATA_DIR: product.dataDir, CLOCK: 'virtual' };
    const [sensitive, withheld, hidden] = [numberOf('sensitive'), numberOf('withheld'), numberOf('hidden')];
    const officer = (await product.api('/api/people?unit=S001&limit=200')).body.items as { id: string; name: string }[];
    const as = officer.find(({ name }) => name === '张铁军')?.id ?? '';
    const commands = [
      ['hazards', '--json'],
      ['hazards'],
      ['messages', '--limit', '200', '--json'],
      ['messages', '--limit', '200'],
      ['case', sensitive, '--out', path.join(folder, 'a.docx'), '--json'],
      ['case', withheld, '--out', path.join(folder, 'b.docx'), '--json'],
      ['case', hidden, '--out', path.join(folder, 'c.docx'), '--json'],
      ['verify', '--json'],
      ['interpret', '同意', '--as', as, '--json'],
    ];
    const named: string[] = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await grid(env, ...command);
      expect(`${command[0]} ${code} ${stderr}`).toBe(`${command[0]} 0 `);
      const asked = allSecrets().map(({ number }) => number);
      const objects = command.includes('--json') ? stdout.split(/(?=\{"(?:id|number)":)/) : stdout.split('\n');
      const seen = objects.map((text): Seen => ({ who: 'operator', view: command[0] ?? '', kind: 'output', text, asked: asked.join(' ') }));
      // A list of posts has everybody of the unit's three roles in it.
      const lanes = allSecrets().filter(({ lane }) => lane !== 'hidden' || command[0] !== 'case' || command[1] === hidden);
      expect(sayLeaks(leaksIn(seen, lanes))).toEqual([]);
      if (command[0] !== 'case')
        named.push(...objects.filter((text) => [sensitive, withheld].some((one) => text.includes(one)) && /刘芳|吴桂芝|郑一鸣/.test(text)));
      else if (command[1] !== hidden) expect(stdout).not.toMatch(/刘芳|吴桂芝|郑一鸣/);
    }
    expect(named).toEqual([]);
  }, 120_000);
});

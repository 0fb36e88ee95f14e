import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Product, type ProductOptions, startProduct } from '../support/product.ts';
import { numberIn, startTalk, type Talk, wordsOf } from './support/talk.ts';

const HAZARD_KEYS = [
  ...['number', 'status', 'level', 'legalLevel', 'category', 'categoryName', 'urgent', 'sensitive', 'description', 'unit', 'place'],
  ...['source', 'reporter', 'reporterHidden', 'assignee', 'deadline', 'overdue', 'escalatedTo', 'extensionPending', 'fiveFixed'],
  ...['possibleDuplicateOf', 'mergedInto', 'basis', 'photosBefore', 'photosAfter', 'reportedAt', 'classifiedAt', 'assignedAt'],
  ...['acceptedAt', 'submittedAt', 'verifiedAt', 'closedAt', 'archivedAt', 'version'],
];
const MESSAGE_KEYS = ['id', 'to', 'channel', 'kind', 'urgent', 'text', 'cause', 'status', 'attempts', 'createdAt', 'sentAt', 'error'];

type Entry = {
  seq: number;
  event: string;
  step: string;
  actor: { id: string; name: string } | null;
  hash: string;
  previousHash: string | null;
};
type Item = { number: string; photosBefore: unknown[]; photosAfter: unknown[] } & Record<string, unknown>;
type Message = { status: string; error: string | null; cause: { type: string } } & Record<string, unknown>;

const both = inject('realPostgresUrl') !== null && inject('realRedisUrl') !== null;
const SIZES: [string, ProductOptions, boolean][] = [
  ['the embedded size', { size: 'embedded', roles: ['both'] }, true],
  ['the scaled-out size (PostgreSQL, Redis, web and worker)', { size: 'scaled', roles: ['web', 'worker'] }, both],
];

describe.each(SIZES)('%s', (_name, options, possible) => {
  describe.runIf(possible)('main path', () => {
    let product: Product;

    beforeAll(async () => {
      product = await startProduct(options);
    }, 120_000);
    afterAll(() => product?.stop());

    const itemOf = async (number: string): Promise<Item> => (await product.api(`/api/hazards/${number}`)).body as Item;
    const historyOf = async (number: string): Promise<Entry[]> => (await product.api(`/api/history/${number}`)).body.items as Entry[];

    const rectifies = async (talk: Talk, account: string): Promise<void> => {
      await talk.says(account, '已整改');
      await talk.hears(account, /再发一张整改后的照片/);
      await talk.photographs(account);
      await talk.hears(account, /辛苦了.*验收/s);
    };

    /** The picture comes first, so that the card under it can be decided. */
    const gotPictureBefore = (talk: Talk, account: string, words: RegExp): boolean => {
      const mine = talk.sent().filter((record) => record.to.includes(account) && record.via === 'message');
      const card = mine.findLastIndex((record) => record.card !== null && words.test(wordsOf(record)));
      return card > 0 && mine[card - 1]?.msgtype === 'image';
    };

    it('carries a 较大 hazard from one sentence and a photo to the archive', async () => {
      const talk = await startTalk(product);

      await talk.says('qixiaomeng', '教学楼三楼东侧楼梯扶手松了');
      const receipt = await talk.hears('qixiaomeng', /已收到/);
      const number = numberIn(receipt);
      expect(receipt).toMatch(/校舍建筑及附属物 · 较大/);
      expect(receipt).toMatch(/位置:教学楼 三楼 东侧楼梯/);
      expect(receipt).toMatch(/负责人:姜海[\s\S]*核定:施文斌,今天\d\d:\d\d 前/);
      await talk.photographs('qixiaomeng');
      await talk.hears('qixiaomeng', new RegExp(`照片放进 ${number} 了`));
      await talk.hears('jianghai', /先封闭、警示或停用/);

      const grading = await talk.asked('shiwenbin', new RegExp(`${number}[\\s\\S]*请核定:较大隐患`));
      await talk.press(grading, '就按较大');
      await talk.hears('shiwenbin', /定为.*较大.*已派给 姜海 整改/s);
      const task = await talk.asked('jianghai', new RegExp(`${number}[\\s\\S]*请整改:较大隐患`));
      await talk.press(task, '接收');
      await talk.hears('jianghai', /交给你了.*请在12月8日/s);
      await rectifies(talk, 'jianghai');

      const verify = await talk.asked('tianzhanjun', new RegExp(`${number}[\\s\\S]*请验收`));
      expect(gotPictureBefore(talk, 'tianzhanjun', /请验收/)).toBe(true);
      const colleague = await talk.asked('madezhong', new RegExp(`${number}[\\s\\S]*请验收`));
      await talk.press(verify, '同意');
      await talk.hears('tianzhanjun', /已同意/);
      expect(await talk.hears('qixiaomeng', /你报的/)).toMatch(/已经整改好,田占军 .*验收通过,已存档/);
      await talk.hears('jianghai', /验收通过/);
      await talk.settled();

      for (const card of [verify, colleague]) expect(talk.looks(card).card?.replace_text).toMatch(/^田占军 11-23 \d\d:\d\d 已同意$/);
      expect(talk.looks(grading).card?.replace_text).toMatch(/^施文斌 11-23 \d\d:\d\d 已派人$/);
      expect(talk.looks(task).card?.replace_text).toMatch(/姜海.*已接收/);

      const item = await itemOf(number);
      expect(Object.keys(item).sort()).toEqual([...HAZARD_KEYS].sort());
      expect(item).toMatchObject({
        ...{ status: 'archived', level: '较大', legalLevel: '一般', category: 'building', source: '自查', overdue: false },
        ...{ reporter: { name: '戚晓萌' }, assignee: { name: '姜海' }, unit: { code: 'S101', name: '石桥镇中心小学' } },
        ...{ place: '教学楼 三楼 东侧楼梯', description: '教学楼三楼东侧楼梯扶手松了', urgent: false, sensitive: false },
      });
      expect([item.photosBefore.length, item.photosAfter.length]).toEqual([1, 1]);
      for (const key of HAZARD_KEYS.filter((name) => name.endsWith('At'))) expect(item[key]).toMatch(/\+08:00$/);
    });

    it('sends a 一般 hazard straight to the person of the place; 退回 with a reason, again, and 同意 by typing', async () => {
      const talk = await startTalk(product);

      await talk.says('zhengyiming', '北楼三层走廊的灭火器过期了');
      const receipt = await talk.hears('zhengyiming', /已收到/);
      const number = numberIn(receipt);
      expect(receipt).toMatch(/消防 · 一般\n负责人:赵满意\n期限:11月26日\(周四\)18:00 前/);
      const task = await talk.asked('zhaomanyi', new RegExp(`${number}[\\s\\S]*请整改:一般隐患`));
      expect(task.labels).toEqual(['接收', '已整改', '看详情']);
      await talk.says('zhaomanyi', '接收');
      await talk.hears('zhaomanyi', /交给你了/);
      await rectifies(talk, 'zhaomanyi');

      const verify = await talk.asked('lihuimin', new RegExp(`${number}[\\s\\S]*请验收`));
      expect(gotPictureBefore(talk, 'lihuimin', /请验收/)).toBe(true);
      await talk.press(verify, '退回');
      await talk.hears('lihuimin', /为什么退回/);
      await talk.says('lihuimin', '照片看不清,重新拍');
      await talk.hears('lihuimin', /已退回/);
      const again = await talk.asked('zhaomanyi', /退回:请再整改/);
      expect(again.words).toMatch(/退回原因:照片看不清,重新拍/);
      expect((await itemOf(number)).status).toBe('rectifying');
      await rectifies(talk, 'zhaomanyi');

      await talk.asked('lihuimin', new RegExp(`${number}[\\s\\S]*请验收`));
      await talk.says('lihuimin', '同意');
      await talk.hears('lihuimin', new RegExp(`已同意,${number} 销号存档`));
      await talk.hears('zhengyiming', /你报的[\s\S]*李慧敏 .*验收通过,已存档/);
      await talk.settled();

      expect(await itemOf(number)).toMatchObject({ status: 'archived', level: '一般', assignee: { name: '赵满意' } });
      const events = (await historyOf(number)).map((entry) => entry.event);
      expect(events).toEqual([
        ...['HazardReported', 'HazardClassified', 'HazardAssigned', 'HazardAccepted', 'RectificationSubmitted', 'RectificationReturned'],
        ...['RectificationSubmitted', 'HazardVerified', 'HazardArchived'],
      ]);
    });

    it('keeps a chained history, and every message with its cause and end', async () => {
      const numbers = ((await product.api('/api/hazards?status=archived')).body.items as Item[]).map((item) => item.number);
      expect(numbers.length).toBe(2);
      for (const number of numbers) {
        const entries = await historyOf(number);
        entries.forEach((entry, index) => {
          expect(entry.seq).toBe(index + 1);
          expect(entry.hash).toMatch(/^[0-9a-f]{64}$/);
          if (index > 0) expect(entry.previousHash).toBe(entries[index - 1]?.hash);
          expect(['汇总', '分类', '移交', '整治', '查处', '反馈', '存档']).toContain(entry.step);
        });
        expect(entries.at(-1)).toMatchObject({ event: 'HazardArchived', step: '存档' });
      }

      const messages = (await product.api('/api/messages?limit=200')).body.items as Message[];
      expect(messages.length).toBeGreaterThan(20);
      for (const message of messages) {
        expect(Object.keys(message).sort()).toEqual([...MESSAGE_KEYS].sort());
        expect(message.cause.type).toBe('inbox');
      }
      const unsent = messages.filter(({ status, error }) => status !== 'sent' && error !== 'nothing-to-redraw');
      expect(unsent).toEqual([]);
    });
  });
});

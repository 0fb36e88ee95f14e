import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handleHazardCommand } from '../../../src/app/hazards/handle-hazard-command.ts';
import { listMessages } from '../../../src/app/queries/messages.ts';
import { answerIn, type City, cardFor, heardBy, numberIn, openCity } from './city.ts';

let city: City;
beforeEach(async () => {
  city = await openCity();
});
afterEach(() => city.close());

const DAY = 86_400_000;
const stateOf = async (number: string): Promise<Record<string, unknown>> => (await city.hazard(number)).state as Record<string, unknown>;
const reported = async (words = '北楼三层走廊灭火器过期了'): Promise<string> => numberIn(await city.answer('zhengyiming', words));
const leaves = (account: string) => city.database.prisma.person.update({ where: { id: city.idOf(account) }, data: { status: '离岗' } });

/** An item of 赵满意's that waits to be verified. */
const handedIn = async (): Promise<string> => {
  const number = await reported();
  await city.photographs('zhaomanyi');
  await city.says('zhaomanyi', `${number} 已整改`);
  expect((await stateOf(number)).status).toBe('submitted');
  return number;
};

/** Until so many of this database's connections wait for a row that another holds. */
const untilWaiting = async (count: number): Promise<void> => {
  for (let waiting = -1; waiting < count; ) {
    const { rows } = await city.database.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    waiting = rows[0]?.n ?? 0;
  }
};

describe('two who join the same two items, one this way and one that', () => {
  it('leave one of them open', async () => {
    const first = await reported();
    const second = await reported('北楼一楼走廊的灯不亮');
    const blocker = await city.database.pool.connect();
    try {
      await blocker.query('BEGIN');
      await blocker.query('SELECT FROM hazard WHERE number = $1 FOR UPDATE', [second]);
      await city.arrives('zhangtiejun', { kind: 'text', text: `${first} 合并到 ${second}` });
      await city.arrives('wangshouzheng', { kind: 'text', text: `${second} 合并到 ${first}` });
      const one = city.handle('zhangtiejun');
      await untilWaiting(1);
      const other = city.handle('wangshouzheng');
      await untilWaiting(2);
      await blocker.query('COMMIT');
      await Promise.all([one, other]);
    } finally {
      blocker.release();
    }
    const statuses = [(await stateOf(first)).status, (await stateOf(second)).status];
    expect(statuses).toEqual(['merged', 'reported']);
    expect((await city.sentSince(0n)).filter(({ to, kind }) => to === 'wangshouzheng' && kind === 'reply').map(({ text }) => text)).toEqual(
      [`${first} 已经办结了，${second} 就单独办，不用合并。`],
    );
  });
});

describe('work that is graded after the place’s person has left', () => {
  it('goes to another who is there', async () => {
    const number = await reported('北楼三层走廊消火栓没水，是较大隐患');
    expect(await stateOf(number)).toMatchObject({ status: 'reported', suggestedAssignee: city.idOf('zhaomanyi') });
    await leaves('zhaomanyi');
    const sent = await city.says('zhangtiejun', `${number} 同意`);
    expect(answerIn(sent)).toContain('由你自己整改');
    expect((await city.hazard(number)).assigneeId).toBe(city.idOf('zhangtiejun'));
    expect(heardBy(sent).filter((each) => each.startsWith('zhaomanyi:'))).toEqual([]);
  });
});

describe('work that comes back to somebody who has left', () => {
  it('by 退回 goes to the 具体责任人, who reads why', async () => {
    const number = await handedIn();
    await leaves('zhaomanyi');
    const sent = await city.says('lihuimin', `${number} 退回，压力表还是红的`);
    expect(answerIn(sent)).toBe(`已退回 ${number}，张铁军 会看到原因。`);
    expect(cardFor(sent, 'zhangtiejun', 'task-card').text).toContain('原来的负责人已离岗，请你接着办。退回原因：压力表还是红的');
    expect(heardBy(sent).filter((each) => each.startsWith('zhaomanyi:'))).toEqual([]);
    expect((await city.hazard(number)).assigneeId).toBe(city.idOf('zhangtiejun'));
  });

  it('by 重新打开 goes to his 代理人', async () => {
    const number = await handedIn();
    await city.says('lihuimin', `${number} 同意`);
    await city.database.prisma.person.update({ where: { id: city.idOf('zhaomanyi') }, data: { deputyId: city.idOf('sundapeng') } });
    await leaves('zhaomanyi');
    const sent = await city.says('lihuimin', `${number} 重新打开，又过期了`);
    expect(answerIn(sent)).toContain('孙大鹏 会收到任务');
    expect(cardFor(sent, 'sundapeng', 'task-card').text).toContain('又过期了');
  });
});

describe('逾期', () => {
  it('tells the city’s own leaders nothing of schools that they may not see', async () => {
    const number = await reported();
    city.later(5 * DAY);
    expect(await city.answer('gaozhenshan', number)).not.toBe('');
    expect(await city.answer('qinwangchuan', number)).toContain('没有找到');
    expect(await city.answer('qinwangchuan', '逾期')).not.toContain(number);
    expect(await city.answer('qinwangchuan', '青澜市情况怎么样')).not.toContain(number);
    expect(await city.answer('zhangtiejun', '逾期')).toContain(number);
  });

  it('asks nobody to do what another has to do: who is asked for time is not the one who rectifies', async () => {
    const number = await reported();
    await city.says('zhaomanyi', `${number} 接收`);
    await city.says('zhaomanyi', `${number} 延期到12月10日，等配件`);
    city.later(5 * DAY);
    const answer = await city.answer('lihuimin', '逾期');
    expect(answer).toContain(`${number}`);
    expect(answer).toContain('等赵满意整改');
    expect(answer).not.toContain('等你整改');
  });
});

describe('somebody who asked to stay unnamed, and whose report was joined with another', () => {
  it('hears the end, and no list of messages shows that he did', async () => {
    const first = await reported();
    const second = numberIn(await city.answer('liufang', '北楼一楼走廊的灯不亮，别说是我说的'));
    await city.says('zhangtiejun', `${second} 合并到 ${first}`);
    const sent = await city.says('zhangtiejun', `${first} 不属实，看过了没有过期`);
    expect(sent.find(({ to, kind }) => to === 'liufang' && kind === 'feedback')?.text).toContain(`你也报过的 ${first}`);
    const listed = await listMessages(city.database.prisma, { limit: 200 });
    expect(listed).toMatchObject({ ok: true });
    expect(JSON.stringify(listed)).toContain(city.idOf('zhengyiming'));
    expect(JSON.stringify(listed)).not.toContain(city.idOf('liufang'));
    expect(JSON.stringify(listed)).not.toContain('你也报过');
  });
});

describe('a confidential item', () => {
  const secret = '别告诉校长，食堂后门消防通道堆了白菜';
  const officerLeaves = () => leaves('hanyumei');

  it('reaches the bureau’s 直接责任人 while nobody is its officer', async () => {
    await officerLeaves();
    const sent = await city.says('liufang', secret);
    expect(heardBy(sent)).toEqual(['liufang:reply', 'linzhiping:grading-card']);
    const number = numberIn(answerIn(sent));
    expect(await city.answer('linzhiping', number)).toContain('白菜');
    expect(await city.answer('zhouhuaiyuan', number)).toContain('没有找到');
    expect(await city.answer('linzhiping', `${number} 让赵满意改`)).toContain('已派给 赵满意');
  });

  it('is not given to the only one who may verify it', async () => {
    const number = numberIn(await city.answer('liufang', secret));
    const officer = city.idOf('hanyumei');
    const rules = await city.deps.rules(city.database.prisma);
    const taken = await city.database.transaction((db) =>
      handleHazardCommand({ db, rules, cause: { type: 'inbox', id: 'test' } }, number, {
        type: 'Assign',
        assignee: officer,
        meta: { actor: officer, at: city.clock.at },
      }),
    );
    expect(taken).toMatchObject({ ok: false, rejection: { code: 'nobody-left-to-verify', assignee: officer } });
    expect((await stateOf(number)).status).toBe('reported');
    expect(await city.answer('hanyumei', `${number} 让赵满意改`)).toContain('已派给 赵满意');
  });
});

import { describe, expect, it } from 'vitest';
import type { WorkerDeps } from '../../../jobs/registry.ts';
import { outboundLane, runLane } from '../../../src/app/lane.ts';
import { MAX_OWN_FAULTS, maxAttempts } from '../../../src/app/outbound/consequences.ts';
import { deliverNext } from '../../../src/app/outbound/deliver-message.ts';
import type { Draft } from '../../../src/messaging/draft.ts';
import { requeueParked } from '../../../src/store/outbox-delivery.ts';
import { createWorld, isHere, SIZES, type World } from '../../support/machinery.ts';
import { endRetryPauses, loadCity, messages, messageWith, shown, toAccount, toGroup, toPerson, untilEnded, write } from './scene.ts';

/** One job of a lane. */
const deliverLane = (deps: WorkerDeps, lane: string) => runLane(deps.database.pool, outboundLane(lane), () => deliverNext(deps, lane));

const LI = 'account:wecom:li';
const card = (title: string): Draft['body'] => ({
  kind: 'card',
  card: {
    title,
    tone: 'info',
    source: null,
    text: null,
    fields: [],
    outcome: null,
    buttons: [{ label: '同意', style: 'primary', action: { do: 'approve', number: null, version: null } }],
  },
});

const bodies = (world: World): string[] => world.platform.sent.map((record) => JSON.stringify(record.body));

describe('deliveries to one recipient', () => {
  it('go in their order, urgent ones first', async () => {
    const world = await createWorld('embedded');
    await write(world, [toAccount('li', '一'), toAccount('li', '二'), toAccount('li', '急', { urgent: true }), toAccount('li', '三')]);
    await deliverLane(world.process().deps, LI);
    expect(shown(world)).toEqual(['急', '一', '二', '三']);
  });

  it('keep their order when the first one has to be tried again', async () => {
    const world = await createWorld('embedded');
    world.platform.fail('message/send', 'http-502');
    await write(world, [toAccount('li', '一'), toAccount('li', '二'), toAccount('li', '三')]);
    const { deps } = world.process();
    expect(await deliverLane(deps, LI)).toBe('done');
    expect(shown(world)).toEqual([]);
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['一', '二', '三']);
  });

  it('let an urgent one pass one that waits for its next try', async () => {
    const world = await createWorld('embedded');
    world.platform.fail('message/send', 'http-502');
    await write(world, [toAccount('li', '一')]);
    const { deps } = world.process();
    await deliverLane(deps, LI);
    await write(world, [toAccount('li', '急', { urgent: true })]);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['急']);
  });

  it('are no longer held up by a message that has failed for minutes', async () => {
    const world = await createWorld('embedded');
    const { deps } = world.process();
    await write(world, [toAccount('li', '一'), toAccount('li', '二')]);
    await world.database.pool.query(`UPDATE outbox_message SET attempts = 9, retry_at = now() + interval '5 minutes' WHERE text = '一'`);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['二']);
  });

  it('on one platform do not wait for those on another', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await write(world, [
      toPerson('P3', '在钉钉问的', { to: { person: 'P3', replyOn: { channel: 'dingtalk', account: 'zs01' } } }),
      toPerson('P3', '在企微问的', { to: { person: 'P3', replyOn: { channel: 'wecom', account: 'zhangsan' } } }),
    ]);
    await world.database.pool.query(`UPDATE outbox_message SET retry_at = now() + interval '5 minutes' WHERE channel = 'dingtalk'`);
    await deliverLane(world.process().deps, 'person:P3');
    expect(shown(world)).toEqual(['在企微问的']);
  });
});

describe('a redraw', () => {
  const written = async (world: World): Promise<{ deps: WorkerDeps; redraw(): Promise<string[]> }> => {
    const [id = ''] = await write(world, [toAccount('li', '', { body: card('隐患待验收'), kind: 'verify-card' })]);
    const settled: Draft['body'] = {
      kind: 'card',
      card: { title: '隐患待验收', tone: 'success', source: null, text: null, fields: [], outcome: '王主任已同意', buttons: [] },
    };
    return {
      deps: world.process().deps,
      redraw: () => write(world, [toAccount('li', '', { body: settled, kind: 'redraw', redraws: id })]),
    };
  };

  it('follows its card', async () => {
    const world = await createWorld('embedded');
    const { deps, redraw } = await written(world);
    await deliverLane(deps, LI);
    await redraw();
    await deliverLane(deps, LI);
    expect(world.platform.sent.map((record) => record.via)).toEqual(['message', 'update']);
  });

  it('waits for a card that has not gone out yet, so that no decided card keeps its buttons', async () => {
    const world = await createWorld('embedded');
    const { deps, redraw } = await written(world);
    await world.database.pool.query(`UPDATE outbox_message SET not_before = $1`, [new Date('2026-11-23T09:00:00+08:00')]);
    await redraw();
    await deliverLane(deps, LI);
    expect(world.platform.sent).toEqual([]);
    world.clock.pass(3600_000);
    await deliverLane(deps, LI);
    expect(world.platform.sent.map((record) => record.via)).toEqual(['message', 'update']);
  });

  it('is dropped when the platform no longer takes its code, and when there is no card to redraw', async () => {
    const world = await createWorld('embedded');
    const { deps, redraw } = await written(world);
    await deliverLane(deps, LI);
    world.platform.fail('update_template_card', { errcode: 60140 });
    await redraw();
    await deliverLane(deps, LI);
    await world.database.pool.query(`UPDATE outbox_message SET update_token = NULL WHERE kind = 'verify-card'`);
    await redraw();
    await deliverLane(deps, LI);
    expect((await messages(world)).map(({ status, error }) => ({ status, error }))).toEqual([
      { status: 'sent', error: null },
      { status: 'dropped', error: 'wecom:60140' },
      { status: 'dropped', error: 'nothing-to-redraw' },
    ]);
  });
});

describe('a failed call', () => {
  it.each([
    ['http-502', 'http:502'],
    ['reset-before', 'reset'],
    ['hang', 'timeout'],
    ['not-json', 'bad-json'],
    [{ errcode: -1 }, 'wecom:-1'],
  ] as const)('%s is tried again after a pause, and shown once', async (fault, code) => {
    const world = await createWorld('embedded');
    world.platform.fail('message/send', fault);
    await write(world, [toAccount('li', '一')]);
    const { deps } = world.process({ timeoutMs: 300 });
    await deliverLane(deps, LI);
    const waiting = await messageWith(world, '一');
    expect(waiting).toMatchObject({ status: 'queued', attempts: 1, error: code });
    expect(Number(waiting.retry_at)).toBeGreaterThan(Date.now());
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['一']);
    expect(await messageWith(world, '一')).toMatchObject({ status: 'sent', attempts: 2, error: null });
  });

  it('whose message arrived all the same is repeated byte for byte, so that the platform shows it once', async () => {
    const world = await createWorld('embedded');
    world.platform.fail('message/send', 'reset-after-accepting');
    await write(world, [toAccount('li', '一')]);
    const { deps } = world.process();
    await deliverLane(deps, LI);
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    expect(world.platform.sent.map((record) => record.duplicate)).toEqual([false, true]);
    expect(new Set(bodies(world)).size).toBe(1);
    expect(await messageWith(world, '一')).toMatchObject({ status: 'sent' });
  });

  it('repeats a drawn picture as it was drawn first', async () => {
    const world = await createWorld('embedded');
    const pictures = ['图 1', '图 2'];
    world.platform.fail('message/send', 'http-502');
    await write(world, [toAccount('li', '', { body: { kind: 'before-and-after', number: 'H26110001' } })]);
    const { deps } = world.process({ draw: async () => ({ kind: 'text', text: pictures.shift() ?? '' }) });
    await deliverLane(deps, LI);
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['图 1']);
  });

  it('that repeats for a day parks the message, visible, and it can be sent again', async () => {
    const world = await createWorld('embedded');
    const [id = ''] = await write(world, [toAccount('li', '一')]);
    const { deps } = world.process();
    await world.database.pool.query('UPDATE outbox_message SET attempts = $1', [maxAttempts(false) - 2]);
    world.platform.fail('message/send', 'http-502', 2);
    await deliverLane(deps, LI);
    expect(await messageWith(world, '一')).toMatchObject({ status: 'queued' });
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    expect(await messageWith(world, '一')).toMatchObject({ status: 'parked', error: 'http:502', attempts: maxAttempts(false) });
    expect(world.counted).toContain('outbox_delivered_total parked');
    await requeueParked(world.database.prisma, [id], await world.clock.now());
    await deliverLane(deps, LI);
    expect(await messageWith(world, '一')).toMatchObject({ status: 'sent', error: null });
  });

  it('of our own making parks the message sooner', async () => {
    const world = await createWorld('embedded');
    await write(world, [toAccount('li', '', { body: { kind: 'before-and-after', number: 'H26110001' } })]);
    await world.database.pool.query('UPDATE outbox_message SET attempts = $1', [MAX_OWN_FAULTS - 1]);
    await deliverLane(world.process().deps, LI);
    expect((await messages(world))[0]).toMatchObject({ status: 'parked', error: 'internal' });
  });
});

describe('two messages with the same words', () => {
  it('both arrive', async () => {
    const world = await createWorld('embedded');
    await write(world, [toAccount('li', '收到'), toAccount('li', '收到')]);
    await deliverLane(world.process().deps, LI);
    expect(shown(world)).toEqual(['收到', '收到']);
    expect(new Set(bodies(world)).size).toBe(2);
  });
});

describe('a platform that asks for a pause', () => {
  it('gets one, for everybody on the channel; then all arrive, and no try was used up', async () => {
    const world = await createWorld('embedded');
    world.platform.fail('message/send', { errcode: 45009 });
    await write(world, [toAccount('li', '一'), toAccount('wang', '二')]);
    const { deps } = world.process();
    await deliverLane(deps, LI);
    await deliverLane(deps, 'account:wecom:wang');
    expect(world.platform.sent).toEqual([]);
    expect((await messages(world)).map(({ status, attempts, error }) => ({ status, attempts, error }))).toEqual([
      { status: 'queued', attempts: 0, error: 'wecom:45009' },
      { status: 'queued', attempts: 0, error: 'paused: wecom:45009' },
    ]);
    await endRetryPauses(world);
    await deliverLane(deps, LI);
    await deliverLane(deps, 'account:wecom:wang');
    expect(shown(world)).toEqual(['一', '二']);
  });
});

describe('an access token', () => {
  it.each([
    ['was taken back', 'wecom:40014', (world: World) => world.platform.invalidateTokens()],
    ['has expired', 'wecom:42001', (world: World) => world.agePlatform(7_200_000)],
  ])('that %s (%s) is fetched anew once, by one of two processes', async (_how, _code, spoil) => {
    const world = await createWorld('embedded');
    const [one, other] = [world.process(), world.process()];
    await write(world, [toAccount('li', '先')]);
    await deliverLane(one.deps, LI);
    spoil(world);
    await write(world, [toAccount('li', '一'), toAccount('wang', '二')]);
    await Promise.all([deliverLane(one.deps, LI), deliverLane(other.deps, 'account:wecom:wang')]);
    expect(shown(world).sort()).toEqual(['一', '二', '先']);
    expect(world.calls.filter((path) => path === 'gettoken')).toHaveLength(2);
    expect((await messages(world)).map((row) => row.attempts)).toEqual([1, 1, 1]);
  });

  it('that can’t be had for a wrong secret stops the channel, visibly and without a loop', async () => {
    const world = await createWorld('embedded');
    const { deps } = world.process({ wecom: { secret: 'wrong' } });
    await write(world, [toAccount('li', '一'), toAccount('li', '二'), toAccount('wang', '三')]);
    for (let again = 0; again < 3; again += 1) {
      await deliverLane(deps, LI);
      await deliverLane(deps, 'account:wecom:wang');
    }
    const { rows } = await world.database.pool.query('SELECT channel, reason FROM channel_pause');
    expect(rows).toEqual([{ channel: 'wecom', reason: 'wecom:40001' }]);
    expect(world.calls).toEqual(['gettoken']);
    expect((await messages(world)).map(({ status, attempts, error }) => ({ status, attempts, error }))).toEqual([
      { status: 'queued', attempts: 0, error: 'wecom:40001' },
      { status: 'queued', attempts: 0, error: null },
      { status: 'queued', attempts: 0, error: 'paused: wecom:40001' },
    ]);
    expect(world.log.filter((line) => line.message.includes('will be tried again'))).toHaveLength(1);
  });
});

describe('a recipient who can’t be reached', () => {
  const unreachable = async (world: World): Promise<string | null> =>
    (await world.database.pool.query(`SELECT unreachable FROM account WHERE channel = 'wecom' AND account = 'lier'`)).rows[0]?.unreachable;

  it.each([81013, 60111])(
    '(%i) has his message parked and his account marked; after mending it goes out and the mark is gone',
    async (errcode) => {
      const world = await createWorld('embedded');
      await loadCity(world);
      world.platform.fail('message/send', { errcode });
      const [id = ''] = await write(world, [toPerson('P2', '一')]);
      const { deps } = world.process();
      await deliverLane(deps, 'person:P2');
      expect(await messageWith(world, '一')).toMatchObject({ status: 'parked', error: `wecom:${errcode}` });
      expect(await unreachable(world)).toBe(`wecom:${errcode}`);
      await requeueParked(world.database.prisma, [id], await world.clock.now());
      await deliverLane(deps, 'person:P2');
      expect(shown(world)).toEqual(['一']);
      expect(await unreachable(world)).toBeNull();
    },
  );

  it('is reached by his other account where he has one', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query(
      `INSERT INTO account (channel, account, person_id, bound_by, bound_at) VALUES ('wecom', 'lier2', 'P2', 'workbook', now())`,
    );
    await world.database.pool.query(`UPDATE account SET last_active_at = now() WHERE account = 'lier'`);
    world.platform.fail('message/send', { errcode: 81013 });
    await write(world, [toPerson('P2', '一')]);
    await deliverLane(world.process().deps, 'person:P2');
    expect(world.platform.sent.map((record) => record.to)).toEqual([['lier2']]);
    expect(await unreachable(world)).toBe('wecom:81013');
  });

  it('tries each account once when none can be reached', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query(
      `INSERT INTO account (channel, account, person_id, bound_by, bound_at) VALUES ('wecom', 'lier2', 'P2', 'workbook', now())`,
    );
    world.platform.fail('message/send', { errcode: 81013 }, 5);
    await write(world, [toPerson('P2', '一')]);
    await deliverLane(world.process().deps, 'person:P2');
    expect(await messageWith(world, '一')).toMatchObject({ status: 'parked', attempts: 2 });
  });

  it('for want of an account has his message parked as no-account', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await write(world, [toPerson('P4', '一')]);
    await deliverLane(world.process().deps, 'person:P4');
    expect(await messageWith(world, '一')).toMatchObject({ status: 'parked', error: 'no-account' });
  });
});

describe('somebody without an account whose phone the platform knows', () => {
  /** The worker's parts, with a directory that counts how often it is asked. */
  const withDirectory = (deps: WorkerDeps, account: string | null) => {
    const asked: string[] = [];
    const channel = deps.channels.get('wecom');
    if (!channel) throw new Error('no channel');
    const accountOfPhone = async (phone: string) => {
      asked.push(phone);
      return account;
    };
    return { asked, deps: { ...deps, channels: new Map([['wecom' as const, { ...channel, accountOfPhone }]]) } };
  };
  const somebody = async (): Promise<World> => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query(`UPDATE person SET phone = '13800001234' WHERE id = 'P4'`);
    await write(world, [toPerson('P4', '一'), toPerson('P4', '二')]);
    return world;
  };

  it('is bound by his phone and gets his messages', async () => {
    const world = await somebody();
    const { asked, deps } = withDirectory(world.process().deps, 'Zhao4');
    await deliverLane(deps, 'person:P4');
    expect([asked, shown(world)]).toEqual([['13800001234'], ['一', '二']]);
    expect(await world.database.prisma.account.findMany({ where: { personId: 'P4' } })).toMatchObject([
      { account: 'zhao4', boundBy: 'phone' },
    ]);
  });

  it('is asked for once a week at most: wrong numbers are counted there', async () => {
    const world = await somebody();
    const { asked, deps } = withDirectory(world.process().deps, null);
    await deliverLane(deps, 'person:P4');
    expect([asked, shown(world)]).toEqual([['13800001234'], []]);
    expect(await messageWith(world, '二')).toMatchObject({ status: 'parked', error: 'no-account' });
  });

  it('does not take over an account that is somebody else’s', async () => {
    const world = await somebody();
    const other = await world.database.prisma.account.findFirstOrThrow({ where: { channel: 'wecom' } });
    const { deps } = withDirectory(world.process().deps, other.account);
    await deliverLane(deps, 'person:P4');
    expect(await messageWith(world, '一')).toMatchObject({ status: 'parked', error: 'no-account' });
    expect(await world.database.prisma.account.findFirst({ where: { account: other.account } })).toEqual(other);
  });
});

describe('a group’s robot that was removed', () => {
  it('keeps its own messages waiting and nobody else’s', async () => {
    const world = await createWorld('embedded');
    await loadCity(world);
    await world.database.pool.query('UPDATE chat_group SET address = $1', [world.platform.webhookUrl('a-robot')]);
    const group = (await world.database.pool.query(`SELECT id FROM chat_group WHERE platform = 'wecom-robot'`)).rows[0].id;
    world.platform.fail('webhook/send', { errcode: 93000 });
    await write(world, [toGroup(group, '群里'), toGroup(group, '群里二'), toAccount('li', '一')]);
    const { deps } = world.process();
    await deliverLane(deps, `group:${group}`);
    await deliverLane(deps, LI);
    expect(shown(world)).toEqual(['一']);
    expect(await messageWith(world, '群里')).toMatchObject({ status: 'queued', error: 'wecom:93000' });
    await endRetryPauses(world);
    await deliverLane(deps, `group:${group}`);
    expect(shown(world)).toEqual(['一', '群里', '群里二']);
  });
});

describe.each(SIZES)('outbound jobs, %s', (size) => {
  it.skipIf(!isHere(size))('deliver each message once and in order, with two processes at it and every job doubled', async () => {
    const world = await createWorld(size);
    const [one, other] = [world.process(), world.process()];
    for (const each of [one, other]) each.work();
    const texts = Array.from({ length: 20 }, (_, index) => String(index));
    for (const text of texts) {
      await write(world, [toAccount('li', text), toAccount('wang', `王 ${text}`)], one.deps);
      other.queue.wake([{ kind: 'outbound', lane: LI, correlationId: 'x' }]);
    }
    await untilEnded(world, 40);
    const to = (account: string) => world.platform.sent.filter((record) => record.to.includes(account)).map((record) => record.text);
    expect(to('li')).toEqual(texts);
    expect(to('wang')).toEqual(texts.map((text) => `王 ${text}`));
    expect(world.platform.sent).toHaveLength(40);
  });

  it.skipIf(!isHere(size))('come back by themselves after a failure', async () => {
    const world = await createWorld(size);
    const { deps, work } = world.process();
    work();
    world.platform.fail('message/send', 'http-502');
    await write(world, [toAccount('li', '一'), toAccount('li', '二')], deps);
    await untilEnded(world, 2);
    expect(shown(world)).toEqual(['一', '二']);
  });
});

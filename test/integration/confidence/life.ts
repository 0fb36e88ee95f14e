import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { handleHazardCommand, type Outcome } from '../../../src/app/hazards/handle-hazard-command.ts';
import { handleNext } from '../../../src/app/inbound/handle-inbound.ts';
import type { HazardAction } from '../../../src/domain/hazard/commands.ts';
import { nextNumber } from '../../../src/store/hazards.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { at, goTo } from '../clocks/time.ts';
import { type City, openCity } from '../conversation/city.ts';
import { ITEMS, type Item, isConfidential, mark, markersOf, OFFICER, OFFICERS_DEPUTY, photoHash, SCHOOLS } from './items.ts';
import { type Leak, leaksIn, type Secret, type Seen } from './leaks.ts';

/** One item as it lives in a city: its number and who has it. */
export type Living = { item: Item; number: string; handler: string | null; before: Set<string> };

/** A city whose whole life goes past the oracle. `confidential` false: the same days without a single confidential item. */
export type Matrix = {
  city: City;
  living: Map<string, Living>;
  leaks: Leak[];
  seen: number;
  names: Map<string, { id: string; name: string }>;
  /** What the bot answers an account; nothing of the conversation before is remembered. */
  asks(account: string, text: string): Promise<string>;
  /** Lets the oracle look at all that was written since it last looked. */
  look(): Promise<void>;
  secrets(): Secret[];
  does(account: string, key: string, action: HazardAction): Promise<Outcome>;
  logs: string[];
  away: Set<string>;
};

/** One person holds all the roles of a small school; leaders and handlers have 代理人; somebody has left. */
const ARRANGE: readonly string[] = [
  `DELETE FROM person_role WHERE unit_code = 'S202' AND role = '具体责任人'`,
  `INSERT INTO person_role (person_id, unit_code, role, title)
     SELECT person_id, unit_code, '具体责任人', title FROM person_role WHERE unit_code = 'S202' AND role = '网格长'`,
  `INSERT INTO person_role (person_id, unit_code, role, title)
     SELECT person_id, 'S202', '成员', '教师' FROM account WHERE account = 'liuqingqing'`,
  ...[
    ['wangshouzheng', 'lihuimin'],
    ['heyongnian', 'lvchunyan'],
    ['fanlei', 'luxiaodong'],
    ['liufang', 'qianchen'],
    ['qixiaomeng', 'shiwenbin'],
    [OFFICER, OFFICERS_DEPUTY],
    ['zhouhuaiyuan', 'linzhiping'],
  ].map(
    ([who, deputy]) => `UPDATE person SET deputy_id = (SELECT person_id FROM account WHERE account = '${deputy}' AND channel = 'wecom')
     WHERE id = (SELECT person_id FROM account WHERE account = '${who}' AND channel = 'wecom')`,
  ),
  `UPDATE person SET status = '离岗' WHERE id = (SELECT person_id FROM account WHERE account = 'gefusheng')`,
];

/** Who may know an item by the design (§4.1 "Sensitive first"), written down apart from the program's own table. */
const mayKnow = ({ item, handler }: Living, away: ReadonlySet<string>): string[] => {
  const cannotWait = item.urgent || item.level === '重大';
  const standIn = away.has(OFFICER) || cannotWait ? [OFFICERS_DEPUTY] : [];
  const officer = [OFFICER, ...standIn];
  if (item.lane === 'hidden') return [...officer, item.school.reporter];
  return [...officer, ...(handler === null ? [] : [handler]), ...(item.lane === 'sensitive' ? [item.school.head] : [])];
};

export const openMatrix = async (confidential: boolean): Promise<Matrix> => {
  const city = await openCity();
  for (const statement of ARRANGE) await city.database.pool.query(statement);
  const accounts = await city.database.prisma.account.findMany({ where: { channel: 'wecom' }, include: { person: true } });
  const names = new Map(accounts.map(({ account, person }) => [account, { id: person.id, name: person.name }]));
  const living = new Map<string, Living>();
  const logs: string[] = [];
  const write =
    (level: string) =>
    (...said: unknown[]): void => {
      logs.push(`${level} ${inspect(said, { depth: 6 })}`);
    };
  Object.assign(city.deps, {
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    metrics: { count: (name: string, labels: object) => logs.push(`metric ${name} ${JSON.stringify(labels ?? {})}`) },
  });
  let looked = 0n;
  const matrix: Matrix = {
    city,
    living,
    leaks: [],
    seen: 0,
    names,
    logs,
    away: new Set(),
    secrets: () =>
      [...living.values()]
        .filter(({ item }) => item.lane !== 'ordinary')
        .map((each) => ({
          number: each.number,
          lane: each.item.lane === 'ordinary' ? 'hidden' : each.item.lane,
          markers: [...markersOf(each.item), ...[1, 2, 3, 4].map((nth) => photoHash(each.item, nth))],
          reporterNames: [each.item.school.reporter, ...Object.values(names.get(each.item.school.reporter) ?? {})],
          full: new Set(mayKnow(each, matrix.away)),
          numberOnly: new Set([each.item.school.reporter, ...each.before]),
        })),
    async look() {
      const rows = await city.database.prisma.outboxMessage.findMany({ where: { seq: { gt: looked } }, orderBy: { seq: 'asc' } });
      looked = rows.at(-1)?.seq ?? looked;
      const accountOf = new Map([...names].map(([account, { id }]) => [id, account]));
      const seen = rows.map((row): Seen => {
        const who = row.groupId !== null ? `group:${row.groupId}` : (accountOf.get(row.personId ?? '') ?? row.account ?? 'nobody');
        // What its buttons do never leaves the server, and a drawn picture names its item by the number alone.
        const body = row.kind === 'redraw' || row.kind === 'before-and-after' ? JSON.stringify(row.body) : '';
        return { who, view: 'chat', kind: row.kind, text: `${row.text}\n${body}` };
      });
      matrix.seen += seen.length;
      matrix.leaks.push(
        ...leaksIn(
          seen.filter(({ kind }) => kind !== 'reply'),
          matrix.secrets(),
        ),
      );
    },
    async asks(account, text) {
      const { database, deps, clock } = city;
      const id = randomUUID();
      await database.prisma.session.deleteMany({ where: { key: names.get(account)?.id ?? `wecom:${account}` } });
      const message = {
        channel: 'wecom',
        sender: account,
        conversation: { kind: 'single' },
        sentAt: clock.at,
        content: { kind: 'text', text },
      };
      const row = {
        id,
        channel: 'wecom',
        dedupeKey: id,
        lane: account,
        payload: JSON.stringify(message),
        status: 'pending',
        receivedAt: clock.at,
      };
      await database.prisma.inboxMessage.create({ data: row });
      await handleNext(deps, account);
      const { status, reason } = await database.prisma.inboxMessage.findUniqueOrThrow({ where: { id } });
      if (status !== 'processed') throw new Error(`${account} × ${text} was not handled: ${reason}`);
      const replies = await database.prisma.outboxMessage.findMany({ where: { causeType: 'inbox', causeId: id, kind: 'reply' } });
      return replies.map((reply) => reply.text).join('\n');
    },
    async does(account, key, action) {
      const known = living.get(key);
      const now = city.clock.at;
      return city.database.transaction(async (db) => {
        const number = known?.number ?? (await nextNumber(db, now));
        const command = action.type === 'Report' ? { ...action, number } : action;
        const context = { db, rules: await city.deps.rules(db), cause: { type: 'operator' as const, id: 'matrix' } };
        const outcome = await handleHazardCommand(context, number, {
          ...command,
          meta: { actor: names.get(account)?.id ?? null, at: now },
        });
        if (!outcome.ok) return outcome;
        await addToOutbox(db, outcome.drafts, { correlationId: 'matrix', now });
        return outcome;
      });
    },
  };
  await liveThrough(matrix, confidential);
  return matrix;
};

type Deed = { by: string; action: HazardAction };
type Scene = { matrix: Matrix; item: Item; one: Living };
type Stage = (scene: Scene) => Deed[];

const idOf = ({ matrix }: Scene, account: string): string => matrix.city.idOf(account);

/** Who decides on an item: the head where he may know of it, else the bureau's officer. */
const leadOf = ({ item }: Scene): string => (item.lane === 'withheld' ? OFFICER : item.school.head);
const handlerOf = ({ one, item }: Scene): string => one.handler ?? item.school.handler;

const photo = (scene: Scene, nth: number, by: string) => [
  { hash: photoHash(scene.item, nth), at: scene.matrix.city.clock.at, by: idOf(scene, by) },
];

const reportOf = (scene: Scene): HazardAction => {
  const { item } = scene;
  const words = (what: string, more: string): string => `${mark(item, what)}${more}`;
  return {
    type: 'Report',
    number: '',
    unit: item.school.unit,
    place: { id: null, text: words('P', '那边') },
    description: words('D', '的情况，请看一下'),
    category: item.category,
    level: item.level,
    urgent: item.urgent,
    sensitive: false,
    source: '自查',
    reporterHidden: false,
    withheldFromSchool: false,
    basis: [{ words: mark(item, 'B'), clause: words('K', '条款') }],
    photos: photo(scene, 1, item.school.reporter),
    placePerson: idOf(scene, item.school.handler),
    dangerousWork: item.dangerous ? { situation: 1, words: mark(item, 'W') } : null,
    ...item.report,
  };
};

const five = ({ item }: Scene) => ({
  responsibility: mark(item, 'F'),
  measures: mark(item, 'F'),
  money: mark(item, 'F'),
  deadline: mark(item, 'F'),
  plan: mark(item, 'F'),
});

/** The way of an item, deed by deed. What does not fit one of them is refused, and that is no fault: the others go on. */
const STAGES: readonly { until: string; does: Stage }[] = [
  { until: '11-23 09:00', does: (scene) => (scene.item.night ? [] : [{ by: scene.item.school.reporter, action: reportOf(scene) }]) },
  { until: '11-23 21:00', does: (scene) => (scene.item.night ? [{ by: scene.item.school.reporter, action: reportOf(scene) }] : []) },
  {
    until: '11-23 21:05',
    does: (scene) => [
      {
        by: scene.item.school.reporter,
        action: { type: 'AddPhotos', phase: 'before', photos: photo(scene, 2, scene.item.school.reporter) },
      },
    ],
  },
  {
    until: '11-24 09:00',
    does: (scene) => [
      { by: leadOf(scene), action: { type: 'Classify', level: scene.item.level, reason: mark(scene.item, 'C') } },
      { by: leadOf(scene), action: { type: 'Assign', assignee: idOf(scene, scene.item.school.handler) } },
    ],
  },
  {
    until: '11-25 02:00',
    does: (scene) => [
      { by: handlerOf(scene), action: { type: 'FixFive', parts: five(scene), until: at('12-12 18:00'), confirms: false } },
      { by: handlerOf(scene), action: { type: 'TakeMeasure', measure: mark(scene.item, 'M') } },
    ],
  },
  {
    until: '11-25 09:00',
    does: (scene) => [
      { by: leadOf(scene), action: { type: 'ConfirmFive' } },
      { by: handlerOf(scene), action: { type: 'Accept' } },
      { by: handlerOf(scene), action: { type: 'AskExtension', until: at('12-14 18:00'), reason: mark(scene.item, 'X') } },
      { by: OFFICER, action: { type: 'RefuseExtension', reason: mark(scene.item, 'R') } },
    ],
  },
  {
    until: '11-26 03:00',
    does: (scene) => [
      { by: handlerOf(scene), action: { type: 'AskExtension', until: at('12-15 18:00'), reason: mark(scene.item, 'X') } },
      { by: OFFICER, action: { type: 'GrantExtension' } },
      {
        by: handlerOf(scene),
        action: { type: 'Escalate', to: idOf(scene, leadOf(scene)), tree: 'sector', reason: mark(scene.item, 'E') },
      },
    ],
  },
  {
    until: '11-27 09:00',
    does: (scene) => [
      { by: leadOf(scene), action: { type: 'AnswerEscalation', note: mark(scene.item, 'L') } },
      { by: OFFICER, action: { type: 'Supervise', note: mark(scene.item, 'S') } },
      { by: OFFICER, action: { type: 'Enforce', measure: mark(scene.item, 'G') } },
    ],
  },
  {
    until: '11-28 10:00',
    does: (scene) => {
      const { next } = scene.item.school;
      return next === null ? [] : [{ by: leadOf(scene), action: { type: 'Assign', assignee: idOf(scene, next) } }];
    },
  },
  { until: '11-30 09:00', does: (scene) => [{ by: handlerOf(scene), action: { type: 'Accept' } }] },
  {
    until: '12-02 09:00',
    does: (scene) => [
      {
        by: handlerOf(scene),
        action: { type: 'Submit', note: mark(scene.item, 'N'), photos: photo(scene, 3, handlerOf(scene)) },
      },
      { by: OFFICER, action: { type: 'Return', reason: mark(scene.item, 'T') } },
    ],
  },
  {
    until: '12-04 09:00',
    does: (scene) => [
      {
        by: handlerOf(scene),
        action: { type: 'Submit', note: mark(scene.item, 'N'), photos: photo(scene, 4, handlerOf(scene)) },
      },
    ],
  },
  {
    until: '12-08 09:00',
    does: (scene) => [
      {
        by: OFFICER,
        action: {
          type: 'Verify',
          note: mark(scene.item, 'V'),
          onSite: { kind: 'position', text: mark(scene.item, 'H'), at: scene.matrix.city.clock.at },
        },
      },
    ],
  },
  {
    until: '12-08 15:00',
    does: (scene) => [{ by: OFFICER, action: { type: 'DecideCase', trigger: '危险作业', start: true, reason: mark(scene.item, 'Z') } }],
  },
  { until: '12-09 09:00', does: (scene) => [{ by: OFFICER, action: { type: 'Reopen', reason: mark(scene.item, 'O') } }] },
];

/** Ordinary leave and return, said to the bot; the deputies of a school's head and of a handler must stay outside. */
const LEAVES: Readonly<Record<string, readonly [account: string, text: string][]>> = {
  '11-25 02:00': [
    ['wangshouzheng', '请假到12月1日'],
    ['liufang', '请假到12月1日'],
    ['qixiaomeng', '请假到12月1日'],
    [OFFICER, '请假到11月29日'],
  ],
};

const afterDeed = (one: Living, outcome: Outcome, accountOf: (id: string) => string): void => {
  if (!outcome.ok || !('assignee' in outcome.item)) return;
  const now = accountOf(outcome.item.assignee);
  if (one.handler !== null && one.handler !== now) one.before.add(one.handler);
  one.handler = now;
};

/** Days and nights of the city: every item goes its whole way, its steps falling overdue in between. */
const liveThrough = async (matrix: Matrix, confidential: boolean): Promise<void> => {
  const { city, living } = matrix;
  const accountOf = (id: string): string => [...matrix.names].find(([, person]) => person.id === id)?.[0] ?? id;
  const items = ITEMS.filter((item) => confidential || !isConfidential(item));
  for (const { until, does } of STAGES) {
    await goTo(city, until);
    await matrix.look();
    for (const [account, text] of LEAVES[until] ?? []) {
      await matrix.asks(account, text);
      matrix.away.add(account);
    }
    for (const item of items) {
      const one = living.get(item.key) ?? { item, number: '', handler: null, before: new Set<string>() };
      for (const { by, action } of does({ matrix, item, one })) {
        const outcome = await matrix.does(by, item.key, action);
        if (outcome.ok && action.type === 'Report') living.set(item.key, { ...one, number: outcome.item.number });
        const known = living.get(item.key);
        if (known) afterDeed(known, outcome, accountOf);
      }
    }
    await matrix.look();
    if (until === '11-30 09:00') matrix.away.clear();
  }
  await goTo(city, '12-18 10:00');
  await matrix.look();
};

/** Everybody whom the confidential items of the matrix concern in any way; all others must notice nothing whatever. */
export const INSIDERS: ReadonlySet<string> = new Set([
  OFFICER,
  OFFICERS_DEPUTY,
  ...SCHOOLS.flatMap(({ head, reporter, handler, next }) => [head, reporter, handler, ...(next === null ? [] : [next])]),
]);

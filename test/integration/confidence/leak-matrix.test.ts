import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseFile } from '../../../src/app/papers/case-file.ts';
import { gatherCase } from '../../../src/app/papers/gather-case.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import { type Reader, readerOf } from './api-views.ts';
import { ITEMS, isConfidential, markersOf, SCHOOLS } from './items.ts';
import { leaksIn, type Seen, sayLeaks } from './leaks.ts';
import { INSIDERS, type Living, type Matrix, openMatrix } from './life.ts';
import { OF_A_SCHOOL, OF_AN_ITEM, QUESTIONS } from './questions.ts';

/** A number that nobody has. */
const NOBODYS = 'H26119999';

let full: Matrix;
/** The same days, without a single confidential item. */
let twin: Matrix;
let api: Reader;
let twinApi: Reader;

beforeAll(async () => {
  [full, twin] = await Promise.all([openMatrix(true), openMatrix(false)]);
  [api, twinApi] = await Promise.all([readerOf(full.city), readerOf(twin.city)]);
}, 300_000);
afterAll(async () => {
  await Promise.all([api, twinApi].map((each) => each?.close()));
  await Promise.all([full, twin].map((each) => each?.city.close()));
});

const confidential = (): Living[] => [...full.living.values()].filter(({ item }) => isConfidential(item));
const everybody = (): string[] => [...full.names.keys(), 'stranger'].sort();

/** Side by side, a few at a time: the people of a city write at once, too. */
const each = async <T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
};

/** An item's number is another one in the other city: its key stands for it. */
const unnumbered = ({ living }: Matrix, text: string): string =>
  text.replace(/H\d{8,}/g, (number) => [...living.values()].find((one) => one.number === number)?.item.key ?? 'another');

describe('what people and groups are told', () => {
  it('is no word and no number to anybody who may not know', () => {
    expect(sayLeaks(full.leaks)).toEqual([]);
  });

  it('reaches those who may know, through the whole life of the items', async () => {
    const events = await full.city.database.prisma.$queryRaw<{ event: string }[]>`
      SELECT DISTINCT e.event FROM hazard_history e JOIN hazard h ON h.number = e.number WHERE h.sensitive OR h.withheld_from_school`;
    const lived = events.map(({ event }) => event);
    for (const event of [
      'PhotosAdded HazardClassified HazardAssigned HazardAccepted FiveFixed FiveConfirmed InterimMeasureTaken ExtensionRequested',
      'ExtensionRefused ExtensionGranted HazardEscalated EscalationAnswered HazardSupervised HazardEnforced RectificationSubmitted',
      'RectificationReturned HazardVerified HazardArchived HazardReopened StepOverdue DeputiesCalled AccountabilityOpened AccountabilityDecided',
    ].flatMap((names) => names.split(' ')))
      expect(lived).toContain(event);
    const rows = await full.city.database.prisma.outboxMessage.findMany({ select: { text: true } });
    const written = rows.map(({ text }) => text).join('\n');
    const unheard = ITEMS.filter((item) => !markersOf(item).some((marker) => written.includes(marker)));
    expect(unheard.map(({ key }) => key)).toEqual([]);
  });

  it('is the same to all others as if the confidential items were not there', async () => {
    const toldIn = async (matrix: Matrix): Promise<string[]> => {
      const accounts = new Map([...matrix.names].map(([account, { id }]) => [id, account]));
      const rows = await matrix.city.database.prisma.outboxMessage.findMany({ orderBy: { seq: 'asc' } });
      return rows
        .map((row) => ({ ...row, who: accounts.get(row.personId ?? '') ?? `group:${row.groupId}` }))
        .filter(({ who }) => !INSIDERS.has(who))
        .map(({ who, kind, text, createdAt, notBefore }) =>
          unnumbered(matrix, `${who} ${kind} ${createdAt.toISOString()} ${notBefore.toISOString()} ${text}`),
        )
        .sort();
    };
    const [here, there] = await Promise.all([toldIn(full), toldIn(twin)]);
    expect(there.length).toBeGreaterThan(200);
    expect(here.filter((line) => !there.includes(line))).toEqual([]);
    expect(there.filter((line) => !here.includes(line))).toEqual([]);
    expect(here.length).toBe(there.length);
  });

  it('is not in the log either, at any level, nor in a metric', () => {
    expect(full.logs.length).toBeGreaterThan(100);
    const seen = full.logs.map(
      (text): Seen => ({ who: 'log', view: 'log', kind: 'line', text, asked: text.match(/H\d{8,}/g)?.join(' ') ?? '' }),
    );
    expect(sayLeaks(leaksIn(seen, full.secrets()))).toEqual([]);
  });
});

describe('questions', () => {
  const schools = SCHOOLS.map(({ name }) => name);
  const questions = [...QUESTIONS, ...schools.flatMap((school) => OF_A_SCHOOL.map((ask) => ask(school)))];

  it('of lists, counts and schools are answered as if the confidential items were not there', async () => {
    const roles = await full.city.database.prisma.personRole.findMany({
      where: { unitCode: { in: [...SCHOOLS.map(({ unit }) => unit), 'E000', 'C100', 'T100'] }, role: { not: '成员' } },
    });
    const leaders = new Set(roles.map(({ personId }) => personId));
    const seen: Seen[] = [];
    const different: string[] = [];
    await each(everybody(), async (who) => {
      for (const text of leaders.has(full.names.get(who)?.id ?? '') ? questions : questions.slice(0, 5)) {
        const answer = await full.asks(who, text);
        seen.push({ who, view: text, kind: 'reply', text: answer, asked: text });
        if (INSIDERS.has(who)) continue;
        const other = unnumbered(twin, await twin.asks(who, text));
        if (unnumbered(full, answer) !== other) different.push(`${who} × ${text}: ${unnumbered(full, answer)} — without: ${other}`);
      }
    });
    expect(sayLeaks(leaksIn(seen, full.secrets()))).toEqual([]);
    expect(different).toEqual([]);
  }, 300_000);

  it('for the number are answered to each person within what he may know', async () => {
    const units = new Map(
      (await full.city.database.prisma.personRole.findMany()).map(({ personId, unitCode }) => [`${personId} ${unitCode}`, true]),
    );
    const seen: Seen[] = [];
    const items = [...full.living.values()].filter(({ item }) => item.lane !== 'ordinary');
    await each(everybody(), async (who) => {
      const id = full.names.get(who)?.id ?? '';
      const at = everybody().indexOf(who);
      const near = items.filter(({ item }, nth) => units.has(`${id} ${item.school.unit}`) || INSIDERS.has(who) || (nth + at) % 10 === 0);
      for (const { number } of near) seen.push({ who, view: 'number', kind: 'reply', text: await full.asks(who, number), asked: number });
    });
    expect(sayLeaks(leaksIn(seen, full.secrets()))).toEqual([]);
  }, 300_000);
});

describe('commands with the number of a confidential item', () => {
  const above = 'madezhong suwenjing tianzhanjun zhouhuaiyuan linzhiping chenguodong yuyang gaozhenshan shilei qiaoxiaoyan'.split(' ');
  const elsewhere = 'dongliansheng letian maqiushi stranger gefusheng'.split(' ');

  it('are answered to whoever may not know as with a number that nobody has, and change nothing', async () => {
    const { prisma } = full.city.database;
    const versions = async () =>
      (await prisma.hazard.findMany({ orderBy: { number: 'asc' } })).map(({ number, version }) => `${number} ${version}`);
    const before = await versions();
    const roles = await prisma.personRole.findMany();
    const accountOf = new Map([...full.names].map(([account, { id }]) => [id, account]));
    const baseline = new Map<string, Promise<string>>();
    const bare = (text: string, number: string): string =>
      // The numbers that answers give as examples may be those of items here.
      text
        .replaceAll('例如 H26110023', '例如')
        .replaceAll(number, 'N')
        .replace(new RegExp(`(?<!\\d)${number.slice(-4)}(?!\\d)`, 'g'), 'n');
    const asNobodys = (who: string, nth: number): Promise<string> => {
      const key = `${who} ${nth}`;
      const known = baseline.get(key) ?? full.asks(who, OF_AN_ITEM[nth]?.(NOBODYS) ?? '').then((text) => bare(text, NOBODYS));
      baseline.set(key, known);
      return known;
    };
    const secrets = new Map(full.secrets().map((secret) => [secret.number, secret]));
    const cells = confidential().flatMap(({ item, number }, row) => {
      const own = roles.filter((role) => role.unitCode === item.school.unit).map(({ personId }) => accountOf.get(personId) ?? '');
      const knows = secrets.get(number);
      return [...new Set([...own, ...above, ...elsewhere])]
        .filter((who) => !knows?.full.has(who) && !knows?.numberOnly.has(who))
        .flatMap((who, column) =>
          OF_AN_ITEM.map((say, nth) => ({ who, number, say, nth })).filter(({ nth }) => (nth + column + row) % 16 === 0),
        );
    });
    const different: string[] = [];
    // One person's messages come one after the other.
    await each([...new Set(cells.map(({ who }) => who))], async (asker) => {
      for (const { who, number, say, nth } of cells.filter((cell) => cell.who === asker)) {
        const answer = bare(await full.asks(who, say(number)), number);
        const other = await asNobodys(who, nth);
        if (answer !== other) different.push(`${who} × ${say('N')}: ${answer} — of nobody’s: ${other}`);
      }
    });
    expect(cells.length).toBeGreaterThan(500);
    expect(different).toEqual([]);
    expect(await versions()).toEqual(before);
  }, 300_000);
});

describe('the read API', () => {
  it('shows no word of a confidential item, and nobody who has to do with it, wherever its number is', async () => {
    const lists = [
      '/api/hazards',
      '/api/hazards?overdue=true',
      '/api/hazards?at=2026-12-01',
      '/api/messages',
      '/api/messages?at=2026-11-27',
      '/api/people',
      '/api/units',
      ...confidential().map(({ number }) => `/api/history/${number}`),
    ];
    const seen: Seen[] = [];
    const named: string[] = [];
    const people = [...full.names.values()].flatMap(({ id, name }) => [`"${id}"`, name]);
    const numbers = confidential().map(({ number }) => number);
    const look = (path: string, text: string): void => {
      seen.push({ who: 'api', view: path, kind: 'object', text, asked: numbers.join(' ') });
      const number = path.startsWith('/api/history/') ? path.slice(13) : numbers.find((one) => text.includes(one));
      const person = number === undefined ? undefined : people.find((one) => text.includes(one));
      if (person !== undefined) named.push(`${path} names ${person} with ${number}: ${text.slice(0, 300)}`);
    };
    for (const path of lists) for (const { text } of await api.list(path)) look(path, text);
    for (const number of numbers) look(`/api/hazards/${number}`, (await api.one(`/api/hazards/${number}`)).text);
    expect(seen.length).toBeGreaterThan(1000);
    expect(
      sayLeaks(
        leaksIn(
          seen,
          full.secrets().filter(({ lane }) => lane !== 'hidden'),
        ),
      ),
    ).toEqual([]);
    expect(named.slice(0, 20)).toEqual([]);
  }, 120_000);

  it('names no reporter who asked to stay unnamed', async () => {
    const hidden = full.secrets().filter(({ lane }) => lane === 'hidden');
    const seen: Seen[] = [];
    for (const path of ['/api/hazards', '/api/messages', ...hidden.map(({ number }) => `/api/history/${number}`)])
      for (const { text } of await api.list(path))
        seen.push({ who: 'api', view: path, kind: 'object', text: `${path.startsWith('/api/history/') ? path.slice(13) : ''} ${text}` });
    expect(sayLeaks(leaksIn(seen, hidden))).toEqual([]);
  }, 120_000);

  it('finds by a person, counts in a unit and tells of people what it would without the confidential items', async () => {
    const different: string[] = [];
    const same = async (path: string, view: (reader: Reader, matrix: Matrix) => Promise<string>): Promise<void> => {
      const [here, there] = await Promise.all([view(api, full), view(twinApi, twin)]);
      if (here !== there) different.push(`${path}: ${here.slice(0, 500)} — without: ${there.slice(0, 500)}`);
    };
    const numbersOf = (path: string) => async (reader: Reader, matrix: Matrix) =>
      unnumbered(
        matrix,
        (await reader.list(path))
          .map(({ text }) => text.match(/H\d{8,}/g)?.join() ?? '')
          .sort()
          .join(' '),
      );
    const units = (await full.city.database.prisma.unit.findMany()).map(({ code }) => code);
    await each([...full.names.values()], async ({ id }) => {
      await same(`/api/hazards?person=${id}`, numbersOf(`/api/hazards?person=${id}`));
    });
    await each(units, async (unit) => {
      const path = `/api/stats?unit=${unit}`;
      await same(path, async (reader) => JSON.stringify((await reader.one(path)).body.hazards));
    });
    await each(
      [...full.names].filter(([account]) => INSIDERS.has(account)),
      async ([, { id }]) => {
        const path = `/api/messages?person=${id}`;
        const found = (await api.list(path)).filter(({ text }) => confidential().some(({ number }) => text.includes(number)));
        if (found.length > 0) different.push(`${path} finds ${found.length}, such as ${found[0]?.text.slice(0, 400)}`);
      },
    );
    expect(different).toEqual([]);
  }, 120_000);
});

describe('the accountability file', () => {
  it('of a confidential item is sealed, and names no reporter who asked to stay unnamed', async () => {
    const posts = new Set(SCHOOLS.flatMap(({ head }) => [head]));
    const seen: Seen[] = [];
    const named: string[] = [];
    for (const { item, number, handler, before } of full.living.values()) {
      const material = await gatherCase(full.city.database.prisma, number, full.city.clock.at);
      const text = JSON.stringify(material && caseFile(material));
      seen.push({ who: 'paper', view: 'case', kind: item.of, text, asked: number });
      const around = [item.school.reporter, ...(handler === null ? [] : [handler]), ...before].filter((who) => !posts.has(who));
      for (const who of isConfidential(item) ? around : []) {
        const name = full.names.get(who)?.name ?? who;
        // The people of the grids are listed with their posts in every file.
        const holds = material?.posts.some(({ person }) => person === name) ?? false;
        if (!holds && text.includes(name)) named.push(`${number} names ${name}`);
      }
    }
    expect(seen).toHaveLength(ITEMS.length);
    expect(sayLeaks(leaksIn(seen, full.secrets()))).toEqual([]);
    expect(named).toEqual([]);
  });
});

describe('the oracle', () => {
  it('sees a leak that is planted: words to a colleague, a number to a group', async () => {
    const [one] = confidential();
    const { prisma } = full.city.database;
    const group = await prisma.chatGroup.findFirstOrThrow();
    const cause = { type: 'operator' as const, id: 'planted' };
    const words = (text: string) => ({ kind: 'planted', cause, body: { kind: 'text' as const, text } });
    await addToOutbox(
      prisma,
      [
        { ...words(`听说${markersOf(one?.item ?? { key: '' })[0]}了`), to: { person: full.city.idOf('zhangtiejun') } },
        { ...words(`请处理 ${one?.number}`), to: { group: group.id } },
      ],
      { correlationId: 'planted', now: full.city.clock.at },
    );
    const before = full.leaks.length;
    await full.look();
    const found = full.leaks.slice(before).map(({ who, kind, what, number }) => ({ who, kind, what, number }));
    expect(found).toEqual([
      { who: 'zhangtiejun', kind: 'planted', what: 'words', number: one?.number },
      { who: `group:${group.id}`, kind: 'planted', what: 'number', number: one?.number },
    ]);
  });
});

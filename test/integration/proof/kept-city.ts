import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importOrganisation } from '../../../src/app/organisation/import-organisation.ts';
import type { Log } from '../../../src/app/ports.ts';
import { anchorFinishedDays } from '../../../src/app/proof/anchor-days.ts';
import { type Verified, verify } from '../../../src/app/proof/verify.ts';
import type { HazardAction, Report } from '../../../src/domain/hazard/commands.ts';
import { decide } from '../../../src/domain/hazard/decide.ts';
import { evolveAll } from '../../../src/domain/hazard/evolve.ts';
import { initialHazard, type Photo } from '../../../src/domain/hazard/state.ts';
import { mediaLooker } from '../../../src/infra/media/media-look.ts';
import { openMediaStore } from '../../../src/infra/media/media-store.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { loadForChange, nextNumber, saveHazard } from '../../../src/store/hazards.ts';
import { rememberMedia } from '../../../src/store/media-files.ts';
import { createTestDatabase } from '../../support/database.ts';
import { smallCity } from '../../unit/app/organisation/small-city.ts';
import { lampReport, rules } from '../../unit/domain/hazard/hazard-story.ts';

/** Monday 2026-11-23, 09:00 in Shanghai. */
const START = new Date('2026-11-23T09:00:00+08:00');
const TEACHER = 'P3';
const HEAD = 'P1';
const OFFICER = 'P2';

export type KeptCity = Awaited<ReturnType<typeof openKeptCity>>;

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A small city on a database and a media folder of its own, whose items change through the domain and the store alone. */
export const openKeptCity = async () => {
  const { url, drop } = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'campus-grid-proof-'));
  const database: Database = openDatabase(url, { max: 6 });
  const media = await openMediaStore(path.join(folder, 'media'));
  await importOrganisation(database, smallCity(), { now: START });
  const clock = { at: START, now: async () => clock.at };
  let photographed = 0;

  const photo = async (by: string | null): Promise<Photo> => {
    photographed += 1;
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`photo ${photographed}`)]);
    const { hash, size, contentType } = await media.put(bytes, { maxBytes: 1_000_000 });
    const facts = { width: 8, height: 8, perceptualHash: null, takenAt: null, createdAt: clock.at };
    await rememberMedia(database.prisma, { hash, size, contentType, ...facts });
    return { hash, at: clock.at, by };
  };

  const act = async (number: string, actor: string | null, action: HazardAction, reporterAccount: string | null = null): Promise<void> => {
    await database.transaction(async (db) => {
      const { state, version } = await loadForChange(db, number);
      const decision = decide(state, { ...action, meta: { actor, at: clock.at } }, rules);
      if (!decision.ok) throw new Error(`${action.type} refused: ${JSON.stringify(decision.rejection)}`);
      const after = evolveAll(version === 0 ? initialHazard : state, decision.events);
      if (after.status === 'none') throw new Error('no item');
      await saveHazard(db, after, version, decision.events, { reporterAccount, wakeAt: after.stepDueAt });
    });
    clock.at = new Date(clock.at.getTime() + 1_234);
  };

  const report = async (
    changes: Partial<Report> = {},
    reporter: string | null = TEACHER,
    account: string | null = null,
  ): Promise<string> => {
    const number = await database.transaction((db) => nextNumber(db, clock.at));
    const place = { id: null, text: '三楼东头' };
    await act(number, reporter, lampReport({ number, place, placePerson: null, photos: [await photo(reporter)], ...changes }), account);
    return number;
  };

  const lookAt = mediaLooker(media);

  return {
    url,
    folder,
    database,
    clock,
    photo,
    act,
    report,
    fileOf: (hash: string): string => path.join(folder, 'media', hash.slice(0, 2), hash.slice(2, 4), hash),
    /** As the sweep of any process does it. */
    anchor: () => anchorFinishedDays({ database, clock, log: silent }),
    verify: (files = true): Promise<Verified> => verify({ database, lookAt: files ? lookAt : null, now: clock.at }),
    /** Statements of somebody who owns the whole database: no trigger and no foreign key stops him. */
    tamper: async (...statements: [string, unknown[]?][]): Promise<void> => {
      const client = await database.pool.connect();
      try {
        await client.query('SET session_replication_role = replica');
        for (const [statement, values] of statements) await client.query(statement, values);
      } finally {
        await client.query('SET session_replication_role = DEFAULT');
        client.release();
      }
    },
    close: async (): Promise<void> => {
      await database.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const handedOver = async (city: KeptCity, changes: Partial<Report> = {}): Promise<string> => {
  const number = await city.report(changes);
  await city.act(number, OFFICER, { type: 'Assign', assignee: TEACHER });
  return number;
};

const submitted = async (city: KeptCity): Promise<string> => {
  const number = await handedOver(city);
  await city.act(number, TEACHER, { type: 'Accept' });
  await city.act(number, TEACHER, { type: 'Submit', note: '换好了', photos: [await city.photo(TEACHER)] });
  return number;
};

const FIVE = { responsibility: '校长负责', measures: '停用并更换', money: '两万元', deadline: '12月10日前', plan: '改走西门' };

/** Items in every status, with photos and words of people, over two days that are anchored and a third that is not yet. */
export const livedIn = async (city: KeptCity): Promise<{ archived: string; returned: string; unnamed: string; numbers: string[] }> => {
  const tomorrow = async (): Promise<void> => {
    city.clock.at = new Date(city.clock.at.getTime() + 24 * 3_600_000);
    await city.anchor();
  };
  const reported = await city.report();
  const unnamed = await city.report({ urgent: true, photos: [] }, null, 'wecom:somebody');
  const archived = await submitted(city);
  const returned = await submitted(city);
  const assigned = await handedOver(city);
  await tomorrow();
  await city.act(archived, HEAD, { type: 'Verify', note: '看过了', onSite: null });
  await city.act(returned, HEAD, { type: 'Return', reason: '灯罩没装' });
  const grave = await handedOver(city, { level: '重大', dangerousWork: { situation: 1, words: '关了报警器' } });
  await city.act(grave, HEAD, { type: 'FixFive', parts: FIVE, until: new Date('2026-12-10T18:00:00+08:00'), confirms: true });
  await city.act(grave, HEAD, { type: 'TakeMeasure', measure: '已封闭' });
  const rejected = await city.report();
  await city.act(rejected, OFFICER, { type: 'Reject', reason: '没有这回事' });
  const withdrawn = await city.report();
  await city.act(withdrawn, TEACHER, { type: 'Withdraw', reason: '看错了' });
  await tomorrow();
  await city.act(returned, TEACHER, { type: 'Submit', note: null, photos: [await city.photo(TEACHER)] });
  await city.act(assigned, TEACHER, { type: 'Accept' });
  await city.act(assigned, TEACHER, { type: 'AskExtension', until: new Date('2026-12-20T18:00:00+08:00'), reason: '等配件' });
  const classified = await city.report({ category: 'fire' });
  await city.act(classified, OFFICER, { type: 'Classify', level: '较大' });
  return {
    archived,
    returned,
    unnamed,
    numbers: [reported, unnamed, archived, returned, assigned, grave, rejected, withdrawn, classified],
  };
};

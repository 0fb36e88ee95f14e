import { handleHazardCommand } from '../../../src/app/hazards/handle-hazard-command.ts';
import { earliest } from '../../../src/domain/calendar/earliest.ts';
import type { HazardAction, Report } from '../../../src/domain/hazard/commands.ts';
import { nextItemTime, nextNoticeTime } from '../../../src/store/falls-due.ts';
import { nextNumber } from '../../../src/store/hazards.ts';
import { addToOutbox } from '../../../src/store/outbox.ts';
import type { City, Sent } from '../conversation/city.ts';
import { sweep } from './sweep.ts';

/** A moment in Shanghai: 11-23 09:00. */
export const at = (moment: string): Date => {
  const [day = '', time = ''] = moment.split(' ');
  return new Date(`2026-${day}T${time}:00+08:00`);
};

/**
 * Lets the time pass up to a moment (11-23 09:00), stopping wherever something falls due by itself: what was written on the way, without the
 * redraws of old cards.
 */
export const goTo = async (city: City, moment: string): Promise<Sent[]> => {
  const to = at(moment);
  const from = await city.lastSeq();
  for (;;) {
    const { prisma } = city.database;
    const next = earliest(await nextItemTime(prisma, city.clock.at, to), await nextNoticeTime(prisma, city.clock.at, to));
    if (next === null) break;
    city.clock.at = next;
    await sweep(city.deps, { budgetMs: 20_000 });
  }
  city.clock.at = to;
  await sweep(city.deps, { budgetMs: 20_000 });
  return (await city.sentSince(from)).filter((sent) => sent.kind !== 'redraw');
};

/** Events of one item's history, the system's own. */
export const climbOf = async (city: City, number: string): Promise<string[]> => {
  const rows = await city.database.prisma.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } });
  return rows.flatMap(({ event, data, at: moment }) => {
    if (event !== 'StepOverdue') return [];
    const { pending, rung } = data as { pending: string; rung: string };
    return [`${moment.toISOString().slice(5, 16)} ${pending} ${rung}`];
  });
};

/** Something is done to an item by a person (his account) through the one way in, and its messages are written. Refused: it throws. */
export const does = async (city: City, account: string | null, number: string, action: HazardAction): Promise<void> => {
  const { database, deps, clock } = city;
  const now = clock.at;
  await database.transaction(async (db) => {
    const context = { db, rules: await deps.rules(db), cause: { type: 'operator' as const, id: 'test' } };
    const actor = account === null ? null : city.idOf(account);
    const outcome = await handleHazardCommand(context, number, { ...action, meta: { actor, at: now } });
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`);
    await addToOutbox(db, outcome.drafts, { correlationId: 'test', now });
  });
};

/** 走廊扶手松动: 一般, at nobody's place. */
export const railReport = (number: string, changes: Partial<Report> = {}): Report => ({
  type: 'Report',
  number,
  unit: 'S001',
  place: { id: null, text: '北楼三层走廊' },
  description: '走廊扶手松动',
  category: 'building',
  level: '一般',
  urgent: false,
  sensitive: false,
  source: '自查',
  reporterHidden: false,
  withheldFromSchool: false,
  basis: [],
  photos: [],
  placePerson: null,
  ...changes,
});

/** A report as the conversation would make it. Its number. */
export const reports = async (city: City, account: string, changes: Partial<Report> = {}): Promise<string> => {
  const number = await city.database.transaction((db) => nextNumber(db, city.clock.at));
  await does(city, account, number, railReport(number, { placePerson: city.idOf('zhaomanyi'), ...changes }));
  return number;
};

/** Who got which kind of message, without doubles: `zhaomanyi:overdue-list`. */
export const told = (sent: readonly Sent[], kind: string): string[] =>
  sent
    .filter((each) => each.kind === kind)
    .map((each) => each.to)
    .sort();

import type { HazardEvent } from '../../domain/hazard/events.ts';
import type { KnownHazard } from '../../domain/hazard/state.ts';
import type { Db } from '../../store/database.ts';
import { loadHazard } from '../../store/hazards.ts';
import { eventFrom, goneRef } from '../../store/history-words.ts';
import { ancestry, peopleById, roleHolders } from '../../store/organisation.ts';
import type { CaseMaterial, Post, Told } from './case-file.ts';
import { namedIn } from './deeds.ts';

const KINDS: Record<string, string> = {
  'task-card': '整改任务',
  'grading-card': '核定请求',
  'verify-card': '验收请求',
  'return-card': '退回整改',
  'five-card': '五落实确认请求',
  'escalation-card': '上报待定夺',
  'extension-card': '延期申请',
  'case-card': '追责材料待决定',
  overdue: '逾期提醒',
  'overdue-now': '逾期提醒',
  'private-warning': '情形提示',
  'notice-duty': '值班告知',
  'notice-end': '结果告知',
  escalated: '上报告知',
  'escalation-answered': '上报答复',
  'extension-decided': '延期决定',
  enforced: '查处告知',
  supervised: '挂牌督办告知',
  'measure-taken': '临时措施告知',
  'handed-on': '转办告知',
  'case-decided': '追责决定告知',
  alarm: '即时告知',
  'make-safe': '先行防护要求',
  feedback: '结果反馈',
  reply: '答复',
};

/** So many messages tell who knew; more of the same say no more. */
const MOST_TOLD = 500;

const toldOf = async (db: Db, number: string): Promise<Told[]> => {
  const rows = await db.$queryRaw<Told[]>`
    SELECT coalesce(p.name, g.name, '未绑定的账号') AS "to", m.person_id AS "personId", m.kind, m.created_at AS "createdAt", m.sent_at AS "sentAt", m.status
    FROM outbox_message m LEFT JOIN person p ON p.id = m.person_id LEFT JOIN chat_group g ON g.id = m.group_id
    WHERE m.hazard_number = ${number} AND m.kind <> 'redraw' ORDER BY m.seq LIMIT ${MOST_TOLD}`;
  return rows.map((row) => ({ ...row, kind: KINDS[row.kind] ?? row.kind }));
};

const placeOf = async (db: Db, { place }: KnownHazard): Promise<{ text: string | null; duty: string | null }> => {
  const row = place.id === null ? null : await db.place.findUnique({ where: { id: place.id } });
  return row ? { text: [row.area, row.venue, row.spot].filter(Boolean).join(' '), duty: row.duty } : { text: place.text, duty: null };
};

/** Words that the retention rule has removed are said to be so. */
const legible = (value: unknown): unknown => {
  if (typeof value === 'string') return goneRef(value) === null ? value : '（已按规定清除）';
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, legible(inner)]));
};

/** Collects what an accountability file needs; null: there is no such item. */
export const gatherCase = async (db: Db, number: string, now: Date): Promise<CaseMaterial | null> => {
  const loaded = await loadHazard(db, number);
  if (!loaded) return null;
  const item = loaded.state;
  const [entries, texts, where, place, told] = await Promise.all([
    db.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } }),
    db.historyText.findMany({ where: { number } }),
    ancestry(db, item.unit),
    placeOf(db, item),
    toldOf(db, number),
  ]);
  const words = new Map(texts.map(({ id, text }) => [id, text]));
  const events = entries.map((entry) => legible(eventFrom(entry, words)) as HazardEvent);
  const units = [where?.unit, where?.upper, where?.bureau].flatMap((unit) => unit ?? []);
  const holders = await roleHolders(db, [...new Set(units.map((unit) => unit.code))]);
  const posts: Post[] = units.flatMap((unit) =>
    holders
      .filter((holder) => holder.unitCode === unit.code)
      .map((holder) => ({ unit: unit.name, role: holder.role, person: holder.name, title: holder.title })),
  );
  const named = [
    ...events.flatMap(namedIn),
    ...item.cases.flatMap((each) => [...each.persons, each.decision?.by ?? null]),
    item.reporter,
    ...told.map((each) => each.personId),
  ];
  const people = await peopleById(db, [...new Set(named.filter((person): person is string => person !== null))]);
  const names = new Map(people.map((person) => [person.id, person.name]));
  return {
    item,
    unitName: where?.unit.name ?? item.unit,
    placeText: place.text,
    duty: place.duty,
    posts,
    events,
    told,
    nameOf: (person) => (person === null || person === 'operator' ? '系统' : (names.get(person) ?? person)),
    now,
  };
};

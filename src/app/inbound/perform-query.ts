import { givenOutText } from '../../conversation/replies/given-out.ts';
import { listLine, STATUS_WORDS } from '../../conversation/replies/item-text.ts';
import { detailText, statusOnlyText } from '../../conversation/replies/receipts.ts';
import { afterList, type Session } from '../../conversation/session.ts';
import { type ItemLine, unique } from '../../conversation/situation.ts';
import type { Act } from '../../conversation/turn.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { Relation } from '../../domain/organisation/roles.ts';
import { reporterFor, visibilityOf } from '../../domain/organisation/visibility.ts';
import { loadHazard } from '../../store/hazards.ts';
import { openCounts, openItemsOf, straightThrough } from '../../store/item-lines.ts';
import { standingOf } from '../../store/organisation.ts';
import { standingTo, surroundingsOf } from '../hazards/surroundings.ts';
import { leads } from './leads.ts';
import { type Performed, type Performing, saying } from './performing.ts';
import { linesOf } from './situation.ts';

/** A list stays readable in a chat window; the rest is counted. */
const LIST_MAX = 10;
const GIVEN_OUT_MAX = 10;

const shown = (session: Session, kind: 'decisions' | 'items', items: readonly ItemLine[], now: Date): Session =>
  afterList(
    session,
    kind,
    items.map((item) => item.number),
    now,
  );

const NOTHING: ReadonlyMap<string, string> = new Map();

/** The lines of a list, numbered from `from`; the speaker's own school goes without saying. `asks`: what is asked of him, by number. */
const numbered = (items: readonly ItemLine[], { now, knowledge }: Performing, from = 0, asks = NOTHING): string =>
  items
    .map((item, index) => {
      const ask = asks.get(item.number);
      const line = listLine(item, from + index, now, knowledge.context.ownUnit?.id ?? null);
      return ask ? `${line}【${ask}】` : line;
    })
    .join('\n');

/** What needs nothing of an officer, but which he may still change; without numbers, since digits mean what waits for him. */
const givenOutPart = async ({ db, person }: Performing): Promise<string[]> => {
  const rows = person ? await straightThrough(db, person.id, GIVEN_OUT_MAX) : [];
  return rows.length === 0 ? [] : [givenOutText(rows, rows[0]?.total ?? rows.length)];
};

/** What waits for the speaker, numbered through; a list of decisions alone is answered by 同意. */
export const performTodo = async (performing: Performing, session: Session): Promise<Performed> => {
  const { now, knowledge } = performing;
  const { decisions, gradings, extensions, escalations, tasks } = linesOf(knowledge.concerns);
  const waiting = unique([...gradings, ...decisions, ...extensions, ...escalations]);
  const asks = new Map([...escalations.map((item) => [item.number, '上报']), ...extensions.map((item) => [item.number, '延期'])] as [
    string,
    string,
  ][]);
  const givenOut = await givenOutPart(performing);
  const all = [...waiting, ...tasks].slice(0, LIST_MAX);
  if (all.length === 0) return saying(session, ['现在没有要你办的事。发现隐患随时说一声。', ...givenOut]);
  const first = waiting.slice(0, LIST_MAX);
  const rest = all.slice(first.length);
  const more = waiting.length + tasks.length - all.length;
  const onlyDecisions = rest.length === 0;
  const back = decisions.length + extensions.length > 0 ? '；退回请说「退回 1」加原因' : '';
  const answer = onlyDecisions ? `回复 1 同意第 1 条（也可以「同意 1-3」「全部同意」）${back}。` : '回复序号看详情。';
  const parts = [
    ...(first.length > 0 ? [`等你定的 ${waiting.length} 条：\n${numbered(first, performing, 0, asks)}`] : []),
    ...(rest.length > 0 ? [`要你整改的 ${tasks.length} 条：\n${numbered(rest, performing, first.length)}`] : []),
    ...(more > 0 ? [`还有 ${more} 条，先办前面的。`] : []),
    answer,
    ...givenOut,
  ];
  return saying(shown(session, onlyDecisions ? 'decisions' : 'items', all, now), [parts.join('\n\n')]);
};

/** One item, as far as the speaker may see it; to others it does not exist. */
const showItem = async (performing: Performing, number: string, late: boolean, session: Session): Promise<Performed> => {
  const { db, person, city } = performing;
  const loaded = await loadHazard(db, number);
  const item = loaded?.state;
  const standing = item ? await standingTo(db, person?.id ?? null, item, city) : null;
  const visible = item && standing ? visibilityOf(standing, item) : 'none';
  if (!item || !standing || visible === 'none') return saying(session, [`没有找到 ${number}。发「进度」看你报的。`]);
  const lateWords = late ? '这张卡片已经办过了，现在是这样：\n' : '';
  if (visible === 'status-only') return saying(session, [`${lateWords}${statusOnlyText(item)}`], true);
  const reporter = reporterFor(standing, item);
  const text = detailText(item, await surroundingsOf(db, item, city), reporter, person?.id ?? null);
  // Who asked to stay unnamed is named to the few who may know it, and in no list of messages.
  const namesHidden = item.reporterHidden && reporter !== null;
  return saying(session, [`${lateWords}${text}`], laneOf(item) !== 'ordinary' || namesHidden);
};

/** How a unit stands, for those who lead it or the grid above it; confidential items are in no list and no count. */
const showUnit = async (performing: Performing, code: string, session: Session): Promise<Performed> => {
  const { db, person, now, city } = performing;
  const where = (await city.node(code))?.where;
  const relations = person && where ? await standingOf(db, person.id, code, where) : new Set<Relation>();
  if (!where || !leads(relations, where.unit.kind)) return saying(session, ['这个单位的情况我不能告诉你。发「进度」看你自己报的。']);
  const counts = await openCounts(db, code, now);
  const total = counts.reduce((sum, each) => sum + each.count, 0);
  if (total === 0) return saying(session, [`${where.unit.name}：没有未办结的隐患。`]);
  const items = linesOf(await openItemsOf(db, code, LIST_MAX)).all;
  const summary = counts.map((each) => `${STATUS_WORDS[each.status]} ${each.count}`).join('，');
  const overdue = counts.reduce((sum, each) => sum + each.overdue, 0);
  const head = `${where.unit.name}：未办结 ${total} 条（${summary}）${overdue > 0 ? `，超期 ${overdue} 条` : ''}`;
  const first = total > items.length ? `，先列前 ${items.length} 条` : '';
  return saying(shown(session, 'items', items, now), [`${head}${first}\n${numbered(items, performing)}\n回复序号看详情。`]);
};

/** Progress of one item, of a unit, or of what the speaker has reported. */
export const performProgress = async (
  performing: Performing,
  act: Extract<Act, { act: 'progress' }>,
  session: Session,
): Promise<Performed> => {
  if (act.number) return showItem(performing, act.number, act.late, session);
  if (act.unit) return showUnit(performing, act.unit, session);
  const { now, knowledge } = performing;
  const { reports, tasks } = linesOf(knowledge.concerns);
  const all = reports.length > 0 ? reports : tasks;
  const items = all.slice(0, LIST_MAX);
  if (items.length === 0) return saying(session, ['你没有还没办完的上报。办完的都已存档。']);
  const head = reports.length > 0 ? `你报的还有 ${reports.length} 条没办完：` : `要你整改的 ${tasks.length} 条：`;
  const more = all.length > items.length ? `还有 ${all.length - items.length} 条没列出。` : '';
  return saying(shown(session, 'items', items, now), [`${head}\n${numbered(items, performing)}\n${more}回复序号看详情。`]);
};

import { formatShort } from '../../domain/calendar/display.ts';
import type { EventOf } from '../../domain/hazard/events.ts';
import type { AccountabilityCase, CaseTrigger, KnownHazard } from '../../domain/hazard/state.ts';
import type { CardDraft, Draft } from '../../messaging/draft.ts';
import { SITUATION_WORDS } from '../replies/dangerous-work.ts';
import { STATUS_WORDS, shortText } from '../replies/item-text.ts';
import { openCase } from './asked.ts';
import { button, type Change, card, cardTo, headline, inPrivate, tell, withLine, without } from './change.ts';

const TITLES: Record<CaseTrigger, string> = {
  通报逾期: '请定是否追责：通报的问题逾期未改',
  危险作业: '请定是否追责：到时没有措施记录',
};

const due = (item: KnownHazard): string => ('deadline' in item ? `，期限 ${formatShort(item.deadline)}` : '，还没派人整改');

/** What was due when. Facts only: whether a duty was neglected is for people to say. */
const dueWords: Record<CaseTrigger, (item: KnownHazard) => string> = {
  通报逾期: (item) => `上级通报的问题${due(item)}，到期没有交验`,
  危险作业: (item) => `${formatShort(item.reportedAt)} 上报，至今没有临时措施`,
};

/** What the item itself shows; whatever was asked and answered before is in its history. */
const onRecord = ({ after }: Change): string =>
  [
    after.interimMeasure === null ? '没有临时措施' : `临时措施 ${formatShort(after.interimMeasure.at)}`,
    ...(after.escalation === null ? [] : [`上报 ${formatShort(after.escalation.at)}`]),
    ...(after.extension === null ? [] : [`申请延期 ${formatShort(after.extension.at)}`]),
    ...(after.supervised === null ? [] : [`挂牌督办 ${formatShort(after.supervised.at)}`]),
  ].join('；');

const NO_VERDICT = '系统只立档，不作结论，请你判断。';

const caseCard = (change: Change, { trigger, persons }: AccountabilityCase): CardDraft => {
  const { after, around } = change;
  const fields = [
    { name: '学校', value: around.unitName },
    { name: '应办', value: dueWords[trigger](after) },
    { name: '负责的人', value: shortText(persons.map(around.nameOf).join('、') || '没有登记', 60) },
    { name: '现状', value: STATUS_WORDS[after.status] },
    { name: '在册', value: onRecord(change) },
  ];
  const drawn = card(change, TITLES[trigger], 'danger', fields, [
    button('启动追责', 'danger', 'case-start', change, { trigger }),
    button('不追责', 'default', 'case-drop', change, { trigger }),
    button('看详情', 'default', 'open', change),
  ]);
  const { dangerousWork } = after;
  const likeness = trigger === '危险作业' && dangerousWork !== null ? [`${SITUATION_WORDS[dangerousWork.situation]}。`] : [];
  return withLine(drawn, [NO_VERDICT, ...likeness].join('\n'));
};

const caseCards = (change: Change, open: AccountabilityCase | null): Draft[] =>
  open === null ? [] : inPrivate(cardTo(change, 'case-card', without(change.around.deciders, ...open.persons), caseCard(change, open)));

/**
 * 事前追责 (notice 六（七）): a file for the bureau's leaders to decide, in private; never for anybody whom it names. Of several files one is
 * asked about at a time, so that an answer is never taken for another's.
 */
export const caseOpenedCards = (change: Change, event: EventOf<'AccountabilityOpened'>): Draft[] => {
  const open = openCase(change.after);
  return open?.trigger === event.trigger ? caseCards(change, open) : [];
};

/** The others who might have decided hear how it was; then the next file has its turn. */
export const caseDecidedTexts = (change: Change, event: EventOf<'AccountabilityDecided'>): Draft[] => {
  const { after, around } = change;
  const decided = after.cases.find((each) => each.trigger === event.trigger && each.decision !== null);
  const others = without(around.deciders, event.actor, ...(decided?.persons ?? []));
  const what = event.started ? '决定启动追责程序' : '决定不追责';
  const why = event.reason === null ? '' : `：${shortText(event.reason, 80)}`;
  const text = `${headline(change)}\n追责档案：${around.nameOf(event.actor)} ${what}${why}。`;
  return [...inPrivate(tell(change, 'case-decided', others, text, null)), ...caseCards(change, openCase(after))];
};

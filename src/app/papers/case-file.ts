import { formatMoment } from '../../domain/calendar/display.ts';
import { categoryOf } from '../../domain/hazard/category.ts';
import { type HazardEvent, STEP_OF } from '../../domain/hazard/events.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { AccountabilityCase, KnownHazard } from '../../domain/hazard/state.ts';
import { REPORTERS_EVENTS } from '../queries/history.ts';
import { type NameOf, sentenceOf } from './deeds.ts';
import type { Paper, Section } from './paper.ts';

/** A message that told somebody of the item: to whom, when it was due to go and when the platform took it. */
export type Told = { to: string; personId: string | null; kind: string; createdAt: Date; sentAt: Date | null; status: string };

/** A post that somebody holds around the item. */
export type Post = { unit: string; role: string; person: string; title: string | null };

/** What an accountability file is made of. `duty`: the responsibility of the place's person as 责任区域 has it. */
export type CaseMaterial = {
  item: KnownHazard;
  unitName: string;
  placeText: string | null;
  duty: string | null;
  posts: readonly Post[];
  events: readonly HazardEvent[];
  told: readonly Told[];
  nameOf: NameOf;
  now: Date;
};

const TRIGGERS: Record<AccountabilityCase['trigger'], string> = {
  通报逾期: '上级通报的问题到期未整改（六（七）之一）',
  危险作业: '检查发现的情形可能涉及刑法第一百三十四条之一，未见有效措施的记录（六（七）之二）',
};

const basics = ({ item, unitName, placeText, nameOf }: CaseMaterial, sealed: boolean): Section => ({
  heading: '一、隐患概况',
  facts: [
    ['编号', item.number],
    ['单位', unitName],
    ['位置', sealed ? '（保密）' : (placeText ?? '未说明')],
    ['隐患描述', sealed ? '（保密）' : item.description],
    [
      '类别等级',
      `${categoryOf(item.category).name}，${item.level}（法定等级：${item.level === '重大' ? '重大' : '一般'}）${item.urgent ? '，紧急' : ''}`,
    ],
    ['来源', item.source],
    ['依据', sealed ? '（保密）' : item.basis.map((each) => each.clause).join('；') || '—'],
    ['发现时间', formatMoment(item.reportedAt)],
    ['整改责任人', sealed ? '（保密）' : nameOf('assignee' in item ? item.assignee : ('work' in item && item.work?.assignee) || null)],
    ['整改期限', 'deadline' in item ? formatMoment(item.deadline) : '—'],
    ['临时管控措施', sealed ? '（保密）' : (item.interimMeasure?.measure ?? '没有记录')],
    ['挂牌督办', item.supervised ? formatMoment(item.supervised.at) : '否'],
  ],
  table: null,
});

const triggers = ({ item, nameOf }: CaseMaterial, sealed: boolean): Section => ({
  heading: '二、启动条件与决定',
  facts: item.cases.length === 0 ? [['启动条件', '尚未满足任何一项启动条件']] : [],
  table:
    item.cases.length === 0
      ? null
      : {
          columns: ['条件', '立档时间', '职责所在', '决定', '决定人', '时间'],
          rows: item.cases.map(({ trigger, openedAt, persons, decision }) => [
            TRIGGERS[trigger],
            formatMoment(openedAt),
            sealed ? '（保密）' : persons.map(nameOf).join('、'),
            decision === null
              ? '待决定'
              : `${decision.started ? '启动' : '不启动'}${decision.reason && !sealed ? `：${decision.reason}` : ''}`,
            decision === null ? '—' : sealed ? '（保密）' : nameOf(decision.by),
            decision === null ? '—' : formatMoment(decision.at),
          ]),
        },
});

const duties = ({ posts, duty }: CaseMaterial, sealed: boolean): Section => ({
  heading: '三、职责',
  facts: [['责任区域所列职责', sealed ? '（保密）' : (duty ?? '没有登记')]],
  table: {
    columns: ['单位', '网格角色', '姓名', '职务'],
    rows: posts.map(({ unit, role, person, title }) => [unit, role, person, title ?? '—']),
  },
});

const UNNAMED = '（不具名）';

/** What somebody did as the reporter who asked to stay unnamed. His other deeds are told like anybody's, or the gap would name him. */
const isHiddenDeed = (item: KnownHazard, event: HazardEvent, first: HazardEvent | undefined): boolean =>
  item.reporterHidden && REPORTERS_EVENTS.has(event.type) && [item.reporter, first?.actor ?? null].includes(event.actor);

/** What only a reporter is told, and any of those who reported the same may have asked to stay unnamed. */
const isHiddenRecipient = ({ reporter, reporterHidden, followers }: KnownHazard, { personId, kind }: Told): boolean => {
  if (personId === null) return false;
  if (reporterHidden && personId === reporter) return kind === '结果反馈' || kind === '答复';
  return followers.includes(personId) && kind === '结果反馈';
};

/** In confidence only that something happened, and when. */
const course = ({ item, events, nameOf }: CaseMaterial, sealed: boolean): Section => ({
  heading: '四、经过（谁、何时、做了什么）',
  facts: [],
  table: {
    columns: ['序', '时间', '环节', '经办', '事项'],
    rows: events.map((event, index) => [
      String(index + 1),
      formatMoment(event.at),
      STEP_OF[event.type],
      sealed ? '（保密）' : event.actor === null ? '系统' : isHiddenDeed(item, event, events[0]) ? UNNAMED : nameOf(event.actor),
      sealed ? '（保密）' : sentenceOf(event, nameOf),
    ]),
  },
});

const notices = ({ item, told, nameOf }: CaseMaterial, sealed: boolean): Section => ({
  heading: '五、告知（谁在何时得知）',
  facts: [],
  table: {
    columns: ['发给', '内容', '产生', '送达平台', '状态'],
    rows: told.map((each) => [
      sealed ? '（保密）' : each.personId === null ? each.to : isHiddenRecipient(item, each) ? UNNAMED : nameOf(each.personId),
      each.kind,
      formatMoment(each.createdAt),
      each.sentAt === null ? '—' : formatMoment(each.sentAt),
      each.status,
    ]),
  },
});

const asked = ({ events }: CaseMaterial): Section => {
  const count = (type: HazardEvent['type']): string => String(events.filter((event) => event.type === type).length);
  return {
    heading: '六、申请与上报',
    facts: [
      ['申请延期次数', count('ExtensionRequested')],
      ['同意延期次数', count('ExtensionGranted')],
      ['上报次数', count('HazardEscalated')],
      ['查处次数', count('HazardEnforced')],
      ['逾期告知次数', count('StepOverdue')],
    ],
    table: null,
  };
};

/**
 * The accountability file of an item (notice 六（七）; what reviewers look for: who knew and when, what the duty was, what was ordered, done,
 * asked for and reported). Facts alone: the bot never states guilt. Of a confidential item it is sealed: steps and times, no words or names.
 */
export const caseFile = (material: CaseMaterial): Paper => {
  const sealed = laneOf(material.item) !== 'ordinary';
  return {
    title: `事前追责材料：${material.item.number}${sealed ? '（密封）' : ''}`,
    subtitle: `${material.unitName} · ${formatMoment(material.now)} 由系统按记录生成。只列事实，不作结论，由有权机关判断。`,
    sections: [
      basics(material, sealed),
      triggers(material, sealed),
      duties(material, sealed),
      course(material, sealed),
      notices(material, sealed),
      asked(material),
    ],
  };
};

import { randomUUID } from 'node:crypto';
import type { Session } from '../../conversation/session.ts';
import type { Act } from '../../conversation/turn.ts';
import { formatShort } from '../../domain/calendar/display.ts';
import type { Draft } from '../../messaging/draft.ts';
import { bindAccount, bindingRequests, openBindingCards, openRequest, settleRequest, takeRequest } from '../../store/accounts.ts';
import { type PersonRecord, peopleNamed, personById, rolesOf } from '../../store/organisation.ts';
import { closeCards } from '../../store/outbox.ts';
import { causeOf, type Performed, type Performing, saying } from './performing.ts';

/** An account may ask this often a day: nobody gets to try out names. */
const MAX_REQUESTS = 5;

/** The same words whether the name exists or not, so that the roster cannot be guessed at. */
const ASKED = '好的，已请学校安全办核对。确认后我会告诉你；如果一天内没有消息，请核对姓名和手机号再发一次，或联系安全办。';
const TOO_OFTEN = '今天试得太多了，请直接联系学校安全办。';

const maskPhone = (phone: string): string => phone.replace(/^(\d{3})\d+(\d{4})$/, '$1****$2');

/** Who vouches: the 具体责任人 of the unit, else its leaders, else those of the unit above; never the person himself. */
const whoConfirms = async ({ db, city }: Performing, personId: string): Promise<string[]> => {
  const [role] = await rolesOf(db, personId);
  const node = role ? await city.node(role.unit.code) : null;
  if (!node) return [];
  const { unit, upper, bureau } = node.where;
  for (const each of [unit, upper, bureau]) {
    const holders = node.holders.filter((holder) => holder.unitCode === each?.code && holder.id !== personId);
    const officers = holders.filter((holder) => holder.role === '具体责任人');
    const chosen = officers.length > 0 ? officers : holders;
    if (chosen.length > 0) return [...new Set(chosen.map((holder) => holder.id))];
  }
  return [];
};

const confirmCard = (performing: Performing, to: string, request: string, person: PersonRecord): Draft => ({
  to: { person: to },
  kind: 'binding-card',
  cause: causeOf(performing),
  sensitive: false,
  body: {
    kind: 'card',
    card: {
      title: `请确认：是 ${person.name} 本人吗？`,
      tone: 'info',
      source: '校安网格 · 绑定',
      text: `有人说自己是 ${person.name}，想开始使用校安网格。请当面或打电话问一下本人。`,
      fields: [
        { name: '手机', value: person.phone ? maskPhone(person.phone) : '未填' },
        { name: '账号', value: performing.from.account },
      ],
      outcome: null,
      buttons: [
        { label: '是本人', style: 'primary', action: { do: 'bind-yes', number: null, version: null, data: { request } } },
        { label: '不是', style: 'danger', action: { do: 'bind-no', number: null, version: null, data: { request } } },
      ],
    },
  },
});

/** 绑定 姓名 手机. Asking again for the same person, while that is open, asks nobody a second time. */
export const performBind = async (performing: Performing, act: Extract<Act, { act: 'bind' }>, session: Session): Promise<Performed> => {
  const { db, now, from, person } = performing;
  if (person) return saying(session, [`你已经绑定为 ${person.name}，不用再绑。`]);
  const earlier = await bindingRequests(db, from.channel, from.account, now);
  if (earlier.count >= MAX_REQUESTS) return saying(session, [TOO_OFTEN]);
  const [found, ...others] = await peopleNamed(db, act.name, act.phone);
  const target = found && others.length === 0 ? found : null;
  const id = randomUUID();
  const repeated = target !== null && earlier.waitingFor.includes(target.id);
  await openRequest(db, { id, ...from, personId: target && !repeated ? target.id : null, createdAt: now });
  const confirmers = target && !repeated ? await whoConfirms(performing, target.id) : [];
  const drafts = target ? confirmers.map((to) => confirmCard(performing, to, id, target)) : [];
  return { ...saying(session, [ASKED]), drafts };
};

/** The question is answered: whoever else was asked sees by whom, and has no more buttons. */
const settleCards = async (performing: Performing, people: readonly string[], request: string, outcome: string): Promise<Draft[]> => {
  const cards = await openBindingCards(performing.db, people, request);
  await closeCards(
    performing.db,
    cards.map((card) => card.id),
  );
  return cards.map(({ id, personId, card: { actions: _actions, ...card } }) => ({
    to: { person: personId },
    kind: 'redraw',
    cause: causeOf(performing),
    body: { kind: 'card', card: { ...card, outcome, buttons: [] } },
    redraws: id,
  }));
};

const DECIDED = '这个绑定申请已经处理过了。';
const REFUSED = '学校安全办没有确认这次绑定。请核对姓名和手机号，或直接联系安全办。';

/** The 具体责任人's answer to the card. */
export const performBindingDecision = async (
  performing: Performing,
  act: Extract<Act, { act: 'decide-binding' }>,
  session: Session,
): Promise<Performed> => {
  const { db, now, person } = performing;
  const request = await takeRequest(db, act.request);
  const target = request?.personId ? await personById(db, request.personId) : null;
  if (!request || !target || !person || target.status !== '在岗') return saying(session, [DECIDED]);
  const allowed = await whoConfirms(performing, target.id);
  if (!allowed.includes(person.id)) return saying(session, ['这个绑定要由那位老师所在学校的安全办确认。']);
  await settleRequest(db, request.id, act.agree ? 'confirmed' : 'refused', person.id, now);
  const { channel, account } = request;
  if (act.agree) await bindAccount(db, { channel, account, personId: target.id, boundBy: 'dialogue', boundAt: now });
  const outcome = `${person.name} ${formatShort(now)} ${act.agree ? '已确认' : '已否认'}`;
  const settled = await settleCards(performing, allowed, request.id, outcome);
  const text = act.agree ? `${target.name} 您好，已经绑定好了。发现隐患一句话告诉我就行，发「帮助」看我会什么。` : REFUSED;
  const told: Draft = {
    to: { account: { channel, account } },
    kind: 'binding-result',
    body: { kind: 'text', text },
    cause: causeOf(performing),
  };
  const said = act.agree ? `好的，${target.name} 可以用了。` : `好的，没有绑定 ${target.name}。`;
  return { ...saying(session, [said]), drafts: [...settled, told] };
};

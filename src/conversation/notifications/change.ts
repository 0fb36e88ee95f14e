import type { HazardEvent } from '../../domain/hazard/events.ts';
import { laneOf } from '../../domain/hazard/lane.ts';
import type { Hazard, KnownHazard } from '../../domain/hazard/state.ts';
import type { Button, CardDraft, Draft } from '../../messaging/draft.ts';
import { basisText, gradeText, shortText } from '../replies/item-text.ts';
import type { Surroundings } from '../surroundings.ts';

/** One change of an item, as the messages about it need it. */
export type Change = {
  before: Hazard;
  after: KnownHazard;
  version: number;
  around: Surroundings;
  events: readonly HazardEvent[];
  cause: Draft['cause'];
  /** The unit is a guess that the reporter is being asked about: those above and groups hear once it is known. */
  unsure: boolean;
};

export const isOrdinary = (item: KnownHazard): boolean => laneOf(item) === 'ordinary';

/** A button that does something to the item as it is now. */
export const button = (
  label: string,
  style: Button['style'],
  does: string,
  { after, version }: Change,
  data?: Record<string, string>,
): Button => ({
  label,
  style,
  action: { do: does, number: after.number, version, ...(data ? { data } : {}) },
});

export const fieldsOf = ({ after, around }: Change, more: CardDraft['fields'] = []): CardDraft['fields'] => [
  { name: '学校', value: around.unitName },
  { name: '位置', value: shortText(around.placeText ?? '未说明', 40) },
  { name: '类别等级', value: gradeText(after) },
  ...more,
];

export const card = (
  { after }: Change,
  title: string,
  tone: CardDraft['tone'],
  fields: CardDraft['fields'],
  buttons: Button[],
): CardDraft => ({
  title,
  tone,
  source: `校安网格 · ${after.number}`,
  text: [shortText(after.description, 120), ...basisText(after, 34)].join('\n'),
  fields,
  buttons,
  outcome: null,
});

const base = ({ after, cause }: Change) => ({
  cause,
  hazardNumber: after.number,
  sensitive: !isOrdinary(after),
  urgent: after.urgent || after.level === '重大',
});

/** One message to each of several people, each once. */
export const toEach = (change: Change, kind: string, people: readonly (string | null)[], body: Draft['body']): Draft[] =>
  [...new Set(people)].flatMap((person) => (person === null ? [] : [{ ...base(change), kind, body, to: { person } }]));

export const textTo = (change: Change, kind: string, people: readonly (string | null)[], text: string): Draft[] =>
  toEach(change, kind, people, { kind: 'text', text });

/** A card tells everything: it goes to nobody who may not see the item. */
export const cardTo = (change: Change, kind: string, people: readonly (string | null)[], drawn: CardDraft): Draft[] =>
  toEach(
    change,
    kind,
    people.filter((person) => change.around.seesAll(person)),
    { kind: 'card', card: drawn },
  );

/** `full` to whoever sees the item, `brief` (its number and little else) to whoever does not; null: nothing. */
export const tell = (change: Change, kind: string, people: readonly (string | null)[], full: string, brief: string | null): Draft[] =>
  [...new Set(people)].flatMap((person) => {
    const words = change.around.seesAll(person) ? full : brief;
    return words === null ? [] : textTo(change, kind, [person], words);
  });

/** Words for these eyes alone, whatever the item's lane: no list of messages shows them. */
export const inPrivate = (drafts: readonly Draft[]): Draft[] => drafts.map((draft) => ({ ...draft, sensitive: true }));

/** These people without those who are `not` to hear it again, each once. */
export const without = (people: readonly (string | null)[], ...not: (string | null)[]): string[] =>
  [...new Set(people)].filter((person): person is string => person !== null && !not.includes(person));

/** The same card under a further first line. */
export const withLine = (drawn: CardDraft, line: string): CardDraft => ({ ...drawn, text: drawn.text ? `${line}\n${drawn.text}` : line });

export const textToGroup = (change: Change, kind: string, group: { id: number; mentions: string[] }, text: string): Draft => ({
  ...base(change),
  kind,
  to: { group: group.id },
  mentions: group.mentions,
  body: { kind: 'text', text },
});

export const textToAccount = (change: Change, kind: string, text: string): Draft[] => {
  const account = change.around.reporterAccount;
  return account === null ? [] : [{ ...base(change), kind, to: { account }, body: { kind: 'text', text } }];
};

/** Number, school, place (unless the words say it already) and first words of an item. */
export const headline = ({ after, around }: Change): string => {
  const said = after.place.text !== null && after.description.slice(0, 60).includes(after.place.text);
  const place = said ? '' : shortText(around.placeText ?? '', 30);
  return `${after.number} ${around.unitName} ${place} ${shortText(after.description, 60)}`.replace(/ +/g, ' ');
};

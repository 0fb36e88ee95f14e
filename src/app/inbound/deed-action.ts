import type { ClassifyDeed, ItemDeed, Verb } from '../../conversation/deed.ts';
import type { Session } from '../../conversation/session.ts';
import type { Saying } from '../../conversation/turn.ts';
import { atLocal } from '../../domain/calendar/local-time.ts';
import { parseMoment } from '../../domain/calendar/parse-day.ts';
import { WORK_END } from '../../domain/calendar/working-time.ts';
import type { HazardAction } from '../../domain/hazard/commands.ts';
import type { KnownHazard, Photo } from '../../domain/hazard/state.ts';
import { can } from '../../domain/organisation/authority.ts';
import { loadHazard } from '../../store/hazards.ts';
import { usesOf } from '../../store/photo-uses.ts';
import { standingTo } from '../hazards/surroundings.ts';
import { correction } from './correction-action.ts';
import { escalateAction } from './escalate-action.ts';
import { mergeAction } from './merge-action.ts';
import { onSiteEvidence } from './on-site.ts';
import type { Performing } from './performing.ts';

/** The command for a deed; or an item that to the speaker does not exist; or what is still missing, to be said. */
export type ActionFound = { is: 'action'; action: HazardAction } | { is: 'unknown'; number: string } | { is: 'missing'; saying: Saying };

type Told<V extends Verb> = { performing: Performing; item: KnownHazard; deed: Extract<ItemDeed, { do: V }>; session: Session };
type Found = HazardAction | ActionFound | Promise<HazardAction | ActionFound>;

const photosOf = ({ now, person }: Performing, hashes: readonly string[]): Photo[] =>
  hashes.map((hash) => ({ hash, at: now, by: person?.id ?? null }));

const verify = async ({ performing: { db, person, now }, item, deed, session }: Told<'verify'>): Promise<HazardAction> => {
  // A photo of something else is no part of the verification of what asks for none.
  if (item.level !== '重大') return { type: 'Verify', note: deed.note, onSite: null };
  const onSite = onSiteEvidence(session.onSite, person?.id ?? null, now);
  // Two people's photos of one spot may look alike: only the same file is no new one.
  const uses = onSite?.kind === 'photo' ? await usesOf(db, [onSite.photo.hash], { except: item.number }) : [];
  return { type: 'Verify', note: deed.note, onSite, usedElsewhere: uses.filter((use) => use.exact).map((use) => use.hash) };
};

const submit = async ({ performing, item, deed }: Told<'submit'>): Promise<HazardAction> => {
  const uses = await usesOf(performing.db, deed.photos, { except: item.number });
  return {
    type: 'Submit',
    note: deed.note,
    photos: photosOf(performing, deed.photos),
    usedElsewhere: [...new Set(uses.map((use) => use.hash))],
    ...(deed.confirmsRepeated ? { confirmsRepeated: true } : {}),
  };
};

const isOnlyNaming = ({ level, category, reason, assignee }: ClassifyDeed): boolean =>
  assignee !== null && level === null && category === null && reason === null;

/** Whoever was asked from below names another without grading anything: he need not be one of those who grade. */
const classify = ({ item, deed }: Told<'classify'>): HazardAction =>
  isOnlyNaming(deed) && item.escalation !== null
    ? { type: 'Assign', assignee: deed.assignee }
    : {
        type: 'Classify',
        ...(deed.level ? { level: deed.level } : {}),
        ...(deed.category ? { category: deed.category } : {}),
        ...(deed.reason ? { reason: deed.reason } : {}),
        ...(deed.assignee ? { assignee: deed.assignee } : {}),
      };

/** A plan that names a day and no hour means the end of that working day. */
const momentMeant = (words: string, now: Date): Date | null => {
  const read = parseMoment(words, now);
  return read && (read.time === null ? atLocal(read.day, WORK_END) : read.at);
};

const five = async ({ performing, item, deed: { five: said } }: Told<'five'>): Promise<HazardAction> => {
  const standing = await standingTo(performing.db, performing.person?.id ?? null, item, performing.city);
  const until = said.deadline ? momentMeant(said.deadline.trim(), performing.now) : null;
  const parts = Object.fromEntries(Object.entries(said).filter(([, words]) => words !== null));
  return { type: 'FixFive', parts, until, confirms: can(standing, 'ConfirmFive', item) };
};

const merge = async ({ performing, item, deed }: Told<'merge'>): Promise<HazardAction | ActionFound> => {
  const into = deed.into ?? item.possibleDuplicateOf;
  if (into === null) return { is: 'missing', saying: { say: 'need-number', verb: '合并' } };
  return (await mergeAction(performing, item, into)) ?? { is: 'unknown', number: into };
};

const asDate = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

const ACTIONS: { [V in Verb]: (told: Told<V>) => Found } = {
  accept: () => ({ type: 'Accept' }),
  submit,
  verify,
  return: ({ deed }) => ({ type: 'Return', reason: deed.reason }),
  reject: ({ deed }) => ({ type: 'Reject', reason: deed.reason }),
  withdraw: ({ deed }) => ({ type: 'Withdraw', reason: deed.reason }),
  classify,
  five,
  'confirm-five': () => ({ type: 'ConfirmFive' }),
  amend: async ({ performing, item, deed }) => (await correction(performing, item.number, deed)) ?? { is: 'unknown', number: item.number },
  'add-photos': async ({ performing, item, deed: { phase, photos } }) => ({
    type: 'AddPhotos',
    phase,
    photos: photosOf(performing, photos),
    // What shows the hazard may have been shown before; what shows the work may not (立整立改).
    usedElsewhere: phase === 'after' ? (await usesOf(performing.db, photos, { except: item.number })).map((use) => use.hash) : [],
  }),
  transfer: ({ item: { number }, deed }) =>
    deed.to === null
      ? { is: 'missing', saying: { say: 'need-transfer', number, to: null } }
      : { type: 'Transfer', assignee: deed.to, reason: deed.reason },
  escalate: ({ performing, item, deed }) => escalateAction(performing, item, deed),
  'answer-escalation': ({ deed }) => ({ type: 'AnswerEscalation', note: deed.note, until: asDate(deed.until) }),
  'take-over': ({ performing }) => ({ type: 'Assign', assignee: performing.person?.id ?? null }),
  extend: ({ item: { number }, deed: { until, reason } }) =>
    until === null
      ? { is: 'missing', saying: { say: 'need-extension', number, until } }
      : { type: 'AskExtension', until: new Date(until), reason },
  'grant-extension': ({ deed }) => ({ type: 'GrantExtension', until: asDate(deed.until) }),
  'refuse-extension': ({ deed }) => ({ type: 'RefuseExtension', reason: deed.reason }),
  merge,
  separate: () => ({ type: 'ClearDuplicate' }),
  enforce: ({ deed }) => ({ type: 'Enforce', measure: deed.measure }),
  supervise: ({ deed }) => ({ type: 'Supervise', note: deed.note }),
  measure: ({ deed }) => ({ type: 'TakeMeasure', measure: deed.measure }),
  reopen: ({ deed }) => ({ type: 'Reopen', reason: deed.reason }),
  'decide-case': ({ item, deed: { start, reason, trigger } }) => {
    const open = item.cases.find((each) => each.decision === null);
    return { type: 'DecideCase', trigger: trigger ?? open?.trigger ?? '通报逾期', start, reason: reason || null };
  },
  open: ({ item }) => ({ is: 'unknown', number: item.number }),
};

/** The domain's command for a deed. Rights are not asked for here; what a command has to be told of others is looked up. */
export const actionOf = async (performing: Performing, number: string, deed: ItemDeed, session: Session): Promise<ActionFound> => {
  const item = (await loadHazard(performing.db, number))?.state;
  if (!item) return { is: 'unknown', number };
  const found = await (ACTIONS[deed.do] as (told: Told<Verb>) => Found)({ performing, item, deed, session });
  return 'is' in found ? found : { is: 'action', action: found };
};

import type { ItemDeed } from '../../../src/conversation/deed.ts';
import type { Heard } from '../../../src/conversation/heard.ts';
import type { Intent, Reading } from '../../../src/conversation/reading/reading.ts';
import { type Asked, emptySession, type Session } from '../../../src/conversation/session.ts';
import type { ItemLine, Situation } from '../../../src/conversation/situation.ts';
import type { Turn } from '../../../src/conversation/turn.ts';

/** Monday 2026-11-23, 09:00 in Shanghai. */
export const NOW = new Date('2026-11-23T09:00:00+08:00');
export const AT = NOW.toISOString();
export const minutesAgo = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();

export const reading = (intent: Intent, changes: Partial<Reading> = {}): Reading => ({
  intent,
  category: null,
  level: null,
  urgent: false,
  sensitive: false,
  unit: null,
  unitText: null,
  place: null,
  items: [],
  reason: null,
  to: null,
  until: null,
  untilDate: null,
  fromDate: null,
  ref: null,
  numbers: null,
  result: null,
  period: null,
  partial: false,
  unnamed: false,
  withheldFromSchool: false,
  hearsay: false,
  solvedOnSpot: false,
  identity: null,
  five: null,
  onBehalfOf: null,
  question: null,
  basis: [],
  second: null,
  ...changes,
});

export const words = (text: string, intent: Intent, changes: Partial<Reading> = {}): Heard => ({
  kind: 'words',
  text,
  reading: reading(intent, changes),
});

export const item = (number: string, changes: Partial<ItemLine> = {}): ItemLine => ({
  number,
  status: 'submitted',
  level: '一般',
  urgent: false,
  sensitive: false,
  description: '灯坏了',
  place: '三楼',
  unit: { code: 'S1', name: '一小' },
  assignee: { id: 'porter', name: '李师傅' },
  deadline: null,
  reportedAt: NOW,
  ...changes,
});

export const A = 'H26110001';
export const B = 'H26110002';
export const C = 'H26110003';

type Given = Partial<Omit<Situation, 'session'>> & { session?: Partial<Session> };

export const situation = ({ session, ...given }: Given = {}): Situation => ({
  now: NOW,
  speaker: { id: 'ann', name: '安老师', plainText: false, unit: { id: 'S1', name: '一小', aliases: [] } },
  session: { ...emptySession, ...session },
  decisions: [],
  gradings: [],
  extensions: [],
  escalations: [],
  toSecure: [],
  tasks: [],
  reports: [],
  alsoMeant: [],
  units: [],
  places: [],
  ...given,
});

type WithoutAt<T> = T extends unknown ? Omit<T, 'at'> : never;
export const asking = (asked: WithoutAt<Asked>): Partial<Session> => ({ asked: { ...asked, at: minutesAgo(1) } as Asked });

/** A turn in short: `deed:verify H26110001`, `say:which`, `report 1`. */
export const acts = (turn: Turn): string[] =>
  turn.acts.map((act) => {
    switch (act.act) {
      case 'deed':
        return `${act.deed.do} ${act.number}`;
      case 'say':
        return `say:${act.saying.say}`;
      case 'report':
        return `report ${act.items.length}`;
      case 'progress':
        return `progress ${act.number ?? act.unit ?? 'mine'}${act.late ? ' late' : ''}`;
      case 'not-yet':
        return `not-yet ${act.what}`;
      default:
        return act.act;
    }
  });

export const deedsIn = (turn: Turn): ItemDeed[] => turn.acts.flatMap((act) => (act.act === 'deed' ? [act.deed] : []));

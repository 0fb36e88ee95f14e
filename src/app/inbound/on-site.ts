import type { OnSiteSent } from '../../conversation/session.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import type { OnSite } from '../../domain/hazard/commands.ts';

/** 重大 is verified on site: what the verifier sent today shows that he was there. Null: nothing does. */
export const onSiteEvidence = (sent: OnSiteSent | null, person: string | null, now: Date): OnSite | null => {
  if (sent === null) return null;
  const at = new Date(sent.at);
  if (localDay(at) !== localDay(now)) return null;
  if (sent.kind === 'position') return { kind: 'position', text: sent.what, at };
  return sent.what === null ? null : { kind: 'photo', photo: { hash: sent.what, at, by: person } };
};

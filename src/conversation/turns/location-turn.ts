import { checkJustNow, reportJustNow, type Session } from '../session.ts';
import { knownItems, type Situation } from '../situation.ts';
import { say, type Turn } from '../turn.ts';

/** The position of something that was just reported: its place, if that is still unknown; else a remark, since 三楼东侧 says more. */
const joinReport = (number: string, label: string, session: Session, situation: Situation): Turn => {
  const placeMissing =
    session.asked?.kind === 'place' || knownItems(situation).some((item) => item.number === number && item.place === null);
  const deed = {
    do: 'amend' as const,
    place: placeMissing ? label : null,
    unit: null,
    note: placeMissing ? null : `定位：${label}`,
    sensitive: false,
  };
  return { acts: [{ act: 'deed', number, deed }], session: session.asked?.kind === 'place' ? { ...session, asked: null } : session };
};

/** A position joins the sender's report of the last ten minutes; else we keep it and ask what is there (design §4.3). */
export const locationTurn = (label: string | null, situation: Situation): Turn => {
  const { now } = situation;
  const at = now.toISOString();
  const session: Session = { ...situation.session, onSite: { kind: 'position', what: label, at } };
  if (session.asked?.kind === 'on-site')
    return {
      acts: [{ act: 'deed', number: session.asked.number, deed: { do: 'verify', note: null } }],
      session: { ...session, asked: null },
    };
  const check = label === null ? null : checkJustNow(session, now);
  if (check && label) {
    const { ids, schools, joined } = check;
    return {
      acts: [{ act: 'join-check', ids, schools, photos: [], position: label, quiet: joined }],
      session: { ...session, lastCheck: { ...check, joined: true } },
    };
  }
  const reported = reportJustNow(session, now);
  if (reported && label) return joinReport(reported, label, session, situation);
  return say(label ? { ...session, spot: { text: label, at } } : session, { say: 'position-needs-words' });
};

import type { Evidence, Law, Violation } from './evidence.ts';
import { displaysLaw } from './laws/displays.ts';
import { effectsLaw } from './laws/effects.ts';
import { healthLaw, logsLaw, verificationLaw } from './laws/health.ts';
import { historyLaw } from './laws/history.ts';
import { inboxLaw } from './laws/inbox.ts';
import { messagesLaw } from './laws/messages.ts';

/** What must hold once all is quiet, whatever was broken before. */
export const LAWS: readonly Law[] = [inboxLaw, effectsLaw, messagesLaw, displaysLaw, historyLaw, healthLaw, logsLaw, verificationLaw];

export const violationsOf = (evidence: Evidence): Violation[] => LAWS.flatMap((law) => law(evidence));

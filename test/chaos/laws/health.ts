import type { Law } from '../evidence.ts';

/** Nobody sits on a lane with nothing to do; every process has borne what was broken around it, and says that it is ready. */
export const healthLaw: Law = ({ heldLanes, readiness, fallen }) => [
  ...fallen.map((process) => ({ law: 'health', subject: process, detail: 'ended by itself while it was at work' })),
  ...heldLanes.map((lane) => ({ law: 'health', subject: `lane ${lane}`, detail: 'is held although all is quiet' })),
  ...readiness
    .filter(({ status }) => status !== 200)
    .map(({ process, status, problems }) => ({ law: 'health', subject: process, detail: `/readyz answers ${status}: ${problems}` })),
];

/** No rejection that nobody handles, and nothing personal in a log. */
export const logsLaw: Law = ({ logFindings }) =>
  logFindings.map(({ process, what, file, line }) => ({ law: 'logs', subject: process, detail: `${what} (${file}:${line})` }));

/** The operator's own check of history, anchors and files finds nothing. */
export const verificationLaw: Law = ({ verification: { ran, ok, findings } }) => {
  if (!ran || ok) return [];
  const named = findings.length > 0 ? findings : ['it failed without a finding'];
  return named.map((detail) => ({ law: 'verify', subject: 'grid verify', detail }));
};

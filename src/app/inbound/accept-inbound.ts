import type { Opened } from '../../messaging/channel.ts';
import type { InboxWriter } from '../../store/inbox.ts';
import type { JobQueue, Log, Metrics } from '../ports.ts';

export type AcceptDeps = { inbox: InboxWriter; queue: JobQueue; metrics: Metrics; log: Log };

/**
 * Keeps a verified delivery; resolves after the commit, so that the platform may then be answered (law 1). A repeat is kept once and
 * answered alike. Waking a worker may fail: the next sweep finds the row.
 */
export const acceptInbound = async (deps: AcceptDeps, opened: Extract<Opened, { kind: 'event' | 'kept' }>): Promise<void> => {
  const { envelope } = opened;
  const kept = opened.kind === 'kept';
  const { id, fresh } = await deps.inbox.write({ envelope, status: kept ? 'kept' : 'pending', reason: kept ? opened.reason : null });
  deps.metrics.count('callbacks_total', { channel: envelope.channel, outcome: kept ? opened.reason : fresh ? 'accepted' : 'repeated' });
  deps.log.info({ cid: id, channel: envelope.channel, outcome: kept ? opened.reason : fresh ? 'accepted' : 'repeated' }, 'callback kept');
  if (fresh && !kept) deps.queue.wake([{ kind: 'inbound', lane: envelope.lane, correlationId: id }]);
};

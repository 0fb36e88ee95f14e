import type { Readable } from 'node:stream';

/** Where time comes from. The virtual clock lies in the database, hence the promise. */
export interface Clock {
  readonly mode: 'system' | 'virtual';
  now(): Promise<Date>;
}

/** Work that can always be derived again from PostgreSQL: "somebody look at this lane". */
export type Wakeup = { kind: 'inbound' | 'outbound'; lane: string; correlationId: string };

export type WakeOptions = {
  /** By the system's time. */
  delayMs?: number;
  /** Comes from a sweep: one such job a lane waits at most, and a failed one leaves nothing behind, as the next sweep comes soon. */
  sweep?: boolean;
};

export interface JobQueue {
  /** Asks a worker to look, soon. Never throws and never waits: what gets lost is found by the next sweep. */
  wake(wakeups: Wakeup[], options?: WakeOptions): void;
}

export type StoredMedia = { hash: string; size: number; contentType: string };

/** Files by the sha256 of their bytes. */
export interface MediaStore {
  /** @throws MediaTooLarge, or the file system's error (disk full) */
  put(content: Readable, limits: { maxBytes: number }): Promise<StoredMedia>;
  read(hash: string): Promise<Buffer>;
}

export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type MetricName =
  | 'callbacks_total'
  | 'callbacks_refused_total'
  | 'inbox_handled_total'
  | 'outbox_delivered_total'
  | 'reconciled_total';

export interface Metrics {
  /** Labels are few and never personal. */
  count(name: MetricName, labels?: Record<string, string>): void;
}

import type pg from 'pg';
import { addDays, daysIn, type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type Anchor, lastFinishedDay } from '../../store/anchors.ts';
import type { Database } from '../../store/database.ts';
import { coveringDay, sealOf } from '../../store/history-seal.ts';
import { type Finding, finding } from './finding.ts';
import {
  readAnchors,
  readItems,
  readLostNumbers,
  readPurgedBefore,
  readStrayTexts,
  readStrayUses,
  readUnknownPhotos,
} from './read-records.ts';
import { anchorFindings, createDays, type Days } from './verify-anchors.ts';
import { type Beyond, type ItemRecord, itemFinding, lostAnchorsIn, photosIn } from './verify-item.ts';
import { type LookAtMedia, verifyMedia } from './verify-media.ts';

/** `lookAt` null: stored files are not read. `now`: by the clock port. `most`: after so many findings it stops. */
export type VerifyDeps = { database: Pick<Database, 'pool'>; lookAt: LookAtMedia | null; now: Date; most?: number };

export type Verified = {
  findings: Finding[];
  /** It stopped at its limit: there may be more. */
  stopped: boolean;
  checked: { items: number; entries: number; texts: number; anchors: number; files: number };
  /** The latest anchor: whoever notes its hash elsewhere can show later that everything up to its day is as it was. */
  anchor: { day: LocalDay; hash: string } | null;
  /** Entries that no anchor covers yet. */
  unanchored: number;
  /** Days that are over and not anchored: the next tick of a running server does it. */
  days: LocalDay[];
  ms: number;
};

const MOST = 50;

type Run = {
  client: pg.ClientBase;
  findings: Finding[];
  most: number;
  checked: Verified['checked'];
  days: Days;
  lostAnchors: Map<string, string>;
};

const isFull = ({ findings, lostAnchors, most }: Run): boolean => findings.length + lostAnchors.size >= most;

const noteDays = (run: Run, items: readonly ItemRecord[]): void => {
  // What has no time (infinity) is found altered by its chain.
  for (const { number, entries } of items)
    for (const entry of entries)
      if (entry.at instanceof Date && !Number.isNaN(entry.at.getTime()))
        run.days.add(coveringDay(entry.at, sealOf(entry.data)), { number, seq: entry.seq, hash: entry.hash });
};

const photoFindings = async (run: Run, items: readonly ItemRecord[]): Promise<Finding[]> => {
  const shown = items.map(({ number, row, entries }) => ({
    number,
    hashes: [...new Set([...photosIn(row?.state), ...entries.flatMap((entry) => photosIn(entry.data))])],
  }));
  const unknown = await readUnknownPhotos(run.client, [...new Set(shown.flatMap(({ hashes }) => hashes))]);
  return shown.flatMap(({ number, hashes }) =>
    hashes.filter((hash) => unknown.has(hash)).map((hash) => finding(number, `shows the photo ${hash}, which the store does not know`)),
  );
};

const verifyItems = async (run: Run, beyond: Beyond): Promise<void> => {
  for await (const items of readItems(run.client)) {
    noteDays(run, items);
    for (const item of items) {
      run.checked.items += 1;
      run.checked.entries += item.entries.length;
      run.checked.texts += item.texts.size;
      const found = itemFinding(item, beyond);
      if (found) run.findings.push(found);
      for (const [hash, entry] of lostAnchorsIn(item, beyond)) if (!run.lostAnchors.has(hash)) run.lostAnchors.set(hash, entry);
    }
    run.findings.push(...(await photoFindings(run, items)));
    if (isFull(run)) return;
  }
};

const verifyRest = async (run: Run, anchors: readonly Anchor[], lookAt: LookAtMedia | null): Promise<void> => {
  const lost = await readLostNumbers(run.client, run.most);
  run.findings.push(...lost.map((number) => finding(number, 'the number was given, but neither the item nor its history is there')));
  const strays = await readStrayTexts(run.client, run.most);
  run.findings.push(...strays.map(({ id, number }) => finding(`text ${id}`, `belongs to ${number}, which does not exist`)));
  const uses = await readStrayUses(run.client, run.most);
  run.findings.push(...uses.map(({ hash, number }) => finding(`photo_use ${hash}`, `belongs to ${number}, which does not exist`)));
  run.findings.push(...anchorFindings(anchors, run.days));
  for (const [hash, entry] of run.lostAnchors)
    run.findings.push(finding(`anchor ${hash}`, `is gone or was altered: ${entry} was written after it`));
  if (!lookAt) return;
  for await (const found of verifyMedia(run.client, lookAt)) {
    run.checked.files += 1;
    if (found) run.findings.push(found);
    if (isFull(run)) return;
  }
};

const verifyAll = async (client: pg.ClientBase, { lookAt, now, most = MOST }: VerifyDeps): Promise<Omit<Verified, 'ms'>> => {
  const anchors = await readAnchors(client);
  const checked = { items: 0, entries: 0, texts: 0, anchors: anchors.length, files: 0 };
  const run: Run = { client, findings: [], most, checked, days: createDays(), lostAnchors: new Map() };
  await verifyItems(run, {
    anchors: new Map(anchors.map(({ hash, day }) => [hash, day])),
    purgedBefore: await readPurgedBefore(client),
  });
  if (!isFull(run)) await verifyRest(run, anchors, lookAt);
  const last = anchors.at(-1) ?? null;
  const [firstDay] = run.days.all();
  const next = last ? addDays(last.day, 1) : (firstDay ?? localDay(now));
  return {
    findings: run.findings.slice(0, most),
    stopped: isFull(run),
    checked,
    anchor: last && { day: last.day, hash: last.hash },
    unanchored: run.days
      .all()
      .filter((day) => day >= next)
      .reduce((sum, day) => sum + (run.days.of(day)?.content.count() ?? 0), 0),
    days: daysIn(next, lastFinishedDay(now)),
  };
};

/**
 * Recomputes all that was ever recorded and names what is not as it was written: each item's chain and words, its row against the replay of
 * its history, the anchors, numbers without an item, and every stored file. Reads one state of the database while the server goes on, some
 * hundred items at a time; writes nothing.
 */
export const verify = async (deps: VerifyDeps): Promise<Verified> => {
  const began = performance.now();
  const client = await deps.database.pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const verified = await verifyAll(client, deps);
    await client.query('COMMIT');
    return { ...verified, ms: Math.round(performance.now() - began) };
  } finally {
    // A connection whose transaction failed is not used again.
    client.release(true);
  }
};

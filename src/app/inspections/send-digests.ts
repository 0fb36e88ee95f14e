import { randomUUID } from 'node:crypto';
import { type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import type { Draft } from '../../messaging/draft.ts';
import type { Db } from '../../store/database.ts';
import {
  claimDigests,
  dropReminders,
  putOffReminders,
  recipientsWaiting,
  remindersOf,
  type SentDigest,
  settleDigests,
  type WaitingReminder,
} from '../../store/inspections/digests.ts';
import { type Added, addToOutbox } from '../../store/outbox.ts';
import { eachOf } from '../hazards/each-of.ts';
import type { CityRules, InspectionDeps } from './deps.ts';
import { type DigestExtra, digestExtras } from './digest-extras.ts';
import { draftDigests } from './draft-digests.ts';

/** Recipients in one transaction. */
const BATCH = 100;
/** Recipients read in one go; their batches are written a few at a time. */
const READ = 800;
/** What could not be told is tried again after this time. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** A digest as it was written, with the reminders that it was made of. */
export type WrittenDigest = { recipient: string; outboxId: string; at: Date; reminders: WaitingReminder[] };
export type OnDigest = (digest: WrittenDigest) => void;

export type DigestOptions = {
  /** Hears of each digest inside its transaction. */
  onDigest?: OnDigest;
  /** Leaves out what else goes along in a digest: nobody can know today what that will be. */
  checksOnly?: boolean;
};

/** What all digests of one run share. `morning`: when whoever had his digest today hears of the rest. */
export type DigestRun = DigestOptions & { rules: CityRules; now: Date; morning: Date };

const person = (id: string): string => `person:${id}`;

const peopleAmong = (recipients: readonly string[]): string[] =>
  recipients.flatMap((recipient) => (recipient.startsWith('person:') ? [recipient.slice('person:'.length)] : []));

type Claimed = { recipients: string[]; extras: DigestExtra[] };

/** One message each: reminders go, the day's digest is marked and the message is written, or nothing of it happens. */
const write = async (db: Db, run: DigestRun, { recipients, extras }: Claimed, correlationId: string): Promise<Added[]> => {
  const { now, rules } = run;
  const day: LocalDay = localDay(now);
  const reminders = await remindersOf(db, recipients, now);
  const lines = new Map(extras.map((extra) => [person(extra.person), extra]));
  const drafted = await draftDigests(db, { recipients, reminders, extras: lines, now, rules });
  const drafts: Draft[] = drafted.map(({ draft }) => draft);
  const added = await addToOutbox(db, drafts, { correlationId, now });
  const sent: SentDigest[] = drafted.map(({ recipient }, index) => ({ recipient, outboxId: added[index]?.id ?? '' }));
  // All in one go: what they mark becomes one statement.
  await Promise.all(sent.map(({ recipient, outboxId }) => lines.get(recipient)?.told(db, outboxId)));
  await dropReminders(
    db,
    reminders.map(({ id }) => id),
  );
  await settleDigests(db, day, recipients, sent);
  for (const [index, { recipient, told }] of drafted.entries())
    run.onDigest?.({ recipient, outboxId: sent[index]?.outboxId ?? '', at: now, reminders: told });
  return added;
};

const knock = (deps: InspectionDeps, added: readonly Added[], correlationId: string): void => {
  deps.queue.wake(added.map(({ lane }) => ({ kind: 'outbound', lane, correlationId })));
  if (added.length > 0) deps.log.info({ cid: correlationId, messages: added.length }, 'digests written');
};

const sendTo = async (deps: InspectionDeps, run: DigestRun, recipients: readonly string[]): Promise<void> => {
  const correlationId = randomUUID();
  const added = await deps.database.transaction(async (db) => {
    const claimed = await claimDigests(db, recipients, localDay(run.now), run.now);
    const his = new Set(claimed);
    const hadOne = recipients.filter((recipient) => !his.has(recipient));
    await putOffReminders(db, hadOne, run.now, run.morning);
    if (claimed.length === 0) return [];
    const extras = run.checksOnly ? [] : await digestExtras(db, peopleAmong(claimed), run.now);
    return write(db, run, { recipients: claimed, extras }, correlationId);
  });
  knock(deps, added, correlationId);
};

/** Whose digest cannot be written must not hold up the others: the batch is halved until he is alone, and tried again later. */
const sendBatch = async (deps: InspectionDeps, run: DigestRun, recipients: readonly string[]): Promise<void> => {
  try {
    await sendTo(deps, run, recipients);
  } catch (error) {
    if (recipients.length > 1) {
      const half = Math.ceil(recipients.length / 2);
      await sendBatch(deps, run, recipients.slice(0, half));
      return sendBatch(deps, run, recipients.slice(half));
    }
    deps.log.error({ err: error, recipient: recipients[0] }, 'a digest could not be written; it is tried again later');
    await putOffReminders(deps.database.prisma, recipients, run.now, new Date(run.now.getTime() + LOOK_AGAIN_MS));
  }
};

/** People who are to be reminded of no check but have something else to hear in their digest. @returns whether there may be more */
const sendExtras = async (deps: InspectionDeps, run: DigestRun): Promise<boolean> => {
  const correlationId = randomUUID();
  try {
    const added = await deps.database.transaction(async (db) => {
      const extras = await digestExtras(db, null, run.now);
      const recipients = extras.map((extra) => person(extra.person));
      const his = new Set(await claimDigests(db, recipients, localDay(run.now), run.now));
      if (his.size === 0) return [];
      return write(db, run, { recipients: [...his], extras: extras.filter((extra) => his.has(person(extra.person))) }, correlationId);
    });
    knock(deps, added, correlationId);
    return added.length > 0;
  } catch (error) {
    // They stay where they are; nobody else's messages wait for them.
    deps.log.error({ err: error, cid: correlationId }, 'what goes along in digests could not be written; it is tried again later');
    return false;
  }
};

const inBatches = (recipients: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(recipients.length / BATCH) }, (_, index) => recipients.slice(index * BATCH, (index + 1) * BATCH));

/** Gathers what each recipient is to be told by now into one message, one a day: whoever had his hears of the rest on the next morning. */
export const sendDigests = async (deps: InspectionDeps, run: DigestRun, over: () => boolean): Promise<void> => {
  const { prisma } = deps.database;
  while (!over()) {
    const recipients = await recipientsWaiting(prisma, run.now, READ);
    if (recipients.length === 0) break;
    await eachOf(inBatches(recipients), (batch) => sendBatch(deps, run, batch), over);
  }
  while (!run.checksOnly && !over() && (await sendExtras(deps, run)));
};

import { randomUUID } from 'node:crypto';
import { type LocalDay, localDay } from '../../domain/calendar/local-time.ts';
import { type CheckRecord, type CheckResult, countsFor, REPEAT_MINUTES } from '../../domain/inspection/check.ts';
import type { RuleId } from '../../domain/inspection/rules.ts';
import type { DutyWindow } from '../../domain/inspection/window.ts';
import type { Db } from '../../store/database.ts';
import {
  addFindings,
  type CheckRow,
  insertChecks,
  type Joined,
  joinToChecks,
  type KeptPhoto,
  lockSchools,
  photosShownBefore,
  type RecentCheck,
  recentChecks,
  schoolsAndUnits,
} from '../../store/inspections/checks.ts';
import { type RecountedDuty, recountDuties } from '../../store/inspections/duties.ts';

/** A photo of a check. `takenAt`: the time in the photo; null where it carries none. */
export type CheckPhoto = { hash: string; takenAt: Date | null };

/** A check to be recorded. `drawId`: the sealed draw (四不两直) that sent the checker. */
export type NewCheck = CheckRecord & { photos: CheckPhoto[]; position: string | null; drawId?: string | null };

/** A duty that a check counts for, with what is done for it now. */
export type Fulfilled = { rule: RuleId; unit: { code: string; name: string }; window: DutyWindow; done: number; required: number };

/**
 * What became of a check. `repeat`: it had been recorded just before, and `id` is that row's. `fulfilled`: the duties that it counts for, the
 * heaviest first; none where the checker has no duty there. `repeatedPhotos`: hashes that were shown before for something else.
 */
export type RecordedCheck = {
  id: string;
  school: { code: string; name: string };
  day: LocalDay;
  backdated: boolean;
  repeat: boolean;
  result: CheckResult | null;
  fulfilled: Fulfilled[];
  repeatedPhotos: string[];
};

/** `cause`: what led to the checks, usually a message. */
export type RecordContext = { db: Db; now: Date; cause: { type: string; id: string } };

/** Where a check ended: in a row of its own, or in that of a moment ago. */
type Placed = {
  check: NewCheck;
  id: string;
  repeat: boolean;
  result: CheckResult | null;
  grids: string[];
  rules: string[];
  photos: KeptPhoto[];
};

const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each) => b.includes(each));

/** Nothing was found, and it counts for the same: as good as said twice. */
const repeats = (check: Omit<Placed, 'id' | 'repeat' | 'photos'>, earlier: Omit<RecentCheck, 'backdated'>): boolean =>
  earlier.person === check.check.by &&
  earlier.school === check.check.school &&
  earlier.day === check.check.day &&
  check.result !== '有问题' &&
  earlier.result !== '有问题' &&
  earlier.hazards.length === 0 &&
  sameSet(earlier.grids, check.grids) &&
  sameSet(earlier.rules, check.rules);

const keptPhotos = (photos: readonly CheckPhoto[], shownBefore: ReadonlySet<string>): KeptPhoto[] =>
  [...new Map(photos.map((photo) => [photo.hash, photo])).values()].map(({ hash, takenAt }) => ({
    hash,
    takenAt: takenAt?.toISOString() ?? null,
    repeated: shownBefore.has(hash),
  }));

type Known = Awaited<ReturnType<typeof schoolsAndUnits>> & { recent: RecentCheck[]; shownBefore: ReadonlySet<string> };

const unknownSchool = (school: string) => ({ school, city: null, town: null, name: school });

/** Gives each check its row, in their order: the second of two equal ones is a repeat of the first. */
const place = (checks: readonly NewCheck[], known: Known): Placed[] => {
  const schools = new Map(known.schools.map((each) => [each.school, each]));
  const units = new Map(known.units.map(({ person, codes }) => [person, codes]));
  const recent: Omit<RecentCheck, 'backdated'>[] = [...known.recent];
  return checks.map((check) => {
    const { grids, rules } = countsFor(schools.get(check.school) ?? unknownSchool(check.school), units.get(check.by) ?? [], check.period);
    const counted = { check, grids, rules, result: check.result };
    const earlier = recent.find((each) => repeats(counted, each));
    const photos = keptPhotos(check.photos, known.shownBefore);
    if (earlier) return { ...counted, id: earlier.id, repeat: true, result: earlier.result ?? check.result, photos };
    const id = randomUUID();
    recent.unshift({ id, school: check.school, person: check.by, day: check.day, grids, rules, result: check.result, hazards: [] });
    return { ...counted, id, repeat: false, photos };
  });
};

const isBackdated = (day: LocalDay, now: Date): boolean => day < localDay(now);

/** A cause has one row a school; what it says of a school a second time (another day, another person) is told apart. */
const rowsOf = (placed: readonly Placed[], { now, cause }: RecordContext): CheckRow[] => {
  const named = new Set<string>();
  return placed
    .filter(({ repeat }) => !repeat)
    .map(({ check, id, grids, rules, result, photos }) => {
      const { school, by, day, words, position, drawId = null } = check;
      const causeId = named.has(school) ? `${cause.id}:${id}` : cause.id;
      named.add(school);
      return {
        ...{
          id,
          school,
          person: by,
          day,
          at: now,
          backdated: isBackdated(day, now),
          grids,
          rules,
          result,
          words,
          photos,
          position,
          drawId,
        },
        causeType: cause.type,
        causeId,
      };
    });
};

const joinedOf = (placed: readonly Placed[]): Joined[] =>
  placed
    .filter(({ repeat, photos, check, result }) => repeat && (photos.length > 0 || check.position !== null || result !== null))
    .map(({ id, photos, check, result }) => ({ id, photos, position: check.position, result }));

/** A recounted duty as it is told. */
export const fulfilledOf = ({ rule, unit, unitName, from, to, name, done, required }: RecountedDuty): Fulfilled => ({
  rule,
  unit: { code: unit, name: unitName },
  window: { from, to, name },
  done,
  required,
});

const told = (placed: readonly Placed[], duties: readonly RecountedDuty[], { schools }: Known, now: Date): RecordedCheck[] => {
  const names = new Map(schools.map(({ school, name }) => [school, name]));
  const countedBy = new Map(placed.map(({ id }): [string, Fulfilled[]] => [id, []]));
  for (const duty of duties) for (const id of duty.counted) countedBy.get(id)?.push(fulfilledOf(duty));
  return placed.map(({ check, id, repeat, result, photos }) => ({
    id,
    school: { code: check.school, name: names.get(check.school) ?? check.school },
    day: check.day,
    backdated: isBackdated(check.day, now),
    repeat,
    result,
    fulfilled: countedBy.get(id) ?? [],
    repeatedPhotos: photos.filter(({ repeated }) => repeated).map(({ hash }) => hash),
  }));
};

/**
 * Records checks, any number at once, in a handful of statements, and counts them for the duties they fulfil (design §4.2). To be run in a
 * transaction, before the hazards of the same message are written. Refuses nothing: a check by somebody without a duty there is recorded as
 * such, and days are the caller's to judge (`dayAllowed`). What the same person said of the same school and day within the last ten minutes
 * is no second check; photos and position join the first.
 * @returns in the order of `checks`
 */
export const recordChecks = async (context: RecordContext, checks: readonly NewCheck[]): Promise<RecordedCheck[]> => {
  if (checks.length === 0) return [];
  const { db, now } = context;
  const schools = checks.map(({ school }) => school);
  const people = checks.map(({ by }) => by);
  await lockSchools(db, schools);
  const around = await schoolsAndUnits(db, schools, people, now);
  const recent = await recentChecks(db, people, schools, new Date(now.getTime() - REPEAT_MINUTES * 60_000));
  const hashes = checks.flatMap(({ photos }) => photos.map(({ hash }) => hash));
  const shownBefore = await photosShownBefore(db, hashes, { before: now, except: recent.map(({ id }) => id) });
  const known: Known = { ...around, recent, shownBefore };
  const placed = place(checks, known);
  await insertChecks(db, rowsOf(placed, context));
  await joinToChecks(db, joinedOf(placed));
  const duties = await recountDuties(
    db,
    checks.map(({ school, day }) => ({ school, day })),
    placed.map(({ id }) => id),
  );
  return told(placed, duties, known, now);
};

/** Hazards that these checks found, once they have their numbers: the result becomes 有问题. Of several checks each gets those of its school. */
export const linkFindings = async (db: Db, ids: readonly string[], numbers: readonly string[]): Promise<void> => {
  if (ids.length > 0 && numbers.length > 0) await addFindings(db, ids, numbers);
};

/** A photo or a position that was sent soon after joins the checks; one that was shown before is marked. */
export const joinCheck = async (db: Db, ids: readonly string[], more: { photos?: CheckPhoto[]; position?: string }): Promise<void> => {
  const photos = more.photos ?? [];
  const shownBefore = await photosShownBefore(
    db,
    photos.map(({ hash }) => hash),
    { before: null, except: ids },
  );
  const kept = keptPhotos(photos, shownBefore);
  await joinToChecks(
    db,
    ids.map((id) => ({ id, photos: kept, position: more.position ?? null, result: null })),
  );
};

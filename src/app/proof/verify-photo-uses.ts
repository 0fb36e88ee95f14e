import { type PhotoUse, photoUsesOf } from '../../domain/evidence/photo-use.ts';
import type { HistoryEntry } from '../../store/history-chain.ts';
import { sealOf } from '../../store/history-seal.ts';
import { eventFrom } from '../../store/history-words.ts';

const NO_WORDS: ReadonlyMap<string, string> = new Map();

const keyOf = ({ hash, phase }: Pick<PhotoUse, 'hash' | 'phase'>): string => `${hash} ${phase}`;

/** The first time that each photo was shown as something; `sealed`: by an entry of this release, which notes the use itself. */
const shownIn = (entries: readonly HistoryEntry[]): Map<string, PhotoUse & { sealed: boolean }> => {
  const shown = new Map<string, PhotoUse & { sealed: boolean }>();
  for (const entry of entries) {
    const sealed = sealOf(entry.data).version !== undefined;
    for (const use of photoUsesOf(eventFrom(entry, NO_WORDS))) {
      const key = keyOf(use);
      if (!shown.has(key)) shown.set(key, { ...use, sealed });
    }
  }
  return shown;
};

/** What is wrong with the notes of which photos an item has shown as what, and when; null when they say what its history says. */
export const photoUseFault = (entries: readonly HistoryEntry[], noted: readonly PhotoUse[]): string | null => {
  const shown = shownIn(entries);
  const rows = new Map(noted.map((use) => [keyOf(use), use]));
  for (const [key, { at, sealed }] of shown) {
    const row = rows.get(key);
    if (!row && sealed) return `photo_use does not know that it shows the photo ${key}`;
    if (row && sealed && !(row.at instanceof Date && row.at.getTime() === at.getTime()))
      return `photo_use has another time for the photo ${key}`;
  }
  const extra = [...rows.keys()].find((key) => !shown.has(key));
  return extra === undefined ? null : `photo_use says that it shows the photo ${extra}, its history does not`;
};

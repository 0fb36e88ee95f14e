/** How an item is kept from people. `hidden`: an ordinary item whose reporter asked to stay unnamed. */
export type SecretLane = 'sensitive' | 'withheld' | 'hidden';

/** What must not be learned of one item, and by whom it may be: accounts of people, as the platform knows them. */
export type Secret = {
  number: string;
  lane: SecretLane;
  /** Words and hashes that occur in this item alone. */
  markers: readonly string[];
  /** How its reporter could be named: name, 工号, account. */
  reporterNames: readonly string[];
  /** Those who may learn all of it at this moment. */
  full: ReadonlySet<string>;
  /** Those who know that it exists, and may hear its number and no more: its reporter, and who had it before. */
  numberOnly: ReadonlySet<string>;
};

/** Something that somebody (or a group, a paper, a log) got to see. `asked`: what he had written himself, with the numbers that he typed. */
export type Seen = { who: string; view: string; kind: string; text: string; asked?: string };

export type Leak = { who: string; view: string; kind: string; what: 'words' | 'number' | 'reporter'; number: string; excerpt: string };

const around = (text: string, found: string): string => {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 60), at + found.length + 60).replaceAll('\n', '⏎');
};

const confidentialLeak = (seen: Seen, secret: Secret): { what: Leak['what']; found: string } | null => {
  const { who, text, asked = '' } = seen;
  if (secret.full.has(who)) return null;
  const word = secret.markers.find((marker) => text.includes(marker) && !asked.includes(marker));
  if (word !== undefined) return { what: 'words', found: word };
  if (secret.numberOnly.has(who) || asked.includes(secret.number)) return null;
  return text.includes(secret.number) ? { what: 'number', found: secret.number } : null;
};

/** The item itself may be known; that this person reported it may not. */
const reporterLeak = ({ who, text }: Seen, secret: Secret): { what: Leak['what']; found: string } | null => {
  if (secret.full.has(who)) return null;
  const isAbout = text.includes(secret.number) || secret.markers.some((marker) => text.includes(marker));
  const name = isAbout ? secret.reporterNames.find((each) => text.includes(each)) : undefined;
  return name === undefined ? null : { what: 'reporter', found: name };
};

/** Everything in what was seen that whoever saw it must not know. */
export const leaksIn = (all: readonly Seen[], secrets: readonly Secret[]): Leak[] =>
  all.flatMap((seen) =>
    secrets.flatMap((secret) => {
      const leak = secret.lane === 'hidden' ? reporterLeak(seen, secret) : confidentialLeak(seen, secret);
      if (leak === null) return [];
      const { who, view, kind, text } = seen;
      return [{ who, view, kind, what: leak.what, number: secret.number, excerpt: around(text, leak.found) }];
    }),
  );

/** For an assertion that tells what to look for: `person × view × kind: what of number: …excerpt…`. */
export const sayLeaks = (leaks: readonly Leak[]): string[] => [
  ...new Set(leaks.map(({ who, view, kind, what, number, excerpt }) => `${who} × ${view} × ${kind}: ${what} of ${number}: ${excerpt}`)),
];

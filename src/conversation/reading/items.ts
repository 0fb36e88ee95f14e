type Span = { start: number; end: number };

/** A message of more parts than this is read as one piece: no report has so many, and time must stay in bounds. */
const MOST_PARTS = 40;
const bounded = (parts: Span[], whole: number): Span[] => (parts.length > MOST_PARTS ? [{ start: 0, end: whole }] : parts);

const NUMBER = '([0-9]{1,2}|[一二三四五六七八九十])';
/** 1. 1、 1) 一、 第一, 一是 after a break, or (1) anywhere. */
const marker = new RegExp(
  `(?:(?<=^|[\\s,;。:、!?\\n了个把])(?:第)?${NUMBER}(?:[.、):]|是(?=[^,。]))|\\(${NUMBER}\\)[.、:]?)(?![0-9])\\s*`,
  'gu',
);
const ordinals = '一二三四五六七八九十';
const ordinalOf = (words: string): number => (/^\d+$/u.test(words) ? Number(words) : ordinals.indexOf(words) + 1);

type Marker = Span & { value: number };

/** The longest run 1, 2, 3 … of markers; a lone number or 3.5米 is none. */
const runOf = (text: string): Marker[] => {
  const run: Marker[] = [];
  for (const match of text.matchAll(marker)) {
    const value = ordinalOf(match[1] ?? match[2] ?? '');
    if (value === run.length + 1) run.push({ start: match.index, end: match.index + match[0].length, value });
  }
  return run.length >= 2 && run.length <= MOST_PARTS ? run : [];
};

const trim = (text: string, span: Span): Span => {
  const words = text.slice(span.start, span.end);
  const lead = /^[\s,;。、:!?]*/u.exec(words)?.[0].length ?? 0;
  const tail = /[\s,;。、:]*$/u.exec(words)?.[0].length ?? 0;
  return { start: span.start + lead, end: Math.max(span.start + lead, span.end - tail) };
};

/** The numbered items of a message and what stands before them; null when it is not numbered. */
export const splitNumbered = (text: string): { head: Span; items: Span[] } | null => {
  const run = runOf(text);
  const [first] = run;
  if (first === undefined) return null;
  const items = run.map((each, index) => trim(text, { start: each.end, end: run[index + 1]?.start ?? text.length }));
  return { head: { start: 0, end: first.start }, items: items.filter((item) => item.end > item.start) };
};

const connective =
  /(?:[\s,。;!]|(?<=了))(?:另外|此外|再有|还有就是|还有(?![几多些一两二三俩仨半0-9]|啥|什么|哪|没)|顺便(?:报一下|说一下)?|对了|再说一个|再报一个|再一个|其次|同时)[,:、\s]*/gu;

/** Parts joined by 另外, 还有, 对了 … One part when there is no such word. */
export const splitConnected = (text: string): Span[] => {
  const parts: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(connective)) {
    if (match.index > from) parts.push(trim(text, { start: from, end: match.index }));
    from = match.index + match[0].length;
  }
  parts.push(trim(text, { start: from, end: text.length }));
  return bounded(
    parts.filter((part) => part.end > part.start),
    text.length,
  );
};

/** Parts on lines of their own, or parted by semicolons. */
export const splitLines = (text: string): Span[] => {
  const parts: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(/[\n;]+/gu)) {
    parts.push(trim(text, { start: from, end: match.index }));
    from = match.index + match[0].length;
  }
  parts.push(trim(text, { start: from, end: text.length }));
  return bounded(
    parts.filter((part) => part.end - part.start > 1),
    text.length,
  );
};

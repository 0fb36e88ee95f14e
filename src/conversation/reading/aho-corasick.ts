type Node<T> = { next: Map<string, number>; fail: number; depth: number; value: T | null; output: number };

/** A word of the dictionary found in a text: `[start, end)` in UTF-16 units. */
export type Occurrence<T> = { start: number; end: number; word: string; value: T };

/** Finds every word of a dictionary in one pass over the text, however many words there are (Aho-Corasick). */
export type WordFinder<T> = (text: string) => Occurrence<T>[];

const node = <T>(depth: number): Node<T> => ({ next: new Map(), fail: 0, depth, value: null, output: 0 });

const insertWord = <T>(nodes: Node<T>[], word: string, value: T): void => {
  let at = 0;
  for (const unit of word) {
    const here = nodes[at] as Node<T>;
    let next = here.next.get(unit);
    if (next === undefined) {
      next = nodes.push(node<T>(here.depth + unit.length)) - 1;
      here.next.set(unit, next);
    }
    at = next;
  }
  (nodes[at] as Node<T>).value = value;
};

const stepFrom = <T>(nodes: readonly Node<T>[], from: number, unit: string): number => {
  let at = from;
  for (;;) {
    const here = nodes[at] as Node<T>;
    const next = here.next.get(unit);
    if (next !== undefined) return next;
    if (at === 0) return 0;
    at = here.fail;
  }
};

const linkFailures = <T>(nodes: Node<T>[]): void => {
  const queue = [0];
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] as number;
    const here = nodes[at] as Node<T>;
    for (const [unit, child] of here.next) {
      const below = nodes[child] as Node<T>;
      below.fail = at === 0 ? 0 : stepFrom(nodes, here.fail, unit);
      const failure = nodes[below.fail] as Node<T>;
      below.output = failure.value === null ? failure.output : below.fail;
      queue.push(child);
    }
  }
};

/** Compiles the dictionary once. A word given twice keeps its last value. */
export const compileWords = <T>(words: Iterable<readonly [string, T]>): WordFinder<T> => {
  const nodes: Node<T>[] = [node<T>(0)];
  for (const [word, value] of words) if (word !== '') insertWord(nodes, word, value);
  linkFailures(nodes);
  return (text) => {
    const found: Occurrence<T>[] = [];
    let at = 0;
    let end = 0;
    for (const unit of text) {
      end += unit.length;
      at = stepFrom(nodes, at, unit);
      for (let out = at; out !== 0; out = (nodes[out] as Node<T>).output) {
        const here = nodes[out] as Node<T>;
        if (here.value !== null) found.push({ start: end - here.depth, end, word: text.slice(end - here.depth, end), value: here.value });
      }
    }
    return found;
  };
};

/** Drops every occurrence that lies within a longer one (灯不亮 within 应急灯不亮); the rest in order of their start. */
export const longestOnly = <T extends { start: number; end: number }>(found: readonly T[]): T[] => {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: T[] = [];
  let reach = -1;
  for (const each of sorted) {
    if (each.end <= reach) continue;
    kept.push(each);
    reach = each.end;
  }
  return kept;
};

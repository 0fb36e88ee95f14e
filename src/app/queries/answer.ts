/** Why a question cannot be answered as it was asked: `code` for programs, `message` in English for whoever wrote it. */
export type Refusal = {
  code: 'bad-limit' | 'bad-cursor' | 'bad-filter' | 'unknown-unit' | 'unknown-person' | 'bad-value';
  message: string;
};

/** A question's answer, or why there is none. */
export type Answer<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const answered = <T>(value: T): Answer<T> => ({ ok: true, value });

export const refused = (code: Refusal['code'], message: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
});

/** Lists come in pages; `next` is the cursor of the page after it, null on the last. */
export type Page<Item> = { items: Item[]; next: string | null };

/** Of one row more than asked for: the page, and whether another follows. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> => {
  const last = rows[limit - 1];
  return { items: rows.slice(0, limit).map(view), next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
};

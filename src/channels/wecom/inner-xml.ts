import { XMLParser } from 'fast-xml-parser';

/** One element: its own text, and its children by name in the order they came. */
export type XmlNode = { text: string; children: ReadonlyMap<string, readonly XmlNode[]> };

const CDATA = '#cdata';
const TEXT = '#text';

// Leaves stay text (MsgId is wider than a number), nothing is trimmed (it is what a person wrote), no entity is ever expanded by the
// parser. CDATA is kept apart because `&amp;` inside it means just that.
const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  ignoreAttributes: true,
  cdataPropName: CDATA,
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const codePoint = (reference: string): string => {
  const value = reference.startsWith('x') ? Number.parseInt(reference.slice(1), 16) : Number.parseInt(reference, 10);
  return value > 0 && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff) ? String.fromCodePoint(value) : '';
};

/** The five entities that XML itself defines, and numbers; no others exist, as no document type is read. */
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(x[0-9a-f]{1,6}|\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, number?: string, name?: string) =>
    number === undefined ? (NAMED[(name ?? '').toLowerCase()] ?? whole) : codePoint(number.toLowerCase()),
  );

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const textOf = (value: unknown): string =>
  listOf(value)
    .filter((part) => typeof part === 'string')
    .join('');

const toNode = (value: unknown): XmlNode => {
  if (typeof value !== 'object' || value === null) return { text: decodeEntities(textOf(value)), children: new Map() };
  const entries = Object.entries(value);
  const children = entries.filter(([name]) => name !== CDATA && name !== TEXT);
  return { text: ownText(new Map(entries)), children: new Map(children.map(([name, child]) => [name, listOf(child).map(toNode)])) };
};

const ownText = (parts: ReadonlyMap<string, unknown>): string => {
  const plain = decodeEntities(textOf(parts.get(TEXT)));
  if (!parts.has(CDATA)) return plain;
  // Blanks between the tag and its CDATA are layout, not words.
  return textOf(parts.get(CDATA)) + (plain.trim() === '' ? '' : plain);
};

const MESSAGE_START = /^\s*(<\?xml[^>]*\?>\s*)?<xml[\s>]/;

/** The decrypted message as a tree, or null when it is no `<xml>` document. Never throws. A document type is not accepted. */
export const readXml = (payload: string): XmlNode | null => {
  if (!MESSAGE_START.test(payload)) return null;
  try {
    const document: unknown = parser.parse(payload.trim());
    const root = typeof document === 'object' && document !== null ? new Map(Object.entries(document)).get('xml') : undefined;
    return root === undefined || Array.isArray(root) ? null : toNode(root);
  } catch {
    return null;
  }
};

/** The text at this path of names, `''` where there is none. NUL, which the database cannot keep, is taken out. */
export const leaf = (node: XmlNode, ...path: string[]): string => {
  let at: XmlNode | undefined = node;
  for (const name of path) at = at?.children.get(name)?.[0];
  return (at?.text ?? '').replaceAll('\0', '');
};

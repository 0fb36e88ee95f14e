/** One part of a multipart/form-data body. */
export type Part = { name: string; filename: string | null; contentType: string | null; bytes: Buffer };

const parameter = (header: string, name: string): string | null => {
  const match = new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  return match ? (match[1] ?? match[2] ?? '').replaceAll('%22', '"') : null;
};

const headerOf = (head: string, name: string): string | null => {
  const line = head.split('\r\n').find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  return line ? line.slice(name.length + 1).trim() : null;
};

const partOf = (section: Buffer): Part | null => {
  const gap = section.indexOf('\r\n\r\n');
  if (gap < 0) return null;
  const head = section.subarray(0, gap).toString('utf8');
  const disposition = headerOf(head, 'content-disposition');
  const name = disposition && parameter(disposition, 'name');
  if (!disposition || name === null) return null;
  return {
    name,
    filename: parameter(disposition, 'filename'),
    contentType: headerOf(head, 'content-type'),
    bytes: section.subarray(gap + 4),
  };
};

/** Reads a multipart/form-data body; null when it is none. */
export const parseMultipart = (contentType: string, body: Buffer): Part[] | null => {
  const boundary = /^multipart\/form-data\b/i.test(contentType) ? parameter(contentType, 'boundary') : null;
  if (!boundary) return null;
  const mark = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  let from = whole.indexOf(mark);
  while (from >= 0) {
    const start = from + mark.length + 2;
    const next = whole.indexOf(mark, start);
    if (next < 0) break;
    const part = partOf(whole.subarray(start, next));
    if (part) parts.push(part);
    from = next;
  }
  return parts;
};

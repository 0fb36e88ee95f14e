/** What a file is by its first bytes; a name or a platform's word for it is not trusted. */
export type ContentType = { contentType: string; kind: 'image' | 'voice' | 'video' | 'other' };

/** How many first bytes `sniffContentType` wants; fewer are allowed. */
export const SNIFF_BYTES = 64;

type Signature = { at: number; bytes: string; also?: { at: number; bytes: string } } & ContentType;

// `bytes` are Latin-1: one character a byte.
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: '\xff\xd8\xff', contentType: 'image/jpeg', kind: 'image' },
  { at: 0, bytes: '\x89PNG\r\n\x1a\n', contentType: 'image/png', kind: 'image' },
  { at: 0, bytes: 'RIFF', also: { at: 8, bytes: 'WEBP' }, contentType: 'image/webp', kind: 'image' },
  { at: 0, bytes: 'GIF87a', contentType: 'image/gif', kind: 'image' },
  { at: 0, bytes: 'GIF89a', contentType: 'image/gif', kind: 'image' },
  { at: 0, bytes: '#!AMR-WB\n', contentType: 'audio/amr-wb', kind: 'voice' },
  { at: 0, bytes: '#!AMR\n', contentType: 'audio/amr', kind: 'voice' },
  { at: 0, bytes: '#!SILK_V3', contentType: 'audio/silk', kind: 'voice' },
  { at: 1, bytes: '#!SILK_V3', contentType: 'audio/silk', kind: 'voice' },
  { at: 0, bytes: 'RIFF', also: { at: 8, bytes: 'WAVE' }, contentType: 'audio/wav', kind: 'voice' },
  { at: 0, bytes: 'OggS', contentType: 'audio/ogg', kind: 'voice' },
  { at: 0, bytes: 'ID3', contentType: 'audio/mpeg', kind: 'voice' },
  { at: 0, bytes: '\x1aE\xdf\xa3', contentType: 'video/x-matroska', kind: 'video' },
  { at: 0, bytes: '%PDF-', contentType: 'application/pdf', kind: 'other' },
  { at: 0, bytes: 'PK\x03\x04', contentType: 'application/zip', kind: 'other' },
  { at: 0, bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', contentType: 'application/x-ole-storage', kind: 'other' },
];

// The "ftyp" box of ISO 14496-12 names what a file of the MP4 family is.
const BRANDS: Record<string, ContentType> = {
  heic: { contentType: 'image/heic', kind: 'image' },
  heix: { contentType: 'image/heic', kind: 'image' },
  hevc: { contentType: 'image/heic', kind: 'image' },
  heim: { contentType: 'image/heic', kind: 'image' },
  heis: { contentType: 'image/heic', kind: 'image' },
  mif1: { contentType: 'image/heic', kind: 'image' },
  msf1: { contentType: 'image/heic', kind: 'image' },
  avif: { contentType: 'image/avif', kind: 'image' },
  avis: { contentType: 'image/avif', kind: 'image' },
  'M4A ': { contentType: 'audio/mp4', kind: 'voice' },
  'qt  ': { contentType: 'video/quicktime', kind: 'video' },
};

const UNKNOWN: ContentType = { contentType: 'application/octet-stream', kind: 'other' };
const MP4: ContentType = { contentType: 'video/mp4', kind: 'video' };

const matches = (head: string, part: { at: number; bytes: string }): boolean => head.startsWith(part.bytes, part.at);

/** Tells the type from the first bytes; `application/octet-stream` when they match nothing known. */
export const sniffContentType = (bytes: Uint8Array): ContentType => {
  const head = Buffer.from(bytes.subarray(0, SNIFF_BYTES)).toString('latin1');
  if (head.startsWith('ftyp', 4)) return BRANDS[head.slice(8, 12)] ?? MP4;
  const found = SIGNATURES.find((signature) => matches(head, signature) && (signature.also === undefined || matches(head, signature.also)));
  return found === undefined ? UNKNOWN : { contentType: found.contentType, kind: found.kind };
};

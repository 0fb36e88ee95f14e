import { Readable } from 'node:stream';
import rawBody from 'raw-body';
import { type Answer, accepted, refused } from '../answers.ts';
import { isMediaType, judgeUpload, MEDIA_LIFETIME_MS, sniffContentType } from '../media-rules.ts';
import { type Part, parseMultipart } from '../multipart.ts';
import type { MediaFile } from '../types.ts';
import { keepMedia } from '../world.ts';
import type { Call, Handler } from './call.ts';

/** The biggest file plus room for the multipart frame; beyond it the platform's gateway cuts the connection. */
const MAX_UPLOAD = '24mb';

const readPart = async ({ ctx }: Call): Promise<Part | null> => {
  const body = await rawBody(ctx.req, { limit: MAX_UPLOAD, length: ctx.request.length });
  const parts = parseMultipart(ctx.get('content-type'), body);
  return parts?.find((part) => part.name === 'media' && part.filename !== null && part.filename !== '') ?? null;
};

const upload = async (call: Call, type: string, webhook: string | null): Promise<Answer> => {
  const part = await readPart(call);
  if (!isMediaType(type)) return refused(40004, 'invalid media type');
  if (!part) return refused(44001, 'empty media data');
  const wrong = judgeUpload(type, part.bytes);
  if (wrong) return wrong;
  const [name, at] = [part.filename ?? '', call.now.toISOString()];
  const file = keepMedia(call.world, { type, name, contentType: sniffContentType(part.bytes), at, webhook }, part.bytes);
  return accepted({ type, media_id: file.id, created_at: String(Math.floor(call.now.getTime() / 1000)) });
};

/** POST media/upload. [D90253] */
export const uploadMedia: Handler = (call) => upload(call, call.query.get('type') ?? '', null);

/** POST webhook/upload_media: files and voice, for that webhook only. [D99110] */
export const uploadWebhookMedia: Handler = async (call) => {
  const key = call.query.get('key') ?? '';
  const type = call.query.get('type') ?? '';
  if (!(await call.world.roster.group(key))) return refused(93000, 'invalid webhook url');
  return type === 'file' || type === 'voice' ? upload(call, type, key) : refused(40004, 'invalid media type');
};

const rangeOf = (header: string, size: number): [number, number] | null => {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header);
  if (!match) return null;
  const [from, to] = [Number(match[1]), match[2] ? Number(match[2]) : size - 1];
  return from <= to && from < size ? [from, Math.min(to, size - 1)] : null;
};

const hand = ({ ctx }: Call, file: MediaFile, bytes: Buffer): void => {
  const range = rangeOf(ctx.get('range'), bytes.length);
  ctx.type = file.contentType;
  // Raw UTF-8 in the header, as the platform does it; Node takes header bytes as Latin-1.
  ctx.set('Content-Disposition', `attachment; filename="${Buffer.from(file.name.replaceAll('"', ''), 'utf8').toString('latin1')}"`);
  ctx.set('Accept-Ranges', 'bytes');
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${range[0]}-${range[1]}/${bytes.length}`);
  }
  const handed = range ? bytes.subarray(range[0], range[1] + 1) : bytes;
  // As a stream: with the body in one piece Node decodes this one header as UTF-8 and breaks its bytes.
  ctx.body = Readable.from([handed]);
  ctx.length = handed.length;
};

/** GET media/get: the bytes, or JSON when there are none. [D90254] */
export const getMedia: Handler = (call) => {
  const { world, query, now } = call;
  const file = world.store.state.media.get(query.get('media_id') ?? '');
  const bytes = file && world.store.bytesOf(file.id);
  if (!file || !bytes || now.getTime() - Date.parse(file.at) >= MEDIA_LIFETIME_MS) return refused(40007, 'invalid media_id');
  hand(call, file, bytes);
  return accepted();
};

import type { Channel } from '../../messaging/channel.ts';
import { ChannelError } from '../../messaging/errors.ts';
import type { InboundContent } from '../../messaging/message.ts';
import type { Database } from '../../store/database.ts';
import { rememberMedia } from '../../store/media-files.ts';
import type { MediaStore } from '../ports.ts';

/** What is known of a photo after a look at its bytes. */
export type PhotoLook =
  | { ok: true; contentType: string; width: number; height: number; perceptualHash: string; takenAt: Date | null }
  | { ok: false; reason: string };

export type MediaDeps = { database: Database; media: MediaStore; inspectPhoto(bytes: Buffer): Promise<PhotoLook> };

export type KeptMedia =
  | { kind: 'photo'; hash: string }
  | { kind: 'no-photo'; reason: 'broken' | 'lost' }
  | { kind: 'other' }
  | { kind: 'none' };

const MAX_BYTES = 20 * 1024 * 1024;
/** A platform that does not hand a file over is asked this often; then the person is asked to send it again. */
const MAX_FETCHES = 4;

/** The file is gone, refused or too big at the platform, or we have asked often enough. Our own disk's faults are not meant. */
const isLost = (error: unknown, attempts: number): boolean => {
  if (error instanceof ChannelError) return error.errorClass === 'media' || attempts + 1 >= MAX_FETCHES;
  return error instanceof Error && 'code' in error && (error.code === 'too-large' || error.code === 'empty');
};

const keepPhoto = async (deps: MediaDeps, hash: string, size: number, now: Date): Promise<KeptMedia> => {
  const look = await deps.inspectPhoto(await deps.media.read(hash));
  if (!look.ok) return { kind: 'no-photo', reason: 'broken' };
  await rememberMedia(deps.database.prisma, { ...look, hash, size, createdAt: now });
  return { kind: 'photo', hash };
};

/**
 * Downloads what came with a message at once, since platforms forget files after days, and before any transaction. A photo is looked at.
 * @throws ChannelError while another try may help, and the disk's errors: the message stays unhandled and is tried again.
 */
export const keepMedia = async (
  deps: MediaDeps,
  channel: Channel,
  content: InboundContent,
  attempts: number,
  now: Date,
): Promise<KeptMedia> => {
  if (!('media' in content)) return { kind: 'none' };
  try {
    const stored = await deps.media.put(await channel.fetchMedia(content.media), { maxBytes: MAX_BYTES });
    if (content.kind === 'image') return await keepPhoto(deps, stored.hash, stored.size, now);
    await rememberMedia(deps.database.prisma, {
      ...stored,
      createdAt: now,
      width: null,
      height: null,
      perceptualHash: null,
      takenAt: null,
    });
    return { kind: 'other' };
  } catch (error) {
    if (!isLost(error, attempts)) throw error;
    return content.kind === 'image' ? { kind: 'no-photo', reason: 'lost' } : { kind: 'other' };
  }
};

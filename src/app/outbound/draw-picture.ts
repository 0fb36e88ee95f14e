import { Readable } from 'node:stream';
import { plainWeeks } from '../../domain/calendar/calendar-data.ts';
import { formatShort } from '../../domain/calendar/display.ts';
import type { KnownHazard, Photo } from '../../domain/hazard/state.ts';
import type { PictureBody } from '../../messaging/draft.ts';
import type { OutboundBody } from '../../messaging/message.ts';
import type { Database } from '../../store/database.ts';
import { loadHazard } from '../../store/hazards.ts';
import { rememberMedia } from '../../store/media-files.ts';
import { cityView } from '../hazards/city-view.ts';
import { surroundingsOf } from '../hazards/surroundings.ts';
import type { MediaStore } from '../ports.ts';

export type Composition = { before: Buffer[]; after: Buffer[]; title: string; lines: string[] };
export type PictureDeps = {
  database: Database;
  media: MediaStore;
  compose(composition: Composition): Promise<Buffer>;
  now(): Promise<Date>;
};

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

const afterOf = (item: KnownHazard): Photo[] => ('photosAfter' in item ? item.photosAfter : []);

/** A photo that the disk has lost leaves its tile empty; the picture goes out all the same. */
const bytesOf = async (media: MediaStore, photos: readonly Photo[]): Promise<Buffer[]> => {
  const read = await Promise.all(photos.map((photo) => media.read(photo.hash).catch(() => Buffer.alloc(0))));
  return read.filter((bytes) => bytes.length > 0);
};

/** The picture that a verifier gets first: what it was, what it is now, where, by whom, when. */
export const drawPicture =
  ({ database, media, compose, now }: PictureDeps) =>
  async (body: PictureBody): Promise<OutboundBody> => {
    const loaded = await loadHazard(database.prisma, body.number);
    if (!loaded) throw new Error(`no hazard ${body.number} to draw`);
    const item = loaded.state;
    // Names and place are all that it needs: which days are free does not matter.
    const around = await surroundingsOf(database.prisma, item, cityView(database.prisma, await now(), plainWeeks));
    const submitted = 'submittedBy' in item ? [`${around.nameOf(item.submittedBy)} ${formatShort(item.submittedAt)} 整改`] : [];
    const picture = await compose({
      before: await bytesOf(media, item.photosBefore),
      after: await bytesOf(media, afterOf(item)),
      title: `${item.number} ${item.description}`,
      lines: [
        `${around.unitName} · ${around.placeText ?? '位置未说明'}`,
        [`${formatShort(item.reportedAt)} 上报`, ...submitted].join(' · '),
      ],
    });
    const stored = await media.put(Readable.from([picture]), { maxBytes: MAX_PICTURE_BYTES });
    await rememberMedia(database.prisma, {
      ...stored,
      width: null,
      height: null,
      perceptualHash: null,
      takenAt: null,
      createdAt: await now(),
    });
    return { kind: 'image', hash: stored.hash };
  };

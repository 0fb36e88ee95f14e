import type { Db } from './database.ts';

export type MediaFacts = {
  hash: string;
  contentType: string;
  size: number;
  width: number | null;
  height: number | null;
  perceptualHash: string | null;
  takenAt: Date | null;
  createdAt: Date;
};

/** Notes what a file is; the same bytes sent twice are one file. */
export const rememberMedia = async (
  db: Db,
  { hash, contentType, size, width, height, perceptualHash, takenAt, createdAt }: MediaFacts,
): Promise<void> => {
  await db.mediaFile.createMany({
    data: [{ hash, contentType, size, width, height, perceptualHash, takenAt, createdAt }],
    skipDuplicates: true,
  });
};

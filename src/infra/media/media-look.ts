import { MediaError } from './media-error.ts';
import type { DiskMediaStore } from './media-store.ts';

/** What a stored content is, whatever its name says; `size` in bytes. */
export type MediaLook = { state: 'whole'; size: number; contentType: string } | { state: 'altered' } | { state: 'missing' };

/** Reads a content and compares its sha256 with its name. The answer is a value; other errors of the disk are thrown. */
export const mediaLooker =
  (media: Pick<DiskMediaStore, 'read' | 'describe'>) =>
  async (hash: string): Promise<MediaLook> => {
    try {
      const bytes = await media.read(hash);
      const described = await media.describe(hash);
      return described ? { state: 'whole', size: bytes.length, contentType: described.contentType } : { state: 'missing' };
    } catch (error) {
      if (error instanceof MediaError && error.code === 'missing') return { state: 'missing' };
      if (error instanceof MediaError && error.code === 'corrupt') return { state: 'altered' };
      throw error;
    }
  };

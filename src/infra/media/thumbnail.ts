import { openPhoto } from './image-engine.ts';

/** A small JPEG of a photo, turned the right way up, without metadata, no side longer than `maxSide` pixels. Throws for what is no photo. */
export const thumbnail = async (bytes: Uint8Array, maxSide: number): Promise<Buffer> => {
  const photo = await openPhoto(bytes, false);
  const small = photo.resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true }).flatten({ background: '#fff' });
  return small.jpeg({ quality: 78 }).toBuffer();
};

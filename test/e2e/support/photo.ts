import sharp from 'sharp';

let made = 0;

/** A photo unlike every other of this run: a phone's JPEG, some tens of kilobytes. */
export const newPhoto = async (): Promise<Buffer> => {
  made += 1;
  const [width, height] = [320, 240];
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * (made + 1) + Math.floor(at / (width * made))) % 251;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
};

import { FONT_FAMILY, fontFiles } from './fonts.ts';
import { imageEngine } from './image-engine.ts';

/** A block of text to draw. Sizes are pixels; what doesn't fit `maxLines` lines of `width` is shortened with …. */
export type TextBlock = { text: string; size: number; bold: boolean; color: string; width: number; maxLines: number };

/** A drawn block: a PNG with a transparent ground, cropped to its ink. */
export type DrawnText = { png: Buffer; width: number; height: number };

// Noto Sans SC's own distance of lines, in parts of the size.
const LINE_HEIGHT = 1.45;

/**
 * What can be drawn of a text that people wrote: control characters would break the markup, and emoji (with their joiners and
 * selectors) are in no font that we carry and would come out as boxes of digits.
 */
const drawable = (text: string): string =>
  text
    .replace(/\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Cf}|\ufe0f|\u20e3/gu, '')
    .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const escapeMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How many characters fit at most, if all were narrow; bounds the work for endless texts before anything is measured. */
const atMost = (block: TextBlock): number => Math.ceil((block.width * block.maxLines) / (block.size * 0.25));

const draw = async (block: TextBlock, text: string): Promise<DrawnText> => {
  const engine = await imageEngine();
  const { regular, bold } = fontFiles();
  const { data, info } = await engine({
    text: {
      text: `<span foreground="${block.color}">${escapeMarkup(text)}</span>`,
      font: `${FONT_FAMILY} ${block.bold ? 'Bold ' : ''}${block.size}`,
      fontfile: block.bold ? bold : regular,
      width: block.width,
      wrap: 'word-char',
      // At 72 dpi a point is a pixel.
      dpi: 72,
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
};

/** Some characters are letters by name and blank in a font (Hangul fillers, empty Braille): the library refuses to draw nothing. */
const noneIfBlank = (error: unknown): null => {
  if (error instanceof Error && error.message.includes('no text to render')) return null;
  throw error;
};

/** Draws a block; null when nothing of its text can be drawn. */
export const drawText = async (block: TextBlock): Promise<DrawnText | null> => {
  const whole = Array.from(drawable(block.text));
  const room = block.size * LINE_HEIGHT * block.maxLines;
  let length = Math.min(whole.length, atMost(block));
  while (length > 0) {
    const text = length < whole.length ? `${whole.slice(0, length).join('').trimEnd()}…` : whole.join('');
    const drawn = await draw(block, text).catch(noneIfBlank);
    if (drawn === null) return null;
    if (drawn.height <= room && drawn.width <= block.width) return drawn;
    length = Math.floor(Math.min(length - 1, length * Math.max(0.5, (room / drawn.height) * 1.1)));
  }
  return null;
};

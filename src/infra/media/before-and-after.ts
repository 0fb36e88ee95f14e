import type { OverlayOptions, Sharp } from 'sharp';
import { imageEngine, openPhoto } from './image-engine.ts';
import { type DrawnText, drawText } from './picture-text.ts';

/** What goes into the picture. Photos are file contents (JPEG, PNG …); of each side the first four are shown. */
export type BeforeAndAfter = { before: Buffer[]; after: Buffer[]; title: string; lines: string[] };

const WIDTH = 1200;
const MARGIN = 24;
const GAP = 12;
const LABEL_HEIGHT = 56;
const COLUMN = (WIDTH - 3 * MARGIN) / 2;
const MOST_PHOTOS = 4;
const MOST_LINES = 6;
/** Chats load it at once, and every platform takes it as an ordinary photo. */
const MAX_BYTES = 1_000_000;
const QUALITIES = [84, 72, 58, 42, 28];

const COLORS = {
  paper: '#ffffff',
  tile: '#e9ecef',
  ink: '#1f2329',
  grey: '#646a73',
  before: '#c9372c',
  after: '#1f7a3f',
  label: '#ffffff',
};

type Box = { left: number; top: number; width: number; height: number };
type Layers = { layers: OverlayOptions[]; height: number };

/** Heights that suit one photo of a phone, two stacked, or four in a square. */
const areaHeight = (photos: number): number => (photos <= 1 ? 560 : photos === 2 ? 840 : 720);

const cells = (count: number, area: Box): Box[] => {
  const columns = count > 2 ? 2 : 1;
  const rows = Math.ceil(Math.max(1, count) / columns);
  const width = Math.floor((area.width - GAP * (columns - 1)) / columns);
  const height = Math.floor((area.height - GAP * (rows - 1)) / rows);
  return Array.from({ length: Math.max(1, count) }, (_, index) => ({
    left: area.left + (index % columns) * (width + GAP),
    top: area.top + Math.floor(index / columns) * (height + GAP),
    // A third photo has its row to itself.
    width: count === 3 && index === 2 ? area.width : width,
    height,
  }));
};

const blank = async (width: number, height: number, background: string): Promise<Sharp> =>
  (await imageEngine())({ create: { width, height, channels: 3, background } });

const centred = (text: DrawnText | null, box: Box): OverlayOptions[] =>
  text === null
    ? []
    : [
        {
          input: text.png,
          left: box.left + Math.max(0, Math.round((box.width - text.width) / 2)),
          top: box.top + Math.max(0, Math.round((box.height - text.height) / 2)),
        },
      ];

const wordTile = async (words: string, box: Box): Promise<OverlayOptions[]> => {
  const tile = await (await blank(box.width, box.height, COLORS.tile)).png().toBuffer();
  const text = await drawText({ text: words, size: 30, bold: false, color: COLORS.grey, width: box.width, maxLines: 1 });
  return [{ input: tile, left: box.left, top: box.top }, ...centred(text, box)];
};

/** The whole photo on a grey ground: evidence isn't cropped. A file that can't be read gets a tile that says so. */
const photoTile = async (photo: Buffer, box: Box): Promise<OverlayOptions[]> => {
  try {
    const opened = await openPhoto(photo, false);
    const fitted = opened.flatten({ background: COLORS.tile }).resize(box.width, box.height, { fit: 'contain', background: COLORS.tile });
    const { data, info } = await fitted.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    return [{ input: data, raw: { width: info.width, height: info.height, channels: info.channels }, left: box.left, top: box.top }];
  } catch {
    return wordTile('照片无法显示', box);
  }
};

const label = async (words: string, color: string, box: Box): Promise<OverlayOptions[]> => {
  const band = await (await blank(box.width, box.height, color)).png().toBuffer();
  const text = await drawText({ text: words, size: 30, bold: true, color: COLORS.label, width: box.width - GAP, maxLines: 1 });
  return [{ input: band, left: box.left, top: box.top }, ...centred(text, box)];
};

const labelWords = (name: string, count: number): string => (count > MOST_PHOTOS ? `${name}(共${count}张,示前${MOST_PHOTOS}张)` : name);

const column = async (name: string, color: string, photos: Buffer[], area: Box): Promise<OverlayOptions[]> => {
  const layers = await label(labelWords(name, photos.length), color, { ...area, height: LABEL_HEIGHT });
  const shown = photos.slice(0, MOST_PHOTOS);
  const boxes = cells(shown.length, { ...area, top: area.top + LABEL_HEIGHT, height: area.height - LABEL_HEIGHT });
  // One after the other: eight decoded photos at once would take eight times the memory.
  for (const [index, box] of boxes.entries()) {
    const photo = shown[index];
    layers.push(...(photo === undefined ? await wordTile('无照片', box) : await photoTile(photo, box)));
  }
  return layers;
};

const heading = async (title: string, lines: string[]): Promise<Layers> => {
  const width = WIDTH - 2 * MARGIN;
  const blocks = [{ text: title, size: 40, bold: true, color: COLORS.ink, width, maxLines: 2, gap: 18 }];
  const small = { size: 26, bold: false, color: COLORS.grey, width, maxLines: 2, gap: 12 };
  blocks.push(...lines.slice(0, MOST_LINES).map((text) => ({ text, ...small })));
  const layers: OverlayOptions[] = [];
  let top = MARGIN;
  for (const { gap, ...block } of blocks) {
    const drawn = await drawText(block);
    if (drawn === null) continue;
    layers.push({ input: drawn.png, left: MARGIN, top });
    // Ink may be as flat as 一; a line of it still takes a line's room.
    top += Math.max(drawn.height, block.size) + gap;
  }
  return { layers, height: top };
};

/** Noisy photos need a lower quality to stay under the limit. */
const encode = async (picture: Buffer, width: number, height: number): Promise<Buffer> => {
  const engine = await imageEngine();
  let smallest: Buffer = Buffer.alloc(0);
  for (const quality of QUALITIES) {
    smallest = await engine(picture, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    if (smallest.length <= MAX_BYTES) break;
  }
  return smallest;
};

/**
 * One JPEG (1200 pixels wide, at most 1 MB) that shows a hazard before and after its rectification, side by side, under its
 * title and a few small lines (place, who, when). Photos that can't be read and texts that can't be drawn don't make it fail.
 */
export const beforeAndAfter = async ({ before, after, title, lines }: BeforeAndAfter): Promise<Buffer> => {
  const head = await heading(title, lines);
  const photos = Math.max(areaHeight(before.length), areaHeight(after.length));
  const area = { top: head.height + 6, width: COLUMN, height: photos + LABEL_HEIGHT };
  const height = area.top + area.height + MARGIN;
  const layers = [
    ...head.layers,
    ...(await column('整改前', COLORS.before, before, { ...area, left: MARGIN })),
    ...(await column('整改后', COLORS.after, after, { ...area, left: 2 * MARGIN + COLUMN })),
  ];
  const paper = await blank(WIDTH, height, COLORS.paper);
  return encode(await paper.composite(layers).removeAlpha().raw().toBuffer(), WIDTH, height);
};

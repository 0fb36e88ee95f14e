/** What a camera wrote into a photo. Chat platforms usually strip it: null says nothing about where or when. */
export type Exif = { takenAt: Date | null; position: { latitude: number; longitude: number } | null };

type Tiff = { view: DataView; littleEndian: boolean };
type Entry = { type: number; count: number; at: number };

const NONE: Exif = { takenAt: null, position: null };

// Tags of the Exif 2.32 standard (JEITA CP-3451).
const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;
const GPS = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 };
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
// No camera writes more into one directory; a damaged count must not make us search for long.
const MAX_ENTRIES = 512;

const openTiff = (bytes: Uint8Array): Tiff | null => {
  const start = Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? 6 : 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const order = view.getUint16(0);
  return order === 0x4949 || order === 0x4d4d ? { view, littleEndian: order === 0x4949 } : null;
};

const readDirectory = ({ view, littleEndian }: Tiff, offset: number): Map<number, Entry> => {
  const count = Math.min(MAX_ENTRIES, view.getUint16(offset, littleEndian));
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index += 1) {
    const at = offset + 2 + index * 12;
    const type = view.getUint16(at + 2, littleEndian);
    const values = view.getUint32(at + 4, littleEndian);
    // Up to four bytes lie in the entry itself, more lie where it points to.
    const inside = (SIZES[type] ?? 1) * values <= 4;
    entries.set(view.getUint16(at, littleEndian), { type, count: values, at: inside ? at + 8 : view.getUint32(at + 8, littleEndian) });
  }
  return entries;
};

const readText = ({ view }: Tiff, entry: Entry | undefined): string => {
  if (entry === undefined || entry.type !== 2) return '';
  const characters = Array.from({ length: Math.min(entry.count, 64) }, (_, index) => String.fromCharCode(view.getUint8(entry.at + index)));
  return characters.join('').replace(/\0.*$/s, '').trim();
};

const subDirectory = (tiff: Tiff, entries: Map<number, Entry>, tag: number): Map<number, Entry> => {
  const pointer = entries.get(tag);
  return pointer === undefined ? new Map() : readDirectory(tiff, tiff.view.getUint32(pointer.at, tiff.littleEndian));
};

/** Cameras write the local time, mostly without its zone: it is China's unless they say otherwise. */
const readTakenAt = (tiff: Tiff, exif: Map<number, Entry>): Date | null => {
  const pattern = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$/;
  const [, year, month, day, time] = pattern.exec(readText(tiff, exif.get(DATE_TIME_ORIGINAL))) ?? [];
  const offset = /^[+-]\d{2}:\d{2}$/.exec(readText(tiff, exif.get(OFFSET_TIME_ORIGINAL)))?.[0] ?? '+08:00';
  const at = new Date(`${year}-${month}-${day}T${time}${offset}`);
  return Number.isNaN(at.getTime()) ? null : at;
};

/** Degrees, minutes and seconds as three fractions. */
const readDegrees = ({ view, littleEndian }: Tiff, entry: Entry | undefined): number | null => {
  if (entry === undefined || entry.type !== 5 || entry.count < 3) return null;
  const fraction = (index: number): number => {
    const below = view.getUint32(entry.at + index * 8 + 4, littleEndian);
    return below === 0 ? 0 : view.getUint32(entry.at + index * 8, littleEndian) / below;
  };
  return fraction(0) + fraction(1) / 60 + fraction(2) / 3600;
};

const readPosition = (tiff: Tiff, gps: Map<number, Entry>): Exif['position'] => {
  const north = readDegrees(tiff, gps.get(GPS.latitude));
  const east = readDegrees(tiff, gps.get(GPS.longitude));
  // Cameras without a fix write zeros.
  if (north === null || east === null || (north === 0 && east === 0) || north > 90 || east > 180) return null;
  const latitude = readText(tiff, gps.get(GPS.latitudeRef)) === 'S' ? -north : north;
  const longitude = readText(tiff, gps.get(GPS.longitudeRef)) === 'W' ? -east : east;
  return { latitude, longitude };
};

/** Reads time and place from a photo's raw EXIF block; what is missing, damaged or nonsense is null. */
export const readExif = (bytes: Uint8Array | undefined): Exif => {
  if (bytes === undefined) return NONE;
  try {
    const tiff = openTiff(bytes);
    if (tiff === null) return NONE;
    const main = readDirectory(tiff, tiff.view.getUint32(4, tiff.littleEndian));
    const exif = subDirectory(tiff, main, EXIF_POINTER);
    return { takenAt: readTakenAt(tiff, exif), position: readPosition(tiff, subDirectory(tiff, main, GPS_POINTER)) };
  } catch (error) {
    // An offset beyond the block: a damaged block tells nothing, the photo is still a photo.
    if (error instanceof RangeError) return NONE;
    throw error;
  }
};

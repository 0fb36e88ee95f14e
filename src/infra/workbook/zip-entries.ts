import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/** What a zip file holds, from its central directory alone. */
export type ZipEntry = { name: string; method: number; packed: number; dataAt: number };

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;

/** The entries of a zip file; null when it is no readable zip (cut off, many parts, zip64). */
export const zipEntries = (bytes: Buffer): ZipEntry[] | null => {
  try {
    return readDirectory(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null; // an offset that points outside the file
    throw error;
  }
};

const readDirectory = (bytes: Buffer): ZipEntry[] | null => {
  const end = findEnd(bytes);
  if (end === null) return null;
  const count = bytes.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    if (bytes.readUInt32LE(header) !== LOCAL_HEADER) return null;
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      dataAt: header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
};

const findEnd = (bytes: Buffer): number | null => {
  const lowest = Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT);
  for (let at = bytes.length - END_SIZE; at >= lowest; at -= 1) if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  return null;
};

const inflate = promisify(inflateRaw);

/**
 * The content of an entry, however large its header says it is, but never more than `most` bytes: `too-big` then, and `broken` when it
 * cannot be unpacked.
 */
export const unpack = async (bytes: Buffer, entry: ZipEntry, most: number): Promise<Buffer | 'too-big' | 'broken'> => {
  const packed = bytes.subarray(entry.dataAt, entry.dataAt + entry.packed);
  if (entry.method === STORED) return packed.length > most ? 'too-big' : packed;
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    return error instanceof RangeError ? 'too-big' : 'broken';
  }
};

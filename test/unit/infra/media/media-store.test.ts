import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../../../src/infra/media/media-store.ts';
import { openMediaStore } from '../../../../src/infra/media/media-store.ts';
import { temporaryFolder } from './support.ts';

const LIMIT = { maxBytes: 1_000_000 };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const jpegLike = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(50_000)]);
const filesIn = async (root: string): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

const pathOf = (root: string, hash: string): string => join(root, hash.slice(0, 2), hash.slice(2, 4), hash);

describe('the media store', () => {
  it('keeps bytes under their SHA-256 in two levels of folders and gives them back', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    const hash = sha256(jpegLike);
    expect(await store.put(jpegLike, LIMIT)).toEqual({ hash, size: jpegLike.length, contentType: 'image/jpeg', kind: 'image' });
    expect(await readFile(pathOf(root, hash))).toEqual(jpegLike);
    expect(await store.read(hash)).toEqual(jpegLike);
    expect(await buffer(await store.openStream(hash))).toEqual(jpegLike);
    expect(await store.describe(hash)).toEqual({ size: jpegLike.length, contentType: 'image/jpeg', kind: 'image' });
  });

  it('tells the type of a stream that comes byte by byte', async () => {
    const store = await openMediaStore(await temporaryFolder());
    const bytes = Buffer.from('#!AMR-WB\nvoice');
    const stored = await store.put(Readable.from(Array.from(bytes, (byte) => Buffer.from([byte]))), LIMIT);
    expect(stored).toMatchObject({ hash: sha256(bytes), contentType: 'audio/amr-wb' });
  });

  it('keeps the same content once, also when it comes many times at once', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    await Promise.all(Array.from({ length: 8 }, () => store.put(Readable.from([jpegLike]), LIMIT)));
    expect(await filesIn(root)).toEqual([sha256(jpegLike)]);
  });

  it('takes exactly the limit, and of more it keeps nothing and stops reading', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    expect(await store.put(Buffer.alloc(1000, 1), { maxBytes: 1000 })).toMatchObject({ size: 1000 });
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1;
          yield Buffer.alloc(300, 2);
        }
      })(),
    );
    await expect(store.put(endless, { maxBytes: 1000 })).rejects.toMatchObject({ name: 'MediaTooLarge', code: 'too-large' });
    expect(given).toBeLessThan(50);
    expect(endless.destroyed).toBe(true);
    expect(await filesIn(root)).toEqual([sha256(Buffer.alloc(1000, 1))]);
  });

  it('refuses an empty file', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    await expect(store.put(Readable.from([]), LIMIT)).rejects.toMatchObject({ code: 'empty' });
    expect(await filesIn(root)).toEqual([]);
  });

  it('passes on what the stream fails with and keeps nothing', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    const cut = Readable.from(
      (async function* () {
        yield Buffer.alloc(100, 1);
        throw new Error('connection reset');
      })(),
    );
    await expect(store.put(cut, LIMIT)).rejects.toThrow('connection reset');
    expect(await filesIn(root)).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'disk-full', /no space left/],
    ['EDQUOT', 'disk-full', /no space left/],
    ['EIO', 'write-failed', /cannot write/],
  ])('says that the disk failed with %s and removes what it had begun', async (errno, code, message) => {
    const root = await temporaryFolder();
    const failing: OpenFile = async (path, flags) => {
      const file = await open(path, flags);
      return {
        write: async () => Promise.reject(Object.assign(new Error(errno), { code: errno })),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    };
    const store = await openMediaStore(root, failing);
    const failed = store.put(jpegLike, LIMIT);
    await expect(failed).rejects.toMatchObject({ name: 'MediaError', code });
    await expect(failed).rejects.toThrow(message);
    expect(await filesIn(root)).toEqual([]);
  });

  it('writes on after a short write', async () => {
    const store = await openMediaStore(await temporaryFolder(), async (path, flags) => {
      const file = await open(path, flags);
      const write = (chunk: Uint8Array, offset: number) => file.write(chunk, offset, Math.min(7, chunk.byteLength - offset));
      return { write: write as typeof file.write, sync: () => file.sync(), close: () => file.close() };
    });
    const bytes = randomBytes(100);
    const { hash } = await store.put(bytes, LIMIT);
    expect(await store.read(hash)).toEqual(bytes);
  });

  it('syncs a file before it has its name', async () => {
    const root = await temporaryFolder();
    const seen: boolean[] = [];
    const store = await openMediaStore(root, async (path, flags) => {
      const file = await open(path, flags);
      const sync = async () => {
        seen.push(existsSync(pathOf(root, sha256(jpegLike))));
        await file.sync();
      };
      return { write: file.write.bind(file), sync, close: () => file.close() };
    });
    await store.put(jpegLike, LIMIT);
    expect(seen).toEqual([false]);
    expect(existsSync(pathOf(root, sha256(jpegLike)))).toBe(true);
  });

  it('notices an altered file, whole or as a stream, and is mended by the same content', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(root);
    const { hash } = await store.put(jpegLike, LIMIT);
    const altered = Buffer.from(jpegLike);
    altered[40_000] = (altered[40_000] ?? 0) ^ 1;
    await writeFile(pathOf(root, hash), altered);
    await expect(store.read(hash)).rejects.toMatchObject({ code: 'corrupt' });
    await expect(buffer(await store.openStream(hash))).rejects.toMatchObject({ code: 'corrupt' });
    await store.put(jpegLike, LIMIT);
    expect(await store.read(hash)).toEqual(jpegLike);
  });

  it('says what is missing, and a hash that is none reaches no file', async () => {
    const root = await temporaryFolder();
    const store = await openMediaStore(join(root, 'media'));
    await writeFile(join(root, 'secret'), 'secret');
    for (const hash of [sha256(Buffer.from('never')), '../../../secret', '', 'A'.repeat(64)]) {
      expect(await store.has(hash)).toBe(false);
      expect(await store.describe(hash)).toBeNull();
      expect(await store.remove(hash)).toBe(false);
      await expect(store.read(hash)).rejects.toMatchObject({ code: 'missing' });
      await expect(store.openStream(hash)).rejects.toMatchObject({ code: 'missing' });
    }
    expect(existsSync(join(root, 'secret'))).toBe(true);
  });

  it('removes a content for good', async () => {
    const store = await openMediaStore(await temporaryFolder());
    const { hash } = await store.put(jpegLike, LIMIT);
    expect([await store.has(hash), await store.remove(hash), await store.has(hash)]).toEqual([true, true, false]);
  });

  it('clears what a crash left behind, but not what another process is writing', async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, 'incoming'));
    for (const name of ['old', 'new']) await writeFile(join(root, 'incoming', name), 'half');
    const longAgo = new Date((await stat(join(root, 'incoming', 'old'))).mtimeMs - 2 * 3_600_000);
    await utimes(join(root, 'incoming', 'old'), longAgo, longAgo);
    await openMediaStore(root);
    expect(await filesIn(root)).toEqual(['new']);
  });

  it('refuses at the start a folder that cannot be made', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'file'), '');
    await chmod(join(root, 'file'), 0o400);
    await expect(openMediaStore(join(root, 'file'))).rejects.toMatchObject({ code: 'write-failed' });
  });
});

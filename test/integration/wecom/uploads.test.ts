import { describe, expect, it } from 'vitest';
import { createUploadCache } from '../../../src/infra/database/upload-cache.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const cache = () => createUploadCache(world.pool);
const inHours = (hours: number): Date => new Date(Date.now() + hours * 3600_000);

describe('the memory of uploads', () => {
  it('keeps the first id while it lives, and says so', async () => {
    expect(await cache().put('k', 'first', inHours(1))).toBe('first');
    expect(await cache().put('k', 'second', inHours(2))).toBe('first');
    expect(await cache().get('k')).toBe('first');
  });

  it('agrees on one id for all who upload at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => cache().put('k', `id-${index}`, inHours(1))));
    expect(new Set(ids).size).toBe(1);
    expect(await cache().get('k')).toBe(ids[0]);
  });

  it('replaces an id that has died', async () => {
    await cache().put('k', 'dead', inHours(-1));
    expect(await cache().get('k')).toBeNull();
    expect(await cache().put('k', 'new', inHours(1))).toBe('new');
  });

  it('forgets on demand', async () => {
    await cache().put('k', 'id', inHours(1));
    await cache().drop('k');
    expect(await cache().get('k')).toBeNull();
  });
});

import type { Pool } from 'pg';
import type { UploadCache } from '../../messaging/platform-state.ts';

const GET = 'SELECT media_id FROM media_upload WHERE key = $1 AND expires_at > now()';

// The first living id wins: a second one would change the bytes of a message that may already have been sent.
const PUT = `
  INSERT INTO media_upload AS kept (key, media_id, expires_at) VALUES ($1, $2, $3)
  ON CONFLICT (key) DO UPDATE SET
    media_id = CASE WHEN kept.expires_at > now() THEN kept.media_id ELSE excluded.media_id END,
    expires_at = CASE WHEN kept.expires_at > now() THEN kept.expires_at ELSE excluded.expires_at END
  RETURNING media_id`;

const DROP = 'DELETE FROM media_upload WHERE key = $1';

/** Ids of uploaded files in PostgreSQL (`media_upload`). */
export const createUploadCache = (pool: Pick<Pool, 'query'>): UploadCache => ({
  get: async (key) => {
    const { rows } = await pool.query<{ media_id: string }>(GET, [key]);
    return rows[0]?.media_id ?? null;
  },
  put: async (key, mediaId, expiresAt) => {
    const { rows } = await pool.query<{ media_id: string }>(PUT, [key, mediaId, expiresAt]);
    return rows[0]?.media_id ?? mediaId;
  },
  drop: async (key) => {
    await pool.query(DROP, [key]);
  },
});

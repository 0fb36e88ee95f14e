/** What a platform's adapter borrows from the rest of the program: state shared between processes, and the files it has to send. */

export type StoredToken = {
  token: string;
  /** Milliseconds until it expires, by the store's clock. Always positive. */
  remainingMs: number;
};

export type TokenClaim = {
  /** How long nobody else may fetch a token, should this process die meanwhile. */
  leaseMs: number;
  /** A stored token with less than this left counts as used up. */
  aheadMs: number;
  /** The token that the platform has just refused: worthless whatever time it has left. */
  rejected: string | null;
};

/** Access tokens, shared by all processes, so that each is fetched once. */
export interface TokenStore {
  /** The token under this key, or null when there is none or it has expired. */
  read(key: string): Promise<StoredToken | null>;
  /** True for one caller at a time, and only when the stored token is missing, nearly expired, or the rejected one. */
  claim(key: string, claim: TokenClaim): Promise<boolean>;
  /** Stores a token for `lifetimeMs` and ends the lease; yet no new lease is given for `quietMs` (default 0). */
  save(key: string, token: string, lifetimeMs: number, quietMs?: number): Promise<void>;
  /** Ends the lease without a token: the next caller may try at once. */
  release(key: string): Promise<void>;
}

/** Ids of files that already lie at a platform. A message that is sent again names the same id, so that its bytes are the same. */
export interface UploadCache {
  get(key: string): Promise<string | null>;
  /** Keeps the id unless another process was first and its id still lives; returns the id that counts. */
  put(key: string, mediaId: string, expiresAt: Date): Promise<string>;
  /** Forgets an id that the platform no longer knows. */
  drop(key: string): Promise<void>;
}

export type MediaFile = {
  bytes: Buffer;
  contentType: string;
  /** File name with its extension. */
  name: string;
};

/** Our own store of files, by content hash. */
export interface MediaSource {
  read(hash: string): Promise<MediaFile>;
}

import { Readable } from 'node:stream';
import type { WecomClient } from './client.ts';
import { ownError } from './errors.ts';
import { exchange, networkError, readAnswer } from './http.ts';
import type { HttpFetch } from './types.ts';

export type DownloadDeps = { client: WecomClient; http: HttpFetch; timeoutMs: number };

/** More than this needs ranges at the platform, and is no photo of a hazard [D90254]. */
export const MAX_DOWNLOAD = 20 * 1024 * 1024;
const LABEL = 'media/get';

/**
 * A file that a person sent, as a stream. Up to its head the usual patience holds, then it holds anew for every piece, so that a slow line
 * may take its time and a dead one may not. Reading it fails with ChannelError: `media` when it grows too big, `retry` when it breaks off.
 * @throws ChannelError
 */
export const download = ({ client, http, timeoutMs }: DownloadDeps, mediaId: string): Promise<Readable> =>
  client.withToken(async (token) => {
    const patience = createPatience(timeoutMs);
    try {
      const url = client.url(LABEL, token, { media_id: mediaId });
      const response = await exchange(http, { label: LABEL, url, method: 'GET' }, patience.signal);
      await refuseExplanation(response);
      return Readable.from(pieces(response, patience), { objectMode: false });
    } catch (error) {
      patience.end();
      throw error;
    }
  });

/** On failure the platform sends a JSON explanation in the file's place, with status 200. */
const refuseExplanation = async (response: Response): Promise<void> => {
  if (Number(response.headers.get('content-length') ?? 0) > MAX_DOWNLOAD) throw tooBig();
  const type = response.headers.get('content-type') ?? '';
  // A file names itself by its disposition: a person may well send a JSON file.
  if (response.headers.has('content-disposition') || !/json|^text\//i.test(type)) return;
  await readAnswer(LABEL, response);
  throw ownError('media', 'no-file', `${LABEL}: the answer is no file`);
};

const tooBig = () => ownError('media', 'too-big', `${LABEL}: more than ${MAX_DOWNLOAD} bytes`);

async function* pieces(response: Response, patience: Patience): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    patience.renew();
    for await (const piece of response.body ?? []) {
      // The reader may take its time; only the line is watched.
      patience.hold();
      total += piece.length;
      if (total > MAX_DOWNLOAD) throw tooBig();
      yield piece;
      patience.renew();
    }
  } catch (error) {
    throw networkError(LABEL, error);
  } finally {
    patience.end();
  }
}

type Patience = { signal: AbortSignal; renew(): void; hold(): void; end(): void };

/** Aborts `signal` `ms` after the last renewal unless held meanwhile, and when the reader has turned away. */
const createPatience = (ms: number): Patience => {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new DOMException('nothing came in time', 'TimeoutError'));
  let timer = setTimeout(giveUp, ms);
  const hold = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    hold,
    renew: () => {
      hold();
      timer = setTimeout(giveUp, ms);
    },
    end: () => {
      hold();
      controller.abort();
    },
  };
};

import type { SignedRequest } from '../../src/sandbox/wecom/callbacks.ts';

/** The platform's patience with a callback. */
const LIMIT_MS = 5_000;

const attempt = async ({ url, headers, body }: SignedRequest): Promise<number | null> => {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
};

/** Sends the same request until it is answered with 200, `most` times at most; the last status, null where nobody answered. */
export const sendUntilAnswered = async (request: SignedRequest, most: number): Promise<number | null> => {
  let status: number | null = null;
  for (let nth = 0; nth < most && status !== 200; nth += 1) status = await attempt(request);
  return status;
};

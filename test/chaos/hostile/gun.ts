import { Agent, request } from 'node:http';
import type { Shot } from './shots.ts';

/** `status` null: no answer at all. */
export type Hit = { shot: Shot; status: number | null; body: string };

/** Fires over kept connections, so many at a time. */
export const createGun = (url: string, sockets: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(url);

  const fire = (shot: Shot): Promise<Hit> =>
    new Promise((resolve) => {
      const { method, path, headers, body } = shot;
      const call = request({ agent, hostname, port, method, path, headers: { ...headers, 'content-length': body.length } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ shot, status: response.statusCode ?? null, body: text }));
        response.on('error', () => resolve({ shot, status: null, body: '' }));
      });
      call.on('error', () => resolve({ shot, status: null, body: '' }));
      call.end(body);
    });

  return {
    /** Fires all of them and tells `seen` of each answer. */
    async fireAll(shots: Iterator<() => Shot>, seen: (hit: Hit) => void): Promise<void> {
      const shooter = async (): Promise<void> => {
        for (let next = shots.next(); !next.done; next = shots.next()) seen(await fire(next.value()));
      };
      await Promise.all(Array.from({ length: sockets }, shooter));
    },
    fire,
    close: () => agent.destroy(),
  };
};

const inFourHundreds = (status: number | null): boolean => status !== null && status >= 400 && status < 500;

/** Why an answer is not a defined one; null where it is. */
export const faultOf = ({ shot, status, body }: Hit): string | null => {
  const refused = inFourHundreds(status);
  const taken = status === 200 && body === '';
  const right = { refused, kept: taken, taken, either: refused || taken }[shot.verdict];
  return right ? null : `${shot.what}: ${shot.verdict}, but answered with ${status ?? 'nothing'} ${body.slice(0, 80)}`;
};

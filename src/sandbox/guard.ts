import type { Context, Middleware } from 'koa';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

const hostnameOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname.toLowerCase() : null);

const isForeign = (ctx: Context, allowed: Set<string>): boolean => {
  const host = hostnameOf(`http://${ctx.get('host')}`);
  if (host === null || !allowed.has(host)) return true;
  if (ctx.get('sec-fetch-site') === 'cross-site') return true;
  const origin = ctx.get('origin');
  if (origin === '') return false;
  return !URL.canParse(origin) || new URL(origin).host.toLowerCase() !== ctx.get('host').toLowerCase();
};

/**
 * The sandbox speaks for everybody without a password, so it listens only to its own page: the Host must be one of ours (a foreign name
 * that resolves to this machine is refused) and a request that another page started is refused.
 * @param hosts further host names, without port, besides loopback
 */
export const ownPageOnly = (hosts: string[]): Middleware => {
  const allowed = new Set([...LOOPBACK, ...hosts.map((host) => host.toLowerCase())]);
  return async (ctx, next) => {
    if (!isForeign(ctx, allowed)) return next();
    ctx.status = 403;
    ctx.body = { error: '沙盒只接受本页面的请求' };
  };
};

/** Forbids everything but the page's own files; there is no inline script or style. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const protectPage: Middleware = async (ctx, next) => {
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('Cache-Control', 'no-store');
  await next();
};

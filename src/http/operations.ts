import Router from '@koa/router';

export type Health = {
  /** What is not ready yet, in words for the operator; empty: all is. */
  notReady(): Promise<string[]>;
  metrics: { contentType: string; render(): Promise<string> };
};

/** For load balancers and Prometheus: alive; database, migrations and queue answer; figures. */
export const createOperations = (health: Health): Router => {
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  router.get('/readyz', async (ctx) => {
    const problems = await health.notReady();
    ctx.status = problems.length === 0 ? 200 : 503;
    ctx.body = { status: problems.length === 0 ? 'ok' : 'not ready', problems };
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = health.metrics.contentType;
    ctx.body = await health.metrics.render();
  });
  return router;
};

import pg from 'pg';
import { it } from 'vitest';
import { sweep } from '../../../src/app/hazards/sweep.ts';
import { openCity } from '../conversation/city.ts';
import { at, reports } from './time.ts';
it('probe', { timeout: 400_000 }, async () => {
  const city = await openCity();
  try {
    const schools = ['S001','S002','S101','S102','S103','S201','S301','S302','S303','K101'];
    const base: string[] = [];
    for (const unit of schools) base.push(await reports(city, 'zhengyiming', { unit }));
    // clones of real items
    await city.database.pool.query(`INSERT INTO hazard (number,status,level,category,urgent,sensitive,withheld_from_school,unit_code,place_id,reporter_id,reporter_account,assignee_id,deadline,step_due_at,wake_at,reported_at,state,version)
      SELECT 'H2612' || lpad(n::text, 5, '0'), h.status,h.level,h.category,h.urgent,h.sensitive,h.withheld_from_school,h.unit_code,h.place_id,h.reporter_id,h.reporter_account,h.assignee_id,h.deadline,h.step_due_at,h.wake_at,h.reported_at, jsonb_set(h.state,'{number}', to_jsonb('H2612' || lpad(n::text, 5, '0'))), h.version
      FROM generate_series(1,990) n JOIN (SELECT *, row_number() over (order by number) - 1 AS rn FROM hazard) h ON h.rn = n % 10`);
    await city.database.pool.query(`INSERT INTO hazard_history (number,seq,at,event,step,data,hash,previous_hash)
      SELECT g.number, x.seq, x.at, x.event, x.step, x.data, x.hash, x.previous_hash FROM hazard g JOIN hazard_history x ON x.number = 'H26110001' WHERE g.number LIKE 'H2612%'`);
    await city.database.pool.query('ANALYZE');
    city.clock.at = at('11-24 18:00');
    const t0 = performance.now();
    let q = 0;
    const by = new Map<string, [number, number]>();
    const orig = pg.Client.prototype.query;
    // biome-ignore lint: probe
    (pg.Client.prototype as any).query = function (...a: any[]) { const c = typeof a[0]==='string'?a[0]:a[0].text; const s = performance.now(); q++; const r = (orig as any).apply(this, a); const k = c.replace(/\s+/g,' ').slice(0,90); const done=()=>{const e=by.get(k)??[0,0]; e[0]++; e[1]+=performance.now()-s; by.set(k,e);}; if (r?.then) r.then(done,done); return r; };
    await sweep(city.deps, { budgetMs: 300_000, stopping: () => false });
    const t1 = performance.now();
    const ticks = await city.database.prisma.hazardHistory.count({ where: { event: 'StepOverdue' } });
    const notices = await city.database.prisma.notice.count();
    const messages = await city.database.prisma.outboxMessage.count({ where: { kind: 'overdue-list' } });
    console.log([...by].sort((a,b)=>b[1][1]-a[1][1]).slice(0,25).map(([k,[n,t]])=>`${n} ${Math.round(t)}ms ${k}`).join('\n'));
    console.log({ ms: t1 - t0, ticks, notices, messages, q });
  } finally { await city.close(); }
});

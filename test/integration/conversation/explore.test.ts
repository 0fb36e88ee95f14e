import { it } from 'vitest';
import { answerIn, type City, heardBy, numberIn, openCity, type Sent } from './city.ts';
const log: string[] = [];
const show = (who: string, words: string, sent: readonly Sent[]) => log.push(`${who}: ${words}\n   → ${answerIn(sent).replaceAll('\n', ' | ')}\n   [${heardBy(sent).filter((x) => !x.endsWith(':reply')).join(' ')}]`);
const press = (sent: readonly Sent[], to: string, kind: string): Sent => { const c = sent.find((s) => s.to === to && s.kind === kind); if (!c) throw new Error(`${kind} ${to}: ${heardBy(sent).join(' ')}`); return c; };
const scenes: Record<string, (city: City, say: (who: string, words: string) => Promise<Sent[]>) => Promise<void>> = {
  transfer: async (city, say) => {
    const n = numberIn(answerIn(await say('zhengyiming', '北楼三层走廊灭火器过期了')));
    await say('zhaomanyi', '转给孙老师 他管器材');
    await say('sundapeng', '这个不归我管，转给化学的老钱');
    await say('sundapeng', '钱晨');
    await say('qianchen', '转给赵满意');
    await say('qianchen', '他是总务主任');
    await say('zhengyiming', `${n} 转给钱晨 他闲`);
    await say('zhangtiejun', `${n} 转给钱晨 他闲`);
  },
  cannot: async (city, say) => {
    const n = numberIn(answerIn(await say('zhengyiming', '北楼三层走廊灭火器过期了')));
    const s = await say('zhaomanyi', '没钱修');
    const card = press(s, 'zhangtiejun', 'escalation-card');
    await say('zhangtiejun', '同意');
    await say('zhangtiejun', '钱从公用经费出');
    await say('zhaomanyi', '没钱修');
    await say('zhangtiejun', '我们也没钱');
    await say('lihuimin', '上报教育局 没钱');
    await say('hanyumei', '待办');
    await say('hanyumei', '让孙大鹏改');
    await say('sundapeng', '这是村里的路');
    await say('yanlina', '我来办');
    await say('yanlina', '待办');
    show('zhangtiejun', 'PRESS old', await city.presses('zhangtiejun', card, 0));
  },
  extension: async (city, say) => {
    const n = numberIn(answerIn(await say('zhengyiming', '北楼三层走廊灭火器过期了')));
    await say('zhaomanyi', '接收');
    await say('zhaomanyi', '缓两天');
    await say('zhaomanyi', '配件没到货');
    const s = await say('zhaomanyi', '延期到下周三 配件没到货');
    await say('lihuimin', '待办');
    await say('lihuimin', '同意');
    await say('wangshouzheng', `同意延期 ${n}`);
    await say('zhaomanyi', '延期到下周五 师傅没空');
    await say('wangshouzheng', '不同意 不能再拖');
    await say('zhaomanyi', '等放假再弄');
    await say('wangshouzheng', '同意延期到12月10日');
  },
  several: async (city, say) => {
    const a = numberIn(answerIn(await say('zhengyiming', '北楼三层走廊灭火器过期了')));
    const b = numberIn(answerIn(await say('zhengyiming', '操场篮球架网破了')));
    await say('zhaomanyi', '已整改'); show('zhaomanyi', 'photo', await city.photographs('zhaomanyi'));
    await say('sundapeng', '延期到下周三 网没到货');
    await say('lihuimin', '同意');
    await say('lihuimin', '全部同意');
  },
  merge: async (city, say) => {
    const a = numberIn(answerIn(await say('zhengyiming', '北楼三层走廊灭火器过期了')));
    const b = numberIn(answerIn(await say('liufang', '北楼三楼走廊有两个灭火器过期')));
    await say('liufang', '是的');
    await say('liufang', '进度');
    await say('wuguizhi', '北楼三楼走廊有一个灭火器过期');
    await say('wuguizhi', '不是');
    await say('zhangtiejun', `H26110003 合并到 ${a}`);
    await say('zhangtiejun', `重新打开 H26110003 是另一个`);
    await say('lihuimin', `重新打开 H26110003 是另一个`);
  },
  orders: async (city, say) => {
    const n = numberIn(answerIn(await say('zhengyiming', '教学楼三楼东侧楼梯扶手松了')));
    await say('zhaomanyi', '先封起来了');
    await say('zhangtiejun', `${n} 定为重大`);
    await say('zhaomanyi', '临时措施：已拉警戒线');
    await say('hanyumei', `挂牌督办 ${n}`);
    await say('hanyumei', `查处：责令停用`);
    await say('zhangtiejun', `挂牌督办 ${n}`);
    await say('tianzhanjun', `查处 ${n}：责令停用`);
    await say('hanyumei', `启动追责 ${n}`);
    await say('zhengyiming', '宿舍有同学被几个人堵厕所扇耳光');
    await say('wangshouzheng', 'H26110002 让刘芳改');
    await say('liufang', '转给孙大鹏 他管体育');
    await say('liufang', 'H26110002 接收');
    await say('liufang', 'H26110002 没法处理');
  },
  away: async (city, say) => {
    await say('zhaomanyi', '请假到周五');
    await say('zhaomanyi', '我回来了');
    await say('hanyumei', '逾期');
  },
};
for (const [name, play] of Object.entries(scenes)) it(name, async () => {
  const city = await openCity();
  const say = async (who: string, words: string) => { const sent = await city.says(who, words); show(who, words, sent); return sent; };
  log.push(`=== ${name}`);
  try { await play(city, say); } finally { await city.close(); console.log(log.splice(0).join('\n')); }
});

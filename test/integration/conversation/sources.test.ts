import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerIn, type City, heardBy, numberIn, openCity } from './city.ts';

let city: City;

describe('where an item comes from', () => {
  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  it.each([
    ['自查', 'zhengyiming', '北楼三层走廊灭火器过期了'],
    ['市级检查', 'hanyumei', '三中北楼三层走廊灭火器过期了'],
    ['镇级检查', 'tianzhanjun', '石桥小学一楼卫生间灯坏了'],
    ['镇级检查', 'shilei', '石桥小学一楼卫生间灯坏了'],
    ['群众反映', 'zhengyiming', '听家长说校门口有人卖电子烟'],
    ['群众反映', 'hanyumei', '12345热线转来：三中食堂有异味'],
    ['群众反映', 'yuyang', '收到匿名来信，三中宿舍漏雨'],
    ['上级通报', 'hanyumei', '市安委办通报指出三中消防通道被占用'],
    ['上级通报', 'wangshouzheng', '省教育厅暗访通报，宿舍楼灯坏了'],
    ['上级通报', 'tianzhanjun', '省督办单：石桥小学一楼卫生间灯坏了'],
    ['上级通报', 'dengxiaochuan', '市安委办暗访通报，三中一楼大厅灯坏了'],
    ['自查', 'liufang', '市安委办通报指出，一楼大厅地砖翘了'],
  ])('%s: %s says %s', async (source, account, words) => {
    const answer = await city.answer(account, words);
    expect((await city.hazard(numberIn(answer))).state).toMatchObject({ source });
    if (source === '自查') expect(answer).not.toContain('来源');
    else expect(answer).toContain(`来源：${source}`);
  });
});

describe('what is said besides', () => {
  beforeEach(async () => {
    city = await openCity();
  });
  afterEach(() => city.close());

  describe('dangerous work (刑法 art. 134-1)', () => {
    it('is flagged with its words, and never told as a crime', async () => {
      const sent = await city.says('zhengyiming', '食堂操作间燃气报警器被人拔了插头');
      const { state } = await city.hazard('H26110001');
      expect(state).toMatchObject({ dangerousWork: { situation: 1, words: '燃气报警器被人拔了' } });
      for (const { text } of sent) expect(text).not.toContain('犯罪');
      const toGroups = sent.filter(({ to }) => to.startsWith('group:'));
      for (const { text } of toGroups) expect(text).not.toMatch(/134|危险作业/u);
    });

    it('is none where something is only broken', async () => {
      await city.says('zhengyiming', '食堂操作间燃气报警器坏了');
      expect((await city.hazard('H26110001')).state).toMatchObject({ dangerousWork: null });
    });
  });

  describe('代…报', () => {
    it('by a responsible person makes the other the reporter, who hears the end; who typed it is in the history', async () => {
      const number = numberIn(await city.answer('zhangtiejun', '代郑老师报，北楼三层走廊灭火器过期了'));
      expect(await city.hazard(number)).toMatchObject({ reporterId: city.idOf('zhengyiming') });
      const [first] = await city.database.prisma.hazardHistory.findMany({ where: { number }, orderBy: { seq: 'asc' } });
      expect(first).toMatchObject({ actorId: city.idOf('zhangtiejun') });
      await city.photographs('zhaomanyi');
      await city.says('zhaomanyi', '已整改');
      expect(heardBy(await city.says('lihuimin', '同意'))).toContain('zhengyiming:feedback');
    });

    it('for somebody unknown is the speaker’s own, and he is told', async () => {
      const answer = await city.answer('zhangtiejun', '代诸葛老师报，北楼三层走廊灭火器过期了');
      expect(answer).toContain('没找到「诸葛老师」，这条先记在你名下');
      expect(await city.hazard('H26110001')).toMatchObject({ reporterId: city.idOf('zhangtiejun') });
    });

    it('for one of two of that name is the speaker’s own, and he is told who they are', async () => {
      await city.database.prisma.person.update({ where: { id: city.idOf('liufang') }, data: { name: '郑芳' } });
      const answer = await city.answer('zhangtiejun', '代郑老师报，北楼三层走廊灭火器过期了');
      expect(answer).toMatch(/叫「郑老师」的有 2 位（.*郑芳.*）/u);
      expect(await city.hazard('H26110001')).toMatchObject({ reporterId: city.idOf('zhangtiejun') });
    });

    it('by a teacher is his own, and he is told who may', async () => {
      const answer = await city.answer('liufang', '代郑老师报，北楼三层走廊灭火器过期了');
      expect(answer).toContain('要由学校的网格长、直接责任人或具体责任人来');
      expect(await city.hazard('H26110001')).toMatchObject({ reporterId: city.idOf('liufang') });
    });

    it('does not name the one who does not want to be named', async () => {
      await city.says('zhangtiejun', '代郑老师报，北楼三层走廊灭火器过期了，别说是我说的');
      expect((await city.hazard('H26110001')).state).toMatchObject({ reporter: city.idOf('zhangtiejun'), reporterHidden: true });
    });

    it('is not heard in 帮忙报一下', async () => {
      expect(await city.answer('zhangtiejun', '帮忙上报一下，北楼三层走廊灭火器过期了')).not.toContain('名下');
    });

    it('keeps a matter from the school that is told so', async () => {
      const sent = await city.says('zhengyiming', '北楼三层走廊灭火器过期了，别告诉校长');
      expect(answerIn(sent)).toContain('只有教育局负责人看得到');
      expect(heardBy(sent).filter((each) => each.startsWith('wangshouzheng'))).toEqual([]);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { peopleMeant } from '../../../src/app/inbound/find-person.ts';
import { namingIn } from '../../../src/conversation/turns/naming.ts';

const staff = [
  { id: 'G1', name: '赵满意', titles: ['总务主任'] },
  { id: 'G2', name: '赵刚', titles: ['语文教师'] },
  { id: 'G3', name: '李慧敏', titles: ['副校长'] },
  { id: 'G4', name: '李慧敏', titles: ['数学教师'] },
  { id: 'G5', name: '欧阳明', titles: ['电工'] },
  { id: 'G6', name: '王守正', titles: ['校长'] },
];

describe('a name as people say it', () => {
  it.each([
    ['赵满意', ['G1']],
    ['赵满意老师', ['G1']],
    ['赵老师', ['G1', 'G2']],
    ['赵主任', ['G1']],
    ['李慧敏', ['G3', 'G4']],
    ['李校长', ['G3']],
    ['总务主任', ['G1']],
    ['校长', ['G6']],
    ['电工', ['G5']],
    ['欧阳师傅', ['G5']],
    ['G6', ['G6']],
    ['钱老师', []],
    ['老师', []],
    ['', []],
    ['老赵', ['G1', 'G2']],
    ['总务老赵', ['G1']],
    ['后勤老赵', ['G1', 'G2']],
    ['总务处赵主任', ['G1']],
    ['总务处', ['G1']],
    ['数学的李慧敏', ['G4']],
    ['语文组的老赵', ['G2']],
    ['李工', ['G3', 'G4']],
    ['后勤', []],
    ['化学的老钱', []],
  ])('%s', (said, ids) => expect(peopleMeant(said, staff).map(({ id }) => id)).toEqual(ids));
});

describe('who is named in a sentence', () => {
  it.each([
    ['让李师傅改', '李师傅', ''],
    ['让 李师傅 来修一下', '李师傅', ''],
    ['H26110001 让李师傅改。', '李师傅', 'H26110001'],
    ['第2条，派给电工', '电工', '第2条'],
    ['定为较大，让李师傅改', '李师傅', '定为较大'],
  ])('%s', (text, to, rest) => expect(namingIn(text)).toEqual({ to, rest }));

  it.each(['让他改', '让学生改', '让大家注意', '李师傅改好了', '让人修一下', '请尽快处理', '派给谁'])('%s names nobody', (text) =>
    expect(namingIn(text)).toBeNull(),
  );
});

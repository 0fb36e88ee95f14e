import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLexicon, standardEntries } from '../../../../src/conversation/reading/lexicon.ts';
import { read } from '../../../../src/conversation/reading/read.ts';
import { contextFor, gradedPart, loadMessages } from './messages.ts';

const fixtures = [
  'sample-messages',
  'own-messages',
  'held-out',
  'held-out-2',
  'held-out-3',
  'held-out-4',
  'held-out-5',
  'held-out-6',
  'held-out-7',
];

describe.each(fixtures)('messages of %s', (fixture) => {
  it.each(loadMessages(fixture).map((each) => [each.id, each.text, each] as const))('%s %s', (_, text, message) => {
    const reading = read(text, contextFor(text, message.context));
    expect(gradedPart(reading, message.expect)).toEqual(message.expect);
  });
});

const cues = loadMessages('own-messages').map((message) => message.text);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.oneof(fc.constantFrom(...cues), fc.constantFrom('\u200b', '🔥', '，', '\n', '[', ']', '1.', '①', '不', '没', '了', ' ')), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
);

describe('any text at all', () => {
  it('is read without throwing, and what is quoted stands in the text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(3), fc.boolean(), (text, pendingDecisions, justAssigned) => {
        const reading = read(text, contextFor(text, { pendingDecisions, justAssigned }));
        for (const quoted of [reading.place, reading.reason, reading.to, reading.until, reading.ref, reading.unitText, reading.period]) {
          if (quoted !== null) expect(text).toContain(quoted);
        }
        for (const item of reading.items) expect(text).toContain(item.text);
        if (reading.intent === 'report') expect(reading.category).not.toBeNull();
        if (reading.untilDate !== null) expect(reading.untilDate >= '2026-11-23').toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same reading with invisible characters and full-width forms strewn in', () => {
    const message = '三中北楼3层灭火器过期了';
    const strewn = '三中\u200b北楼３层\ufeff灭火\u2060器过期了';
    const [plain, odd] = [read(message, contextFor(message)), read(strewn, contextFor(message))];
    expect([odd.intent, odd.category, odd.level, odd.unit]).toEqual([plain.intent, plain.category, plain.level, plain.unit]);
    expect(strewn).toContain(odd.place);
  });

  it.each(['一', '没', '学生', '门卫', '消防通道', '上次那个', '另外 ', '1.', '好了', ' ', '\n', '打架', '老师打'])(
    'takes bounded time for 5,000 characters of %j',
    (word) => {
      const text = word.repeat(5000).slice(0, 5000);
      const started = performance.now();
      read(text, contextFor(''));
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe('what hangs on the sender', () => {
  it('takes a dialect yes for consent only where exactly one decision waits', () => {
    expect(read('中', contextFor('中', { pendingDecisions: 1 }))).toMatchObject({ intent: 'approve', question: null });
    expect(read('中', contextFor('中', { pendingDecisions: 2 })).question).toContain('哪一件');
    expect(read('中', contextFor('中')).intent).toBe('chitchat');
  });

  it('takes 收到 for acceptance only after an assignment', () => {
    expect(read('收到', contextFor('', { justAssigned: true })).intent).toBe('accept');
    expect(read('收到', contextFor('')).intent).toBe('chitchat');
  });

  it('asks for the school first, then for the place, and never for both', () => {
    const ownUnit = { id: '1', name: '三中', aliases: [] };
    expect(read('灯坏了', contextFor('')).question).toBe('是哪所学校？');
    expect(read('灯坏了', contextFor('', { ownUnit })).question).toBe('在什么位置？');
    expect(read('二楼灯坏了', contextFor('', { ownUnit })).question).toBeNull();
  });

  it('lists the schools that share a name, and prefers the own one', () => {
    const east = { id: 'e', name: '东镇中心小学', aliases: ['中心小学'] };
    const west = { id: 'w', name: '西镇中心小学', aliases: ['中心小学'] };
    const text = '中心小学二楼灯坏了';
    expect(read(text, contextFor('', { units: [east, west] }))).toMatchObject({ unit: null, unitText: '中心小学' });
    expect(read(text, contextFor('', { units: [east, west] })).question).toContain('西镇中心小学');
    expect(read(text, contextFor('', { units: [east, west], ownUnit: west })).unit?.id).toBe('w');
  });

  it('does not see 三中 in 十三中 or in 周三中午', () => {
    const units = [{ id: '3', name: '三中', aliases: [] }];
    for (const text of ['十三中操场灯坏了', '周三中午食堂灯坏了', '初三中段灯坏了'])
      expect(read(text, contextFor('', { units })).unit).toBeNull();
  });
});

describe('violence against a person', () => {
  it.each([
    '初二3班有学生被打',
    '有学生被打了',
    '孩子被同学欺负',
    '有人打架',
    '被老师打了',
    '我班孩子让外校的揍了',
    '宿舍有人挨打了',
    '小明挨揍了',
    '老师拧学生耳朵',
    '没人管，学生老被打',
    '学生不给钱就被打',
    '孩子在校门口让混混围住了',
  ])('%s is a sensitive report', (text) => {
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'report', category: 'bullying', sensitive: true, urgent: false });
  });

  it.each(['学生被人摸了', '学生被人打得头破血流', '两个男生在厕所打起来了', '教导主任扇了学生俩耳光', '有人打架快来人'])(
    '%s is urgent',
    (text) => {
      expect(read(text, contextFor(text))).toMatchObject({ intent: 'report', category: 'bullying', sensitive: true, urgent: true });
    },
  );

  it.each([
    '学生被老师叫去打扫卫生',
    '老师让学生打电话给家长',
    '老师给学生打分',
    '班里同学打乒乓球',
    '没有学生被打',
    '没听说谁挨打',
    '经查没有打架现象',
    '学生没有被打',
    '不许老师打学生',
    '教育学生不要打架',
    '老师从来不打骂学生',
    '想死你了',
  ])('%s is none', (text) => {
    expect(read(text, contextFor(text)).category).toBeNull();
  });

  it('leaves a thing that was broken, a dog and a car to their own kinds', () => {
    const kindOf = (text: string) => read(text, contextFor(text)).category;
    expect(['玻璃被打碎了', '宿舍门被学生踹坏了', '孩子被狗咬了', '学生被车撞了', '老师被家长打了'].map(kindOf)).toEqual([
      'building',
      'building',
      'surroundings',
      'bus',
      'security',
    ]);
  });

  it('stays sensitive in a correction that names a pupil', () => {
    const text = '说错了，是初二3班李明被打';
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'amend', category: 'bullying', sensitive: true, place: '初二3班' });
  });

  it('does not take a wish to die for a manner of speaking', () => {
    expect(read('有学生想死', contextFor(''))).toMatchObject({ intent: 'report', category: 'mental', urgent: true });
  });
});

describe('a person by name', () => {
  it.each([
    ['让赵满意改', '赵满意'],
    ['让李师傅修', '李师傅'],
    ['叫总务去弄', '总务'],
    ['这个请刘志远处理一下', '刘志远'],
  ])('%s hands it to %s', (text, to) => {
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'transfer', to });
  });

  it.each(['让周二来修', '让高年级去做'])('%s names nobody', (text) => {
    expect(read(text, contextFor(text)).intent).not.toBe('transfer');
  });
});

describe('not true', () => {
  it.each([
    ['不属实 1 现场是好的', [1], '现场是好的'],
    ['不属实1、3现场看过没问题', [1, 3], '现场看过没问题'],
    ['不属实 2楼的灯是好的', null, '2楼的灯是好的'],
    ['不属实，现场是好的', null, '现场是好的'],
  ])('%s: which lines, and why', (text, numbers, reason) => {
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'dispute', numbers, reason });
  });
});

describe('talk that names something of ours', () => {
  it.each(['宿舍有人半夜哭', '消防栓今天挺好看', '嗯食堂那个'])('%s: asks whether it is a report', (text) => {
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'chitchat', question: expect.stringContaining('要报隐患吗') });
  });

  it.each(['谢谢', '好的', '好嘞 谢谢你啊', '下午会议室开会', '着火了似的热', '食堂的事辛苦了', '🌹'])('%s: asks nothing', (text) => {
    expect(read(text, contextFor(text))).toMatchObject({ intent: 'chitchat', question: null });
  });

  it('asks nothing where something waits for the speaker', () => {
    for (const given of [{ pendingDecisions: 1 }, { openTasks: 1 }, { justAssigned: true }])
      expect(read('宿舍有人半夜哭', contextFor('', given)).question).toBeNull();
  });
});

describe('a message of two halves', () => {
  it('keeps both: a repair told and a new hazard', () => {
    const reading = read('三楼那个修好了 另外五楼也漏', contextFor(''));
    expect(reading).toMatchObject({ intent: 'rectified', second: { intent: 'report', place: '五楼' } });
  });

  it('reads a check that found something as a check and as a report', () => {
    const text = '三中检查,发现灭火器过期';
    const reading = read(text, contextFor(text));
    expect(reading).toMatchObject({
      intent: 'inspection',
      result: '有问题',
      category: null,
      second: { intent: 'report', category: 'fire', level: '一般' },
    });
    expect(reading.items).toHaveLength(1);
  });
});

describe('the basis of a suggestion', () => {
  it('names the words and the clause, and says so where it is only our default', () => {
    const basis = read('食堂后门消防通道堆了白菜', contextFor('')).basis;
    expect(basis[0]?.clause).toBe('消防法第二十八条');
    expect('食堂后门消防通道堆了白菜').toContain(basis[0]?.words);
    expect(read('走廊灯坏了', contextFor('')).basis[0]?.clause).toBe('本系统默认分级');
  });
});

describe('an operator’s own words', () => {
  it('are read like the standard ones and override them', () => {
    const lexicon = compileLexicon([
      ...standardEntries,
      { word: '晾衣绳勒人', category: 'building', level: '较大', urgent: false, kind: 'fault' },
    ]);
    expect(read('操场晾衣绳勒人', contextFor(''), lexicon)).toMatchObject({
      intent: 'report',
      category: 'building',
      level: '较大',
      place: '操场',
    });
  });
});

describe('roster names that look like slips', () => {
  it('are left as they are', () => {
    const text = '宿社小学食堂没有健康证';
    const units = [{ id: 's', name: '宿社小学', aliases: [] }];
    expect(read(text, contextFor('', { units }))).toMatchObject({ unitText: '宿社小学', unit: { id: 's' } });
  });
});

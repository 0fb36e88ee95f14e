import { describe, expect, it } from 'vitest';
import { leaksIn, type Secret, type Seen, sayLeaks } from './leaks.ts';

const secret = (changes: Partial<Secret> = {}): Secret => ({
  number: 'H26110007',
  lane: 'sensitive',
  markers: ['Q07D', 'Q07N'],
  reporterNames: ['G001', '郑一鸣'],
  full: new Set(['head', 'officer']),
  numberOnly: new Set(['reporter']),
  ...changes,
});

const seen = (who: string, text: string, asked = ''): Seen => ({ who, view: 'chat', kind: 'reply', text, asked });
const found = (one: Seen, of = secret()): string[] => leaksIn([one], [of]).map(({ what }) => what);

describe('the leak oracle', () => {
  it.each([
    ['an outsider reads its words', seen('colleague', '听说了 Q07D'), ['words']],
    ['a group hears its number', seen('group:1', '请处理 H26110007'), ['number']],
    ['its reporter reads what others said of it', seen('reporter', '原因：Q07N'), ['words']],
    ['a log has its words', seen('log', '{"msg":"Q07D"}'), ['words']],
    ['an outsider reads its words in answer to its number', seen('colleague', 'H26110007 Q07D', 'H26110007'), ['words']],
  ])('sees that %s', (_, one, what) => {
    expect(found(one)).toEqual(what);
  });

  it.each([
    ['who may know it all', seen('head', 'H26110007 Q07D')],
    ['its reporter, of its number', seen('reporter', 'H26110007 已经处理好')],
    ['an outsider who typed its number himself', seen('colleague', '没有找到 H26110007', 'H26110007')],
    ['an outsider, of something else', seen('colleague', 'H26110008 Q08D')],
  ])('lets pass %s', (_, one) => {
    expect(found(one)).toEqual([]);
  });

  it('sees who reported an item, where he asked to stay unnamed, and nothing else of it', () => {
    const hidden = secret({ lane: 'hidden' });
    expect(found(seen('colleague', 'H26110007 上报人：郑一鸣'), hidden)).toEqual(['reporter']);
    expect(found(seen('colleague', 'H26110007 Q07D 上报人：不具名'), hidden)).toEqual([]);
    expect(found(seen('colleague', '郑一鸣 请假'), hidden)).toEqual([]);
    expect(found(seen('officer', 'H26110007 上报人：郑一鸣'), hidden)).toEqual([]);
  });

  it('says person, view, kind and place of what it found, each once', () => {
    const twice = [seen('colleague', '听说了 Q07D'), seen('colleague', '听说了 Q07D')];
    expect(sayLeaks(leaksIn(twice, [secret()]))).toEqual(['colleague × chat × reply: words of H26110007: 听说了 Q07D']);
  });
});

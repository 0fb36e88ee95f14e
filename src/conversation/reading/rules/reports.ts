import type { Clues } from '../clues.ts';
import { uneasy } from '../evidence.ts';
import { findPlace, isOnlyPlace } from '../place.ts';
import { ANYTHING, hasFault, hasThing, type IntentRule, isUrgent } from './rule.ts';

const hasPlace = (clues: Clues): boolean => findPlace(clues.bare, clues.context.places, null) !== null;

const asking = /[?吗呢]$|几点|啥时|什么时候|哪|谁|多少钱|怎么(?!没)/u;
const smallTalk =
  /开会|下班|上班|加班|天气|周末|吃饭|睡觉|电影|比赛|作业|考试|成绩|工资|生日|手机没电|堵车了我|我迟到|我没|通知|会议|报名|参加|记得|真香|好吃|不错|开心|高兴|祝|恭喜|红包|快递到|群公告|明天[^,。]{0,4}(?:开|放|上)/u;

function describes(clues: Clues): boolean {
  return (
    clues.bare.length >= 3 &&
    /坏|漏|裂|掉|堵|不亮|锈|断|晃|歪|塌|危险|隐患|怕出事|破|翘|松|打不开|关不|没锁|过期|失灵|失效|砸|摔|绊|积水|滑|臭|脏/u.test(
      clues.bare,
    ) &&
    !smallTalk.test(clues.bare)
  );
}

function onlyThing(clues: Clues): boolean {
  const things = clues.evidence.filter((each) => each.kind === 'thing');
  const covered = things.reduce((sum, each) => sum + (each.end - each.start), 0);
  const [thing] = things;
  if (thing === undefined) return false;
  const rest = clues.text.slice(0, thing.start) + clues.text.slice(thing.end);
  const bare = rest.replace(/[\s,。!?、的那个这]/gu, '');
  return covered > 0 && (bare === '' || isOnlyPlace(bare, clues.context.places));
}

const polite =
  /^(?:谢|感谢|辛苦|收到|好[的嘞吧啊]?(?![\u4e00-\u9fff])|(?:行|中|妥|嗯+|ok)(?![\u4e00-\u9fff])|知道|明白|了解|哈)|(?:谢谢|辛苦)(?:了|你|您|啊|啦|大家|领导|老师)*$/u;

/** Nothing that we know, yet it names a thing or a place of ours, and nobody waits for the speaker: perhaps a report in words we lack. */
export const mayBeReport = (clues: Clues): boolean =>
  clues.context.pendingDecisions === 0 &&
  clues.context.openTasks === 0 &&
  !clues.context.justAssigned &&
  (clues.context.asked ?? null) === null &&
  !polite.test(clues.text.trim()) &&
  !smallTalk.test(clues.bare) &&
  (hasThing(clues) || hasPlace(clues));

/** Everything else that names something wrong, or only a place or a thing. */
export const reports: readonly IntentRule[] = [
  {
    name: 'may one …?',
    intent: 'report',
    pattern:
      /(?:行|可以|能|允许|合适|合规|违规|对|让)(?:不(?:行|可以|能|对|合适))?(?:吗|么|不|嘛)?\s*[?]?$|能不能|可不可以|让不让|准不准|算不算|违规(?:吗|不)/du,
    when: (clues) =>
      hasFault(clues) &&
      /(?:吗|么|[?]|行不|不行|不可以|能不能|可不可以|让不让|准不准|算不算|行不行)\s*$|^能不能|^可不可以/u.test(clues.bare) &&
      !isUrgent(clues),
    also: () => ({ question: '是发现有人在这么做吗？' }),
  },
  {
    name: 'idle talk',
    intent: 'chitchat',
    pattern: /^(?:谢谢|感谢|辛苦|好的?辛苦|再见|拜拜|早上好|晚上好|晚安|节日快乐|新年快乐|哈哈|嘿嘿|呵呵|在吗|在不|吃了吗)/du,
    when: (clues) => !hasFault(clues),
  },
  {
    name: 'pointing back at a known thing',
    intent: 'report',
    pattern: /^(?:还是|又是|就是|跟|仍是)(?:昨天|前天|上次|上周|之前|刚才|早上)[^,。;!?]{1,16}$/du,
    when: hasThing,
  },
  { name: 'something is wrong', intent: 'report', pattern: ANYTHING, when: (clues) => hasFault(clues) },
  {
    name: 'a thing and a defect',
    intent: 'report',
    pattern: ANYTHING,
    when: (clues) =>
      clues.wrong &&
      (hasThing(clues) || clues.evidence.length > 0 || describes(clues)) &&
      !/^(?:谢|辛苦|哈|好的)/u.test(clues.bare) &&
      !smallTalk.test(clues.bare),
  },
  {
    name: 'a thing and a complaint',
    intent: 'report',
    pattern: ANYTHING,
    when: (clues) =>
      (hasThing(clues) || (clues.evidence.length > 0 && clues.bare.length >= 7) || (clues.bare.length >= 8 && hasPlace(clues))) &&
      uneasy.test(clues.bare) &&
      !smallTalk.test(clues.bare) &&
      !asking.test(clues.bare) &&
      clues.done === null,
  },
  {
    name: 'a place alone',
    intent: 'report',
    pattern: ANYTHING,
    when: (clues) =>
      clues.bare !== '' && isOnlyPlace(clues.unit === null ? clues.bare : clues.bare.replace(/□+/u, ''), clues.context.places),
  },
  { name: 'a thing alone', intent: 'report', pattern: /^[^?吗呢谁几]{2,14}$/du, when: (clues) => onlyThing(clues) },
  {
    name: 'the words of a report',
    intent: 'report',
    pattern:
      /^(?:我要|我想|要|想)?(?:上)?报(?:一?个|一下|告|一条|个)?(?:隐患|问题|情况|安全隐患)(?:吧|一下)?$|^(?:发现|有)(?:一?个|一处|一条)?(?:安全)?(?:隐患|问题)$/du,
  },
];

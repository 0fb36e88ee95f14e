import type { Source } from '../../domain/hazard/state.ts';

/** Sources that only the words can tell; the others follow from who reports. */
export type ToldSource = Extract<Source, '上级通报' | '群众反映'>;

const GAP = '[^。;!?\\n]{0,14}?';
/** Governments and their bodies above the city's schools (notice 六（七）: 政府、安委会、安委办 of province and city). */
const BODY =
  '(?:国务院|国家|教育部|应急管理部|省(?:里|委|政府|教育厅|应急(?:管理)?厅|消防|安委会|安委办|厅|级)?|(?:唐山|地级)?市(?:里|委|政府|安委会|安委办|应急(?:管理)?局|消防(?:支队|大队|救援(?:支队|大队)?)?|市场监管局|住建局)|(?:县|区)(?:里|委|政府|安委会|安委办)|政府|安委会|安委办|安办|上级(?:部门|单位)?|上面|督导组|督查组|督察组|巡查组|暗访组|检查组|考核组)';
/** What such a body does with what it found. */
const NAMED =
  '(?:通报(?!表扬|表彰)|通报批评|督办(?:单|函|通知)?|交办(?:单|函)?|转办(?:单|函)?|抄告(?:单|函)?|点名|曝光|暗访|明查暗访|督查|督察|督导|反馈|指出|查出|检查出|抽查|下发(?:的)?(?:整改|问题)|责令|整改(?:通知|指令)书?|问题清单)';
/** Named by its paper alone. */
const PAPER =
  '(?:(?:上级|省级?|市级?|国务院|国家|安委[会办]|政府)(?:的)?(?:通报|督办|督查|督察|交办|暗访)|督办(?:单|函|通知单?)|交办(?:单|函)|抄告(?:单|函)|通报(?:里|中|上)?(?:指出|点名|点了|点到|提到|提出|要求整改|批评)|被(?:省|市|县|上级|安委[会办]|政府)[^,。;]{0,8}(?:通报|点名|督办|曝光)|挂牌督办(?:通知|单|函)|国务院督查)';

const fromAbove = new RegExp(`${PAPER}|${BODY}${GAP}${NAMED}`, 'u');
/** Telling others, praising, a rule or a lesson: nobody above has named this hazard. */
const notFromAbove =
  /通报表扬|通报表彰|(?:向|给|跟|和)(?:上级|教育局|局里|家长|师生|全校|各班|中心校|政府|镇里|安委办)[^,。;]{0,6}(?:通报|反馈|报告|汇报|反映)|(?:请|要|需要?|建议|应该?|希望|能不能|是否)(?:在|向|给|把|上级|局里)?[^,。;]{0,8}(?:通报|督办|曝光|督查)(?:一下|下去|吧)?|(?:疫情|天气|气象|成绩|考试|学习|传达|贯彻|落实)[^,。;]{0,8}(?:通报|督查|督导|会议|精神)|(?:迎接?|准备|应付|等|快要?|明天|下周|后天)[^,。;]{0,8}(?:检查|督查|督导|暗访|抽查)/u;

const PUBLIC = '(?:家长|群众|村民|居民|市民|商户|业主|路人|网友|学生家属|家属|热心人|周边群众|附近(?:的)?(?:居民|群众|村民))';
const fromPublic = new RegExp(
  [
    '(?<!\\d)(?:12345|12388|12315)(?!\\d)|110转|119转|市长热线|政务热线|便民热线|热线(?:电话)?(?:转|反映|投诉|举报|接到|来电)|(?:接到|收到|转来)[^,。;]{0,6}热线',
    '信访(?:件|局|转|反映|投诉|办|单|事项)?|来信(?:反映|举报|说)?|匿名(?:信|来信|举报|电话|投诉)|举报(?:信|电话|件|单|线索)|民心网|阳光理政|领导留言板|人民网留言|网民(?:留言|反映|投诉)?|网友(?:留言|反映|投诉|爆料)|网上(?:投诉|举报|反映|留言)|(?:抖音|微博|贴吧|朋友圈|短视频)[^,。;]{0,8}(?:曝光|反映|投诉|举报|爆料|有人(?:发|说))|投诉(?:件|单|工单)|工单(?:转|反映|[:：])',
    `(?:接|接到|收到|有|据|听|根据|不少|多名|几个|一?[个名位]|群里)?[^,。;]{0,4}${PUBLIC}(?:们)?[^,。;!?]{0,6}(?:反映|反应|举报|投诉|来电|打(?:来)?电话(?:说|反映|投诉)|告状|向(?:我|学校|教育局)[^,。;]{0,4}(?:反映|反应|说))`,
  ].join('|'),
  'u',
);
/** A matter about complaints, or the speaker's wish for one: not a source. */
const notFromPublic =
  /(?:别|不要|怕|避免|防止|免得|省得|否则|不然|小心|会)[^,。;]{0,8}(?:投诉|举报|信访|曝光)|(?:信访|投诉|举报)(?:箱|渠道|电话牌|制度|培训)|(?:打|拨打?)12345(?:吗|行吗|吧)/u;

const folded = (text: string): string =>
  text
    .slice(0, 5000)
    .normalize('NFKC')
    .replace(/[ \t\u3000]+/gu, '');

/**
 * Where the words say that a hazard comes from: 上级通报 (named by a body above), 群众反映 (a complaint, a hotline, a letter); null: they don't say.
 * Whether the speaker is somebody who passes on what came from above is another question.
 */
export const toldSource = (said: string): ToldSource | null => {
  const text = folded(said);
  if (fromAbove.test(text) && !notFromAbove.test(text)) return '上级通报';
  return fromPublic.test(text) && !notFromPublic.test(text) ? '群众反映' : null;
};

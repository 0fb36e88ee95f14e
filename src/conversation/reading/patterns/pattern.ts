import type { CategoryCode, Level } from '../../../domain/hazard/category.ts';

/**
 * Things and states that make a hazard only together (门卫 … 没人), and the border rules between categories (grease ducts are fire, smoke of
 * a boiler is heating). `weight` beats single words; where two patterns disagree the heavier one names the category, the graver the level.
 */
export type HazardPattern = { category: CategoryCode; level: Level; urgent: boolean; expression: RegExp; weight: number };

const GAP = '[^。;!?\\n]{0,10}?';
const WIDE = '[^。!?\\n]{0,18}?';

/** `~` stands for a short gap within a sentence, `≈` for a longer one. */
export const pattern = (
  category: CategoryCode,
  level: Level,
  source: string,
  options: { urgent?: boolean; weight?: number } = {},
): HazardPattern => ({
  category,
  level,
  urgent: options.urgent ?? false,
  weight: options.weight ?? 8,
  expression: new RegExp(source.replaceAll('~', GAP).replaceAll('≈', WIDE), 'gu'),
});

export const BLOCKED = '(?:堆|堵|占|挡|塞|放着|放了|放满|停|码|摞|不通|过不去|走不了|走不开|封)';
export const BROKEN =
  '(?:坏|不亮|失灵|失效|不管用|不好使|不好用|没反应|没反映|不响|不灵|不工作|不转|不显示|黑屏|用不了|没法用|不能用|掉线|罢工|报废|没信号|故障|瘫痪|打不开)';
export const NOBODY =
  '(?:没人|无人|没有人|没个人|没老师|没有老师|无老师|脱岗|空岗|离岗|不在岗|不在|没在|睡觉|睡着|打瞌睡|打盹|溜号|找不着人|找不到人|喝酒|喝多)';
export const LOOSE = '(?:松|晃|掉|脱落|断|裂|歪|斜|倾|翘|塌|鼓|要倒|快倒|坏|烂|锈|开焊|破|缺|碎|没了|丢|空了)';
export const UNLOCKED = '(?:没锁|没上锁|未锁|未上锁|不锁|没有锁|没关|敞着|敞开|开着|大开|没盖|关不上|锁坏|锁不上)';
export const OVERDUE = '(?:过期|到期|逾期|超期|没年检|未年检|没检|未检|没有检|没校验|未检验|没检验|过检|没报检|没审)';
export const MISSING = '(?:没有|没装|未装|没安|没放|没挂|没配|没设|未设|无|没|缺|缺少|少|不见了|丢了|没了)';
/** 打 as a blow; 打扫, 打电话, 打饭, 打分 and a ball game are none. */
export const BEAT =
  '打(?!(?:了|过|着|个|完|一|好){0,3}(?:扫|药|磨|开|电话|印|包|饭|菜|水|球|卡|针|滑|断|碎|破|烂|坏|翻|湿|扰|招呼|疫苗|草|孔|眼|理|分|字|折|动|下|回|败|造|通|雷|火|乱|飞|掉|扮|听|算|发|喷|瞌|盹|嗝|呼|哈|牌|工|车|气|[篮排羽乒]))';
/** Violence against a person; breaking a thing (踹坏) is none. */
export const HIT = `(?:${BEAT}|揍|踹(?!坏|开|门|破|断|掉)|踢(?!坏|开|球|门|破|断|掉|足|毽)|扇(?!风)|掐(?!断)|捶|拧(?!紧|松|不)|殴|推倒|推下|欺负|欺侮|欺压|霸凌|欺凌|勒索|羞辱|辱骂)`;
export const COUNT = '[0-9一二两俩仨三四五六七八九十好几多]{1,5}(?:来|多|几)?';
export const ILL = '(?:发烧|发热|呕吐|吐|拉肚子|腹泻|闹肚子|肚子疼|肚子痛|腹痛|恶心|不舒服)';

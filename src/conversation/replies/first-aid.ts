import type { CategoryCode } from '../../domain/hazard/category.ts';

/** What to do before anything else, by kind of danger. People first, then calls, then the ledger (domain rule: urgent). */
const FIRST_AID: Partial<Record<CategoryCode, string>> = {
  fire: '先撤人，马上打 119！能断电就断电，别乘电梯，学生清点人数。',
  gas: '先撤人！关总阀、开窗，别开关电器、别用明火，到室外打 119 和燃气公司。',
  electric: '先断电、让人离远！有人触电先拉闸再施救，打 120。',
  food: '先停餐、留样封存，难受的孩子马上送医，打 120。',
  disease: '先救人，打 120！不舒服的孩子单独安置，通知校医和家长。',
  heating: '先把人移到室外通风处，开窗停炉，头晕的马上打 120。',
  water: '先救人，打 110、120！喊人、递竿抛绳，不要手拉手下水。',
  bullying: '先把孩子护住、和对方分开，受伤打 120，打 110 报警，告诉校长和家长，不要在群里说。',
  mental: '先陪住孩子、一步不离，拿开危险物，打 110、120，马上告诉校长和家长，不要在群里说。',
  security: '先关门护住学生，打 110，启动一键报警，别硬拦。',
  surroundings: '先让学生离远，打 110，受伤打 120。',
  building: '先把人撤到空旷处，拉起警戒不让靠近，有人受伤打 120、119。',
  construction: '先停工撤人、拉起警戒，有人受伤打 120。',
  lab: '先撤人、通风，沾到药品用清水冲 15 分钟，打 120、119。',
  equipment: '先停用，安抚被困的人别扒门，打 119 和维保电话。',
  weather: '先把人转到高处或室内安全处，打 119、110。',
  crowd: '先让后面的人停下、疏散，扶起倒地的人，受伤打 120。',
  bus: '先停车救人，打 120、122，清点学生人数。',
  infosec: '先停用账号、改密码、保留证据，被骗的马上打 110。',
};

export const firstAid = (category: CategoryCode): string => FIRST_AID[category] ?? '先救人、先撤离！需要就打 119、120、110。';

/** How grave a hazard is. 较大 is the local middle tier; the law knows 一般 and 重大 only. */
export type Level = '一般' | '较大' | '重大';

/** From the mildest to the gravest. */
export const levels: readonly Level[] = ['一般', '较大', '重大'];

/** Negative when `a` is milder than `b`, positive when it is graver, 0 when equal. */
export const compareLevels = (a: Level, b: Level): number => levels.indexOf(a) - levels.indexOf(b);

/** The graver of the two: when unsure, the higher level is suggested and a person confirms it. */
export const graver = (a: Level, b: Level): Level => (compareLevels(a, b) >= 0 ? a : b);

export type CategoryCode =
  | 'fire'
  | 'building'
  | 'electric'
  | 'gas'
  | 'food'
  | 'bus'
  | 'lab'
  | 'equipment'
  | 'water'
  | 'bullying'
  | 'security'
  | 'disease'
  | 'weather'
  | 'surroundings'
  | 'mental'
  | 'crowd'
  | 'infosec'
  | 'sports'
  | 'heating'
  | 'construction'
  | 'management'
  | 'other';

/**
 * One kind of hazard. `sensitive`: items take the sensitive lane whatever their level. `firstOwner`: the post in a school that usually
 * handles it; `outsideBody`: who outside the school has the power over it (null: nobody in particular).
 */
export type Category = { code: CategoryCode; name: string; sensitive: boolean; firstOwner: string; outsideBody: string | null };

const category = (code: CategoryCode, name: string, firstOwner: string, outsideBody: string | null, sensitive = false): Category => ({
  code,
  name,
  sensitive,
  firstOwner,
  outsideBody,
});

/** The 22 kinds, in the order in which papers list them. */
export const categories: readonly Category[] = [
  category('fire', '消防', '安保处', '消防救援'),
  category('building', '校舍建筑及附属物', '总务', '住建'),
  category('electric', '用电', '电工', '供电'),
  category('gas', '燃气', '食堂', '燃气、住建'),
  category('food', '食堂食品与饮水', '食堂', '市场监管、卫健'),
  category('bus', '校车与学生交通', '安保处', '交警'),
  category('lab', '实验室、危化品、实训', '实验员', '公安、应急'),
  category('equipment', '特种设备', '总务', '市场监管'),
  category('water', '防溺水', '德育', '镇街、水利'),
  category('bullying', '欺凌、体罚、人身侵害', '德育', '公安', true),
  category('security', '治安反恐、三防', '保安', '公安'),
  category('disease', '传染病、公共卫生', '校医', '疾控'),
  category('weather', '极端天气、自然灾害', '值班', '应急、气象'),
  category('surroundings', '校园周边', '安保处', '城管、市监、公安'),
  category('mental', '心理、轻生风险', '心理教师', '卫健', true),
  category('crowd', '拥挤踩踏、大型活动', '教务', '公安'),
  category('infosec', '网络与信息安全', '信息中心', '网信、公安'),
  category('sports', '体育与活动设施', '体育组', null),
  category('heating', '取暖与一氧化碳', '总务', '供热'),
  category('construction', '校内施工', '基建', '住建'),
  category('management', '制度责任', '校长', '教育局'),
  category('other', '其他', '具体责任人', null),
];

const byCode = new Map(categories.map((each) => [each.code, each]));

/** The kind with this code; total over `CategoryCode`. */
export const categoryOf = (code: CategoryCode): Category => {
  const found = byCode.get(code);
  if (found === undefined) throw new Error(`unknown hazard category ${code}`);
  return found;
};

/** Reads a code or a Chinese name (the workbook's 重点类别, a correction in chat); null when it is neither. */
export const parseCategory = (text: string): CategoryCode | null => {
  const wanted = text.trim();
  return categories.find((each) => each.code === wanted || each.name === wanted)?.code ?? null;
};

const FINISHED =
  '(?:打开|关上|关好|关掉|扫|清|清理|搬|搬走|挪|移|换|更换|修|修复|锁|拧|粘|钉|拔|扶|挂|贴|盖|垫|补|擦|拆|处理|解决|整改|恢复)(?:了|好了?|走了?|开了?|掉了?|干净了?|上了?|完了?|过了)';
/** At the end of what was said: 已打开了, 我扫了, 当场换好. What was only reported for repair, or is wanted, is not done. */
const solved = new RegExp(
  `(?:已经?|我|刚刚?|刚才|当场|现场|随手|顺手)(?:就|给|把它?|都)*[^,，。;；!！?？\\n报没未不要等找让]{0,5}${FINISHED}[^,，。;；!！?？\\n吗没]{0,4}[。.!！]*$|已(?:经)?立整立改|立整立改(?:完|了|到位)`,
  'u',
);

/** 安全出口锁着，已打开: words that read as a hazard, and end with its having been put right. */
export const saysSolved = (text: string): boolean => solved.test(text.trim());

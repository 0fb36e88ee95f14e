/** 让 某某 改: names who is to rectify, for one item or the one that waits. `rest` is the message without it. */
export type Naming = { to: string; rest: string };

const WORK = '(?:整改|修理?|处理|负责|解决|改正?|弄|办|管|做)';
const NAMING = new RegExp(
  `(?:让|叫|请|由|派给?|安排|交给|分给|转给|(?:指|改|转)派给?)\\s*(?<to>[\\p{Script=Han}·A-Za-z0-9]{1,10}?)\\s*(?:来|去|负责)?\\s*${WORK}(?:一下|吧|了)?\\s*[。.!！]?$` +
    `|(?:派给|安排给|交给|分给|(?:指|改|转)派给)\\s*(?<to2>[\\p{Script=Han}·A-Za-z0-9]{1,10}?)(?:吧|了)?\\s*[。.!！]?$`,
  'u',
);
/** Words in the place of a name that name nobody. */
const NOBODY = /^(?:我|他|她|你|您|它|谁|人|大家|他们|她们|你们|我们|赶紧|尽快|马上|立即|学校|家长|学生)/u;

/** Reads 让 某某 改, 派给 某某; null when the text says nothing of the kind. */
export const namingIn = (text: string): Naming | null => {
  const said = text.normalize('NFKC').trim();
  if (said.length > 60) return null;
  const match = NAMING.exec(said);
  const to = match?.groups?.to ?? match?.groups?.to2;
  if (!match || !to || NOBODY.test(to)) return null;
  return { to, rest: said.slice(0, match.index).replace(/[\s,，。、;；]+$/u, '') };
};

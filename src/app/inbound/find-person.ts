/** Somebody who may be meant by a name: his roles in the unit, by their titles. */
export type Candidate = { id: string; name: string; titles: readonly string[] };

/** What people put behind a name or a surname. */
const ADDRESS = '老师|师傅|主任|校长|园长|科长|处长|组长|班主任|书记|局长|股长|干事|管理员|阿姨|大爷|大姐|同志';
const ADDRESSED = new RegExp(`^(?<name>\\p{Script=Han}{1,4}?)(?<address>${ADDRESS})$`, 'u');
/** Addresses that are a post: of two 李 the one who holds it is meant by 李主任. */
const GENERAL: ReadonlySet<string> = new Set(['老师', '师傅', '阿姨', '大爷', '大姐', '同志']);
/** Surnames of two characters; every other has one. */
const DOUBLE = ['欧阳', '上官', '司马', '诸葛', '皇甫', '东方', '尉迟', '公孙', '令狐', '慕容', '司徒', '夏侯'];

const surnameOf = (name: string): string => DOUBLE.find((double) => name.startsWith(double)) ?? name.slice(0, 1);

/** 老王, 小李, 王姐, 李工. */
const NICKNAME = /^[老小](?<family>\p{Script=Han})$|^(?<surname>\p{Script=Han})[工哥姐叔姨]$/u;
/** 后勤老王, 总务处李主任: the department in front of the name. */
const DEPARTMENT =
  /^(?<stem>后勤|总务|物业|德育|教务|安保|保卫|政教|基建|信息|体育|食堂|膳食|财务|团委|办公室|年级|医务|卫生|维修|电教|设备|安全|宿管|实训|保安|门卫|电工)(?:处|科|室|组|部|办|中心|办公室)?的?(?<rest>.*)$/u;

/** 化学的老钱, 实验室老钱. */
const OF = /^(?<stem>.{2,6}?)(?:处|科|室|组|部|办)?的?(?<rest>(?<=的).+|[老小]\p{Script=Han})$/u;

/** Those of a department who bear the name, else whoever bears it; the department alone means those whose titles have it. */
const ofDepartment = (words: string, people: readonly Candidate[]): Candidate[] => {
  const { stem, rest = '' } = DEPARTMENT.exec(words)?.groups ?? OF.exec(words)?.groups ?? {};
  if (!stem) return [];
  const inIt = (person: Candidate): boolean => person.titles.some((title) => title.includes(stem));
  if (rest === '') return people.filter(inIt);
  const named = peopleMeant(rest, people);
  const narrowed = named.filter(inIt);
  return narrowed.length > 0 ? narrowed : named;
};

/**
 * Who of these people is meant by a name as people say it: 赵满意, 赵满意老师, 赵老师, 赵主任, 总务主任, or a 工号. Several: all that fit.
 */
export const peopleMeant = (said: string, people: readonly Candidate[]): Candidate[] => {
  const words = said.normalize('NFKC').trim();
  const exact = people.filter((person) => person.id === words || person.name === words);
  if (exact.length > 0) return exact;
  const holders = people.filter((person) => person.titles.includes(words));
  if (holders.length > 0) return holders;
  const called = NICKNAME.exec(words)?.groups;
  const nick = called?.family ?? called?.surname;
  if (nick) return people.filter((person) => surnameOf(person.name) === nick);
  const match = ADDRESSED.exec(words)?.groups;
  const { name = '', address = '' } = match ?? {};
  if (!match) {
    const titled = words.length >= 2 ? people.filter((person) => person.titles.some((title) => title.includes(words))) : [];
    return titled.length > 0 ? titled : ofDepartment(words, people);
  }
  const whole = people.filter((person) => person.name === name);
  if (whole.length > 0) return whole;
  const family = people.filter((person) => surnameOf(person.name) === name);
  if (family.length === 0) return ofDepartment(words, people);
  if (family.length < 2 || GENERAL.has(address)) return family;
  const posted = family.filter((person) => person.titles.some((title) => title.endsWith(address)));
  return posted.length > 0 ? posted : family;
};

/** Who is open: chosen by the address (#open=a,b), else by what this browser had open, else by the loop that is worth seeing. */

const KEY = 'sandbox.open';
const HASH = '#open=';
const TEACHER = /教师|老师|班主任/;

/** @returns conversations (`account` or `group:key`) that exist, in order. */
export function firstPicks(store) {
  const exists = (key) => store.knows(key);
  const chosen = [picksOfAddress(), picksOfBrowser()].find((keys) => keys?.some(exists));
  return chosen ? [...new Set(chosen.filter(exists))] : defaultPicks([...store.people.values()]);
}

export function picksOfAddress() {
  if (!location.hash.startsWith(HASH)) return null;
  return location.hash.slice(HASH.length).split(',').filter(Boolean).map(decode);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function picksOfBrowser() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : null;
  } catch {
    return null;
  }
}

export function rememberPicks(keys) {
  history.replaceState(null, '', keys.length > 0 ? HASH + keys.map(encodeURIComponent).join(',') : location.pathname + location.search);
  try {
    localStorage.setItem(KEY, JSON.stringify(keys));
  } catch {
    // The address keeps them anyway.
  }
}

/**
 * The people between whom the loop of 三楼东侧楼梯扶手松了 goes: a teacher, who grades (具体责任人), who rectifies (the stairs' keeper), who
 * verifies (the 中心校) and the 网格长, all of the school that has most of them.
 */
export function defaultPicks(people) {
  const schools = new Map();
  for (const person of people) {
    if (['学校', '幼儿园'].includes(person.unitKind)) schools.set(person.unit, [...(schools.get(person.unit) ?? []), person]);
  }
  const teams = [...schools].map(([unit, members]) => teamOf(unit, members, people));
  teams.sort((one, other) => other.worth - one.worth);
  return teams[0]?.keys ?? people.slice(0, 4).map((person) => person.account);
}

function teamOf(unit, members, people) {
  const holder = (where, role) => people.find((one) => one.roles.some((held) => held.unit === where && held.role === role));
  const keeper = members.find((one) => (one.keeps ?? []).some((place) => place.includes('楼梯')));
  const teacher = members.find((one) => one !== keeper && TEACHER.test(one.title ?? '') && one.roles.every((held) => held.role === '成员'));
  const upper = members[0]?.upperUnit ?? null;
  const team = [teacher, holder(unit, '具体责任人'), keeper, upper ? holder(upper, '具体责任人') : undefined, holder(unit, '网格长')];
  const keys = [...new Set(team.filter((one) => one !== undefined).map((one) => one.account))];
  // The stairs' keeper and a 中心校 above make the walk complete; a school directly under the bureau is the exception, not the example.
  return { keys, worth: keys.length + (keeper ? 2 : 0) + (/中心校|学校/.test(upper ?? '') ? 1 : 0) };
}

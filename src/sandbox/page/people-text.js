/** How a person is described in one line, and found by a search. */

/** 教师, or 校长（网格长）; a role held elsewhere says where. */
export function roleLine(person) {
  const roles = person.roles.filter((held) => held.role !== '成员' || person.roles.length === 1);
  const words = roles.map((held) => (held.unit === person.unit ? held.role : `${held.unit}${held.role}`));
  const line = [...new Set(words)].filter((word) => word !== person.title && !(word === '成员' && person.title)).join('、');
  if (!person.title) return line || (person.unitKind ? '成员' : person.account);
  return line === '' ? person.title : `${person.title}（${line}）`;
}

/** Whether every word of the search occurs in what is known of the person. */
export function matches(person, words) {
  const text = [person.name, person.account, person.title, person.unit, person.unitKind, ...person.roles.map((held) => held.role)]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

const KIND_ORDER = ['学校', '幼儿园', '中心校', '市教育局', '市级', '镇街', '村社区'];

/** [{unit, kind, members}], schools first, otherwise in the server's order. */
export function byUnit(people) {
  const units = new Map();
  for (const person of people) {
    const known = units.get(person.unit) ?? { unit: person.unit, kind: person.unitKind, members: [] };
    known.members.push(person);
    units.set(person.unit, known);
  }
  const rank = ({ kind }) => (KIND_ORDER.indexOf(kind) + KIND_ORDER.length + 1) % (KIND_ORDER.length + 1);
  return [...units.values()].sort((one, other) => rank(one) - rank(other));
}

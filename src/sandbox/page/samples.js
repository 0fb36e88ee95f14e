import { photograph } from './sample-photo.js';

/** Things to say and send for somebody who has nothing at hand. */

/** An entry that ends with … is put into the field to be finished; the others are sent at once. */
const FOR_STAFF = [
  '三楼东侧楼梯扶手松了',
  '接收',
  '已整改',
  '食堂后门消防通道堆了杂物',
  '我报的到哪了',
  '缓两天，等配件',
  '没钱修',
  '帮助',
];
const FOR_SAFETY = ['待办', '接收', '已整改', '同意', '退回 …', '今天查了一遍，没问题', '缓两天，等配件', '帮助'];
const FOR_HEADS = ['同意', '退回 …', '待办', '全部同意', '三楼东侧楼梯扶手松了', '台账', '帮助'];
const FOR_UPPER = ['待办', '同意', '退回 …', '今天查了…', '超期的有哪些', '台账', '帮助'];

const FOR_STRANGERS = ['绑定 …', '食堂冒烟了，快来人', '帮助'];

/** Quick phrases that fit what this person usually does. */
export function phrasesFor(person) {
  if (!person.unitKind) return FOR_STRANGERS;
  const roles = person.roles.map((one) => one.role).filter((role) => role !== '成员');
  if (roles.length === 0) return FOR_STAFF;
  if (!['学校', '幼儿园'].includes(person.unitKind)) return FOR_UPPER;
  return roles.includes('网格长') || roles.includes('直接责任人') ? FOR_HEADS : FOR_SAFETY;
}

/** Photos that the page draws itself: each with the scene and whether it is mended. */
export const samplePhotos = [
  { name: '楼梯扶手松了', take: (stamp) => photograph('rail', false, stamp) },
  { name: '楼梯扶手修好了', take: (stamp) => photograph('rail', true, stamp) },
  { name: '灭火器指针在红区', take: (stamp) => photograph('extinguisher', false, stamp) },
  { name: '灭火器换好了', take: (stamp) => photograph('extinguisher', true, stamp) },
];

/** A position inside the person's unit. */
export function samplePlace(person) {
  return { kind: 'location', label: `${person.unitKind ? person.unit : ''}教学楼东侧`, latitude: 39.74021, longitude: 118.70133 };
}

const SILENT_FRAME = [0x04, ...new Array(12).fill(0)];
const FRAMES_PER_SECOND = 50;

/** Three silent seconds in the format that phones record: AMR, narrow band, 4.75 kbit/s. */
export function sampleVoice() {
  const header = [...'#!AMR\n'].map((char) => char.charCodeAt(0));
  const frames = new Array(3 * FRAMES_PER_SECOND).fill(SILENT_FRAME).flat();
  return new Blob([new Uint8Array([...header, ...frames])], { type: 'audio/amr' });
}

/** What anybody may ask without naming an item. */
export const QUESTIONS: readonly string[] = ['待办', '进度', '逾期'];

/** What anybody may ask of a school. */
export const OF_A_SCHOOL: readonly ((school: string) => string)[] = [
  (school) => `${school}情况怎么样`,
  (school) => `${school}逾期的有哪些`,
];

const last4 = (number: string): string => number.slice(-4);

/** Everything that can be said of an item by its number: to whom it does not exist, each is answered as of a number that nobody has. */
export const OF_AN_ITEM: readonly ((number: string) => string)[] = [
  (number) => number,
  (number) => last4(number),
  (number) => `${number}怎么样了`,
  (number) => `同意 ${number}`,
  (number) => `同意 ${last4(number)}`,
  (number) => `退回 ${number} 照片看不清`,
  (number) => `退回 ${number}`,
  (number) => `${number} 不属实，现场看过是好的`,
  (number) => `接收 ${number}`,
  (number) => `${number} 已整改`,
  (number) => `${number} 转给赵满意，不归我管`,
  (number) => `${number} 不归我管`,
  (number) => `${number} 让刘芳改`,
  (number) => `合并 ${number}`,
  (number) => `${number} 重复了`,
  (number) => `${number} 合并到 H26119998`,
  (number) => `H26119998 合并到 ${number}`,
  (number) => `撤回 ${number}，看错了`,
  (number) => `撤回 ${number}`,
  (number) => `${number} 挂牌督办`,
  (number) => `重新打开 ${number} 又坏了`,
  (number) => `重新打开 ${number}`,
  (number) => `${number} 定为重大`,
  (number) => `${number} 定为一般`,
  (number) => `${number} 类别改成消防`,
  (number) => `${number} 延期到12月30日，等配件`,
  (number) => `${number} 延期`,
  (number) => `同意延期 ${number}`,
  (number) => `不同意延期 ${number} 离期末太近`,
  (number) => `${number} 上报中心校，没钱修`,
  (number) => `${number} 这是村里的路`,
  (number) => `${number} 答复：钱由局里出`,
  (number) => `${number} 我来办`,
  (number) => `${number} 查处：责令停用`,
  (number) => `${number} 查处`,
  (number) => `${number} 临时措施：拉了警戒线`,
  (number) => `${number} 启动追责`,
  (number) => `${number} 不追责 没有问题`,
  (number) => `${number} 责任：张三 措施：修 资金：无 时限：12月25日 预案：无`,
  (number) => `${number} 确认五落实`,
  (number) => `说错了，${number} 是四楼`,
];

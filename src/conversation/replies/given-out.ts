import { shortText } from './item-text.ts';

/** An item that went straight to the person of its place. */
export type GivenOut = { number: string; description: string; assigneeName: string | null };

/** 已直接派出 2 条… H26110023 三楼扶手松（赵满意，还没接收） */
export const givenOutText = (items: readonly GivenOut[], total: number): string =>
  [
    `已直接派给责任人的 ${total} 条，不用你办；要改等级、改人，说「让某某改」加编号就行：`,
    ...items.map(
      ({ number, description, assigneeName }) => `${number} ${shortText(description, 24)}（${assigneeName ?? '还没派人'}，还没接收）`,
    ),
    ...(total > items.length ? [`还有 ${total - items.length} 条没列出。`] : []),
  ].join('\n');

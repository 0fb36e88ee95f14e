import type { DangerousWork } from '../../domain/hazard/state.ts';

/**
 * How one of the three situations of 刑法 art. 134-1 is spoken of: as a likeness that a person judges, by its number and its facts. The name
 * of the offence is never said.
 */
export const SITUATION_WORDS: Record<DangerousWork['situation'], string> = {
  1: '可能涉及刑法第一百三十四条之一第（一）项所列情形（安全设备被关停，或数据被改动、隐瞒）',
  2: '可能涉及刑法第一百三十四条之一第（二）项所列情形（责令停用、停工后没有照办）',
  3: '可能涉及刑法第一百三十四条之一第（三）项所列情形（高危作业没有经过批准）',
};

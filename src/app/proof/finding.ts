/** Something that is not as it was written: which record, and what is wrong with it, in English. */
export type Finding = { record: string; problem: string };

export const finding = (record: string, problem: string): Finding => ({ record, problem });

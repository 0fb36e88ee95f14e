import { sayDay } from '../../domain/calendar/display.ts';
import { localDay } from '../../domain/calendar/local-time.ts';
import { shortText } from './item-text.ts';

/** An older item as somebody may hear of it. `words` null: its number and day alone. `reporter`: a name, 你, or null where it stays unsaid. */
export type OlderItem = { number: string; words: string | null; reporter: string | null; reportedAt: Date; now: Date };

/** 和 H26110012（三楼扶手松，11月20日 张老师报）是同一个吗？ */
export const sameItemQuestion = ({ number, words, reporter, reportedAt, now }: OlderItem): string => {
  const day = sayDay(localDay(reportedAt), localDay(now));
  const who = reporter === null ? '已有人报' : `${reporter}报`;
  const told = words === null ? `同一处${day}已有人报过` : `${shortText(words, 24)}，${day} ${who}`;
  return `和 ${number}（${told}）是同一个吗？回复「是」或「不是」。`;
};

/** Told as solved, without a photo that shows it. */
export const afterPhotoRequest = '已经改好了的话，发一张整改后的照片，就办结送验收。';

/** The photo that came as proof was shown before. */
export const newPhotoRequest = '这张照片以前用过，不能证明这次已改好。请现场拍一张新的整改后照片，就办结送验收。';

/** 代张老师报 that could not be done so. `said`: the name as it was said. */
export const onBehalfTexts = {
  noRight: (said: string): string => `代${said}报要由学校的网格长、直接责任人或具体责任人来，这条先记在你名下。`,
  nobody: (said: string): string => `没找到「${said}」，这条先记在你名下，结果会告诉你。`,
  several: (said: string, names: readonly string[]): string =>
    `叫「${said}」的有 ${names.length} 位（${names.slice(0, 4).join('、')}），这条先记在你名下；下次请说全名。`,
  hidden: (said: string): string => `你不愿署名，所以没有记在${said}名下。`,
} as const;

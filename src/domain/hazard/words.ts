/** What somebody said, without blanks around it; null where that is nothing. */
export const said = (text: string | null | undefined): string | null => {
  const words = text?.trim() ?? '';
  return words === '' ? null : words;
};

/** The app's menu: three entries, each the twin of a word. */
export const MENU = [
  { name: '怎么报', key: 'help' },
  { name: '待办', key: 'todo' },
  { name: '进度', key: 'progress' },
] as const;

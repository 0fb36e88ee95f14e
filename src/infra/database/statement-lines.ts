/**
 * Where each statement of an SQL script begins: 1-based line numbers in the order of the statements.
 * Only error messages rest on it, so it knows no more SQL than quotes, dollar quotes and comments.
 */
export function statementLines(sql: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let atStart = true;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ';') atStart = true;
    else if (atStart && !isBlank(token)) {
      lines.push(line);
      atStart = false;
    }
    line += newlinesIn(token);
  }
  return lines;
}

/** The line (1-based) of PostgreSQL's error position, which counts characters from 1, not UTF-16 units. */
export function lineAt(sql: string, position: number): number {
  const before = Array.from(sql).slice(0, position - 1);
  return 1 + before.filter((character) => character === '\n').length;
}

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<![A-Za-z0-9_])[eE]'(?:\\[\s\S]|''|[^'\\])*(?:'|$)|'(?:''|[^'])*(?:'|$)|"(?:""|[^"])*(?:"|$)|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|\s+|;|[\s\S]/gu;

const isBlank = (token: string): boolean => token.startsWith('--') || token.startsWith('/*') || token.trim() === '';

const newlinesIn = (token: string): number => token.split('\n').length - 1;

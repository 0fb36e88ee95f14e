/** Where a command writes. Standard output belongs to what was asked for; all else goes to standard error. */
export type Terminal = { out(text: string): void; note(text: string): void };

/** One JSON object for programs, or text for people. */
export const show = (terminal: Terminal, json: boolean | undefined, value: object, text: () => string): void =>
  terminal.out(json ? JSON.stringify(value, null, 2) : text());

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};

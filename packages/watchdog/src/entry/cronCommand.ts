/**
 * A command as a crontab has it: cron ends it at a bare `%` and hands on what follows as its stdin. `\%` is a `%`, `\\` a
 * backslash, and any other backslash stays.
 */
export function encodeCommand(text: string): string {
  return text.replace(/[\\%]/g, String.raw`\$&`);
}

/** The command that cron runs for what stands in a crontab, and whether a bare `%` has cut it. */
export function decodeCommand(written: string): { text: string; isCut: boolean } {
  const [before = ''] = /^(?:[^\\%]|\\.|\\$)*/s.exec(written) ?? [];
  return { text: before.replace(/\\([\\%])/g, '$1'), isCut: before.length < written.length };
}

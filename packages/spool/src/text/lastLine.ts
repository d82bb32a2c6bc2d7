const mostChars = 300;

/** The last line of what a command printed, or the end of it; empty when it printed nothing. */
export function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return line.trim().slice(-mostChars);
}

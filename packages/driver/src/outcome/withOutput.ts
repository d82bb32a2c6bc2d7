import { lastLine } from '@owner-report/spool';

/** Why an attempt did not succeed, with the last line that its command printed, where that says more. */
export function withOutput(reason: string, output: string): string {
  const line = lastLine(output);
  return line === '' || says(line, reason) ? reason : `${reason}: ${line}`;
}

// Many commands print what they give for the reason. That one is on one line; either may be cut.
function says(line: string, reason: string): boolean {
  const plain = line.replaceAll(/\s+/g, ' ');
  return plain.includes(reason.replace(/…$/, '')) || reason.includes(plain);
}

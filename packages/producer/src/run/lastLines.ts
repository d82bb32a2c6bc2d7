import { stripVTControlCharacters } from 'node:util';

import { dropUnsafe, redact, toWellFormed } from '@owner-report/spool';

/** Most characters of output that go into a report. */
const maxCharacters = 16 * 1024;

/**
 * The last lines of a command's output as a person would have seen them: no colours, no control characters, of a line
 * that was overwritten only the last state, no secrets.
 */
export function takeLastLines(output: string, count: number, environment: NodeJS.ProcessEnv): string[] {
  if (count === 0) return [];
  const seen = stripVTControlCharacters(toWellFormed(output)).split('\n').map(toLastState).join('\n');
  // Before the cut: half a secret would not be known again.
  const safe = redact(dropUnsafe(seen), environment).trimEnd();
  if (safe === '') return [];
  return cutStart(safe).split('\n').slice(-count);
}

function toLastState(line: string): string {
  const text = line.replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}

function cutStart(text: string): string {
  if (text.length <= maxCharacters) return text;
  const kept = text.slice(-maxCharacters);
  const lineEnd = kept.indexOf('\n');
  return lineEnd === -1 ? `…${toWellFormed(kept.slice(1))}` : kept.slice(lineEnd + 1);
}

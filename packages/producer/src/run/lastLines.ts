import { stripVTControlCharacters } from 'node:util';

import { dropUnsafe, redact, toWellFormed } from '@owner-report/spool';

import type { Printed } from './printedOutput.ts';

/** Most characters of output that go into a report. */
const maxCharacters = 16 * 1024;

/**
 * The last lines of a command's output as a person would have seen them: no colours, no control characters, of a line
 * that was overwritten only the last state, no secrets.
 *
 * Guarantee: the last line of each stream is among them, for the reason of a failure may stand on either. It comes first
 * where so many lines of the other stream came after it. So there are two lines where one was asked for.
 */
export function takeLastLines({ merged, streams }: Printed, count: number, environment: NodeJS.ProcessEnv): string[] {
  if (count === 0) return [];
  const lines = toShownLines(merged, environment).slice(-count);
  const ends = streams.flatMap((text) => toShownLines(text, environment).slice(-1));
  const missing = ends.filter((line) => !lines.includes(line));
  return [...missing, ...lines.slice(-Math.max(count - missing.length, 1))];
}

function toShownLines(output: string, environment: NodeJS.ProcessEnv): string[] {
  const seen = stripVTControlCharacters(toWellFormed(output)).split('\n').map(toLastState).join('\n');
  // Before the cut: half a secret would not be known again.
  const safe = redact(dropUnsafe(seen), environment).trimEnd();
  return safe === '' ? [] : cutStart(safe).split('\n');
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

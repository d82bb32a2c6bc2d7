import { createHash } from 'node:crypto';

import { toPrintableJson } from '@owner-report/spool';

const form = /\bowner-report ("(?:[^"\\]|\\.)*") ([0-9a-f]{16})\b/;

/** Whose a text is that `install` has made, and whether anybody has changed it since. */
export interface Seal {
  /** Directory of the home that it is for. */
  home: string;
  isIntact: boolean;
}

/**
 * A text of these lines, with one more at `index` that tells the home and the digest of the others. By that it is known
 * again.
 * @param toLine makes a comment of it
 */
export function seal(home: string, lines: readonly string[], index: number, toLine: (mark: string) => string): string {
  const mark = toLine(`owner-report ${nameHome(home)} ${digestOf(lines)}`);
  return [...lines.slice(0, index), mark, ...lines.slice(index)].map((line) => `${line}\n`).join('');
}

/** The seal of a text; undefined where it has none. */
export function readSeal(text: string): Seal | undefined {
  const lines = text.replace(/\n$/, '').split('\n');
  const index = lines.findIndex((line) => form.test(line));
  const [, name = '""', digest = ''] = form.exec(lines[index] ?? '') ?? [];
  const home = readName(name);
  if (index < 0 || home === undefined) return undefined;
  return { home, isIntact: digest === digestOf([...lines.slice(0, index), ...lines.slice(index + 1)]) };
}

/** The home on one line, in a form that no comment ends at: not one of XML either, which may hold no two dashes. */
export function nameHome(home: string): string {
  return toPrintableJson(home).replaceAll('--', String.raw`-\u002d`);
}

/** A short name for a home, for file names. */
export function shortNameOf(home: string): string {
  return hash(home).slice(0, 8);
}

function readName(name: string): string | undefined {
  try {
    return JSON.parse(name) as string;
  } catch {
    return undefined;
  }
}

function digestOf(lines: readonly string[]): string {
  return hash(lines.join('\n')).slice(0, 16);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

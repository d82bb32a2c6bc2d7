import { assignment, readShellLine } from './shellLine.ts';

/** What a shell takes from a file that it sources (`. FILE`). */
export interface Sourced {
  values: Record<string, string>;
  /** Names that the file hands on to the commands that follow. */
  exported: ReadonlySet<string>;
}

/**
 * Reads a file that a shell sources, as far as that can be done without running it: lines that only set or export.
 * @param lookup what the shell knows before
 */
export function readSourced(text: string, lookup: (name: string) => string | undefined): Sourced {
  const values: Record<string, string> = {};
  const exported = new Set<string>();
  // A program that has the name of the file is no script, and takes minutes to be read as one.
  for (const line of text.includes('\0') ? [] : text.split('\n'))
    for (const { join, words, assignments } of readShellLine(line, (name) => values[name] ?? lookup(name))) {
      if (join !== '' && join !== ';') break;
      if (words.length === 0) Object.assign(values, assignments);
      if (words[0] !== 'export') continue;
      Object.assign(values, readAssignments(words));
      for (const name of exportedNames(words)) exported.add(name);
    }
  return { values, exported };
}

/** Names that the words of an `export` hand on. */
export function exportedNames(words: readonly string[]): string[] {
  return words.slice(1).map((word) => assignment.exec(word)?.[1] ?? word);
}

/** Names and values of the words such as `NAME=value` among these. */
export function readAssignments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value = ''] = assignment.exec(word) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

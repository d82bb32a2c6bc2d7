import type { Answer } from './answer.ts';

/** The text at a path of an answer in JSON; undefined where there is none. */
export function readText(answer: Answer, ...path: string[]): string | undefined {
  const value = readField(answer, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number at a path of an answer in JSON; undefined where there is none. */
export function readNumber(answer: Answer, ...path: string[]): number | undefined {
  const value = readField(answer, path);
  return typeof value === 'number' ? value : undefined;
}

/** The value at a path of an answer in JSON; undefined where there is none, or where the answer is something else. */
export function readField({ text }: Answer, path: readonly string[]): unknown {
  let at: unknown;
  try {
    at = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

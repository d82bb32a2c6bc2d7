import { formatPath } from '@owner-report/cli';
import type * as z from 'zod';

import { suggest } from './suggest.ts';

/** Something wrong in the file; `path` is where, such as `jobs[2].commands.status`. */
export interface Problem {
  path: string;
  message: string;
}

/** One line for people. */
export function formatProblem({ path, message }: Problem): string {
  return `${path}: ${message}`;
}

/** What zod found, in the words of our messages: expected, got, and what may have been meant. */
export function toProblems(error: z.ZodError, value: unknown, at: readonly PropertyKey[]): Problem[] {
  return error.issues.map((issue) => ({
    path: formatPath([...at, ...issue.path]),
    message: describe(issue, valueAt(value, issue.path)),
  }));
}

function describe(issue: z.core.$ZodIssue, got: unknown): string {
  const known = issue.code === 'invalid_value' ? issue.values.filter((value) => typeof value === 'string') : [];
  const hint = typeof got === 'string' ? suggest(got, known) : '';
  return `${issue.message}, got ${show(got)}${hint}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** Keys of `value` that `schema` does not know, at any depth, each with what may have been meant. */
export function findUnknownKeys(value: unknown, known: KnownKeys, at: readonly PropertyKey[]): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const problems: Problem[] = [];
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const below = Object.hasOwn(known, key) ? known[key] : undefined;
    if (below === true) continue;
    const path = [...at, key];
    if (below === undefined)
      problems.push({ path: formatPath(path), message: `unknown key, ignored${suggest(key, Object.keys(known))}` });
    else if (Array.isArray(inner))
      problems.push(...inner.flatMap((item, index) => findUnknownKeys(item, below, [...path, index])));
    else problems.push(...findUnknownKeys(inner, below, path));
  }
  return problems;
}

/** Known keys by name; `true` where nothing is below, else the keys below it or below each of its items. */
export interface KnownKeys {
  [key: string]: KnownKeys | true;
}

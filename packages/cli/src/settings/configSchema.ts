import { ConfigError, redact } from '@owner-report/spool';
import * as z from 'zod/mini';

import type { Config } from './config.ts';
import { crossCheck } from './crossChecks.ts';
import { flatKeys } from './flatConfig.ts';
import { formatPath } from './formatPath.ts';
import { keyedObject } from './keyedObject.ts';
import { routesSchema } from './routeSchema.ts';
import { schemaOf } from './schemaOf.ts';
import { settingRows } from './settingsTable.ts';

// Characters of a wrong value.
const maxShown = 80;

/** `<home>/config.json`: docs/settings.md has a line for each key. */
function configSchema() {
  return keyedObject(
    {
      ...Object.fromEntries([...flatKeys].map(([key, check]) => [key, z.optional(schemaOf({ check }))])),
      routes: z.optional(routesSchema()),
    },
    'expected an object',
  );
}

/**
 * Checks a config, whatever it is.
 * @param value as it was read
 * @throws ConfigError naming every problem at once
 */
export function checkConfig(value: unknown, path: string): Config {
  const parsed = configSchema().safeParse(value);
  const between = crossCheck(value);
  if (parsed.success && between.length === 0) return parsed.data as Config;
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => describeIssue(issue, value)),
    ...between.map(({ path: where, message, got }) => describeProblem(formatPath(where), message, got)),
  ];
  throw new ConfigError(`${path}: ${problems.join('; ')}`, { remedy: findRemedy(parsed.error?.issues ?? []) });
}

// Where keys are not known: those that are, once for each kind of place.
function findRemedy(issues: readonly z.core.$ZodIssue[]): string {
  const unknown = issues.filter(({ code }) => code === 'unrecognized_keys');
  const known = new Map(unknown.map(({ message, path }) => [message, formatPath(path)]));
  if (known.size === 0) return 'What each key takes is in docs/settings.md; those of a route are in docs/routes.md.';
  return [...known].map(([keys, at]) => `Known keys${at === '' ? '' : ` in ${at}`}: ${keys}.`).join(' ');
}

function describeIssue(issue: z.core.$ZodIssue, file: unknown): string {
  const path = formatPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
    return `${path === '' ? '' : `${path}: `}expected known keys only, got ${keys}`;
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], file);
  const isSecret = settingRows.some(([, { key, type }]) => key === issue.path[0] && type.isSecret === true);
  return describeProblem(path || 'whole file', issue.message, isSecret ? hide(value) : value);
}

/** What may be said of a value that may hold a secret. */
function hide(value: unknown): string {
  return typeof value === 'string' ? `${value.length} other characters` : typeof value;
}

function describeProblem(where: string, message: string, got: unknown): string {
  const shown = got === undefined ? 'nothing' : redact(JSON.stringify(got), {}).slice(0, maxShown);
  return `${where}: ${message}, got ${shown}`;
}

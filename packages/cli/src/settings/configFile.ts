import { ConfigError, findDuplicateKeys, type Home, redact } from '@owner-report/spool';
import * as z from 'zod/mini';

import { crossCheck } from './crossChecks.ts';
import { formatPath } from './formatPath.ts';
import { keyedObject } from './keyedObject.ts';
import { parseJson } from './parseJson.ts';
import { type RouteEntry, routesSchema } from './routeSchema.ts';
import { settingRows } from './settingsTable.ts';
import { readTrustedFile } from './trustedFile.ts';

const maxConfigBytes = 64 * 1024;

// Characters of a wrong value.
const maxShown = 80;

/**
 * `<home>/config.json`: a key for each setting, all optional; docs/settings.md has a line for each. Made for what is
 * there: most homes have no file, most files no routes, and the schema of these takes more time than all else here.
 */
function configSchema(hasRoutes: boolean) {
  return keyedObject(
    {
      $schema: z.optional(z.string('expected text')),
      ...Object.fromEntries(settingRows.map(([, { key, type }]) => [key, z.optional(type.schema)])),
      routes: z.optional(hasRoutes ? routesSchema() : z.undefined()),
    },
    'expected an object',
  );
}

/** What the file says, by key; checked, and in our own units. */
export interface Config extends Readonly<Record<string, unknown>> {
  routes?: RouteEntry[];
}

/**
 * Reads the home's config; an absent file is an empty one.
 * @throws ConfigError naming every problem at once; also when other users could have written the file, since it can run
 * commands.
 */
export function readConfig(home: Home): Config {
  const text = readConfigText(home);
  return text === undefined ? {} : parseConfig(text, home.config);
}

/** What stands in the home's config; undefined where there is none. @throws ConfigError when it cannot be trusted or read */
export function readConfigText(home: Home): string | undefined {
  return readTrustedFile(home.config, maxConfigBytes)?.text;
}

/** Checks what a config says. @throws ConfigError naming every problem at once */
export function parseConfig(text: string, path: string): Config {
  const value = parseJson(text, path);
  const twice = findDuplicateKeys(text);
  if (twice.length > 0) {
    throw new ConfigError(`${path}: expected each key once, found ${twice.join(', ')} again`, {
      remedy: 'Leave one of the two out: only the last would count.',
    });
  }
  const hasRoutes = typeof value === 'object' && value !== null && 'routes' in value;
  const parsed = configSchema(hasRoutes).safeParse(value);
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

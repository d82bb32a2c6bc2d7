import * as z from 'zod/mini';

import { ConfigError, type Home, messageOf, quoteWord, redact } from '@owner-report/spool';

import { readTrustedFile } from './trustedFile.ts';

const maxConfigBytes = 64 * 1024;

// Characters of a wrong value.
const maxShown = 80;

// No program takes a NUL in its arguments or environment.
const line = z.string('expected text').check(z.refine((value) => !value.includes('\0'), 'expected text without NUL'));
const count = z.int('expected a whole number').check(z.minimum(1, 'expected at least 1'));

/** `<home>/config.json`; docs/settings.md has a line for each key. */
const configSchema = z.strictObject(
  {
    $schema: z.optional(line),
    sendCommand: z.optional(line.check(z.refine((value) => value.trim() !== '', 'expected a command'))),
    maxCount: z.optional(count),
    timeoutSeconds: z.optional(
      z
        .number('expected a number of seconds')
        .check(z.positive('expected more than 0 seconds'), z.maximum(86_400, 'expected at most 86400 seconds')),
    ),
    channel: z.optional(line),
    target: z.optional(line),
    onInvalid: z.optional(z.enum(['stop', 'hold'], 'expected "stop" or "hold"')),
    maxChars: z.optional(count),
    holdAfter: z.optional(z.int('expected a whole number').check(z.minimum(0, 'expected 0 (never) or more'))),
  },
  'expected an object',
);

export type Config = z.infer<typeof configSchema>;

/**
 * Reads the home's config; an absent file is an empty one.
 * @throws ConfigError naming every problem at once; also when other users could have written the file, since it can run
 * commands.
 */
export function readConfig(home: Home): Config {
  const file = readTrustedFile(home.config, maxConfigBytes);
  return file === undefined ? {} : parseConfig(file.text, home.config);
}

function parseConfig(text: string, path: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${path}: expected JSON: ${messageOf(error)}`, {
      cause: error,
      remedy: `Check it with: jq . ${quoteWord(path)}`,
    });
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => describeIssue(issue, value));
  throw new ConfigError(`${path}: ${problems.join('; ')}`, {
    remedy: `Known keys: ${Object.keys(configSchema.shape).join(', ')}.`,
  });
}

function describeIssue(issue: z.core.$ZodIssue, file: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return `expected known keys only, got ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  const where = issue.path.join('.') || 'whole file';
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], file);
  return `${where}: ${issue.message}, got ${redact(JSON.stringify(value), {}).slice(0, maxShown)}`;
}

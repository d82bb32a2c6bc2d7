import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { z } from 'zod';

import { ConfigError, errnoOf, messageOf } from '../errors.ts';
import type { Home } from '../home/home.ts';

const maxConfigBytes = 64 * 1024;

const count = z.int('expected a whole number').min(1, 'expected at least 1');

/** `<home>/config.json`; docs/settings.md has a line for each key. */
const configSchema = z.strictObject({
  $schema: z.string().optional(),
  sendCommand: z.string().min(1, 'expected a command').optional(),
  maxCount: count.optional(),
  timeoutSeconds: z
    .number()
    .positive('expected more than 0 seconds')
    .max(86_400, 'expected at most 86400 seconds')
    .optional(),
  channel: z.string().optional(),
  target: z.string().optional(),
  onInvalid: z.enum(['stop', 'hold'], 'expected "stop" or "hold"').optional(),
  maxChars: count.optional(),
  holdAfter: z.int('expected a whole number').min(0, 'expected 0 (never) or more').optional(),
});

export type Config = z.infer<typeof configSchema>;

/**
 * Reads the home's config; an absent file is an empty one.
 * @throws ConfigError naming every problem at once; also when other users could have written the file, since it can run
 * commands.
 */
export async function readConfig(home: Home): Promise<Config> {
  let text: string;
  try {
    const handle = await open(home.config, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const info = await handle.stat();
      assertTrusted(home.config, info);
      if (info.size > maxConfigBytes)
        throw new ConfigError(`${home.config}: expected at most ${maxConfigBytes} bytes, got ${info.size}`);
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${home.config}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return parseConfig(text, home.config);
}

function assertTrusted(path: string, info: { isFile(): boolean; mode: number; uid: number }): void {
  if (!info.isFile()) throw new ConfigError(`${path}: expected a regular file, found something else`);
  if ((info.mode & 0o002) !== 0) {
    throw new ConfigError(
      `${path}: expected a file that only you can write, found it writable by everybody (mode ${(info.mode & 0o777).toString(8)})`,
      {
        remedy: `It can run commands. Look at its content, then run: chmod 600 ${path}`,
      },
    );
  }
  const own = process.getuid?.();
  if (own !== undefined && info.uid !== own && info.uid !== 0) {
    throw new ConfigError(`${path}: expected a file of user ${own} or root, found one of user ${info.uid}`, {
      remedy: `It can run commands. Look at its content, then take it over: chown ${own} ${path}`,
    });
  }
}

function parseConfig(text: string, path: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${path}: expected JSON: ${messageOf(error)}`, {
      cause: error,
      remedy: `Check it with: jq . ${path}`,
    });
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'whole file'}: ${issue.message}`);
  throw new ConfigError(`${path}: ${problems.join('; ')}`, {
    remedy: `Known keys: ${Object.keys(configSchema.shape).join(', ')}.`,
  });
}

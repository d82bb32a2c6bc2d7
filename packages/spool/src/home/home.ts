import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';

import { ConfigError } from '../errors.ts';
import { assertResolvable } from '../text/assertResolvable.ts';
import { mkdirDurable } from './durable.ts';

/** The places a report can be in; the place is its state. */
export const places = ['pending', 'sent', 'held'] as const;

export type Place = (typeof places)[number];

/** Absolute paths of everything in one home. */
export interface Home {
  dir: string;
  pending: string;
  sent: string;
  held: string;
  tmp: string;
  attempts: string;
  deliveries: string;
  config: string;
  /** A directory, made and refreshed by proper-lockfile; `holder.json` in it says who holds it. */
  lock: string;
}

/**
 * The home at `dir`, or at the default place when it is undefined or empty. Touches nothing.
 * @throws ConfigError when the default place cannot be told; UsageError for a relative one that leads nowhere
 */
export function resolveHome(dir: string | undefined): Home {
  const root = dir === undefined || dir === '' ? join(findUserHome(), '.clawteam', 'owner-reports') : resolveDir(dir);
  return {
    dir: root,
    pending: join(root, 'pending'),
    sent: join(root, 'sent'),
    held: join(root, 'held'),
    tmp: join(root, 'tmp'),
    attempts: join(root, 'attempts'),
    deliveries: join(root, 'deliveries.jsonl'),
    config: join(root, 'config.json'),
    lock: join(root, 'lock'),
  };
}

function resolveDir(dir: string): string {
  assertResolvable(dir, 'the home');
  return resolve(dir);
}

/**
 * Home directory of the user: HOME, or where that is empty or not set, what the account says.
 * @throws ConfigError
 */
export function findUserHome(): string {
  const given = process.env['HOME'] ?? '';
  const found = given === '' ? homeOfAccount() : given;
  if (found !== '') return found;
  throw new ConfigError(
    'HOME: expected the home directory of this user, found nothing there and none for the account',
    {
      remedy: 'Set HOME, or name the queue with --home or OWNER_REPORT_HOME.',
    },
  );
}

function homeOfAccount(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an account.
    return '';
  }
}

/**
 * Makes the directories of a home that are missing, 0700, and syncs what it made.
 * @throws CannotCreateError
 */
export function ensureHome(home: Home): void {
  for (const dir of [home.dir, home.pending, home.sent, home.held, home.tmp, home.attempts]) mkdirDurable(dir);
}

/** Path of the report `id` in one place. */
export function reportPath(home: Home, place: Place, id: string): string {
  return join(home[place], `${id}.md`);
}

import { isAbsolute, join, resolve } from 'node:path';

import { assertResolvable } from '../text/assertResolvable.ts';
import { mkdirDurable } from './durable.ts';
import { expandTilde } from './expandPath.ts';
import { findUserHome } from './userHome.ts';

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
  counters: string;
  lastPass: string;
  lastSend: string;
  /** What hooks of agents have failed of; they must not say it themselves. */
  hookFailures: string;
  lastTick: string;
  config: string;
  /** One file a secret, 0700 and 0600, made by the operator. */
  secrets: string;
  /** A directory, made and refreshed by proper-lockfile; `holder.json` in it says who holds it. */
  lock: string;
  /** The same for the one `owner-report-relay pull` of a hub. */
  relayLock: string;
}

/**
 * The home at `dir`, or at the default place when it is undefined or empty. Touches nothing.
 * @param where what gave `dir`, for the message
 * @throws UsageError for a path that no shell has expanded, or that leads nowhere; ConfigError when the default place cannot be told.
 */
export function resolveHome(dir: string | undefined, where = 'OWNER_REPORT_HOME'): Home {
  const cwd = () => {
    assertResolvable(dir ?? '', where);
    return process.cwd();
  };
  const root = homeDirOf(dir, findUserHome, cwd, where);
  return {
    dir: root,
    pending: join(root, 'pending'),
    sent: join(root, 'sent'),
    held: join(root, 'held'),
    tmp: join(root, 'tmp'),
    attempts: join(root, 'attempts'),
    deliveries: join(root, 'deliveries.jsonl'),
    counters: join(root, 'counters.json'),
    lastPass: join(root, 'last-pass.json'),
    lastSend: join(root, 'last-send.json'),
    hookFailures: join(root, 'hook-failures.jsonl'),
    lastTick: join(root, 'last-tick.json'),
    config: join(root, 'config.json'),
    secrets: join(root, 'secrets'),
    lock: join(root, 'lock'),
    relayLock: join(root, 'relay-lock'),
  };
}

/**
 * Directory of the home that a command uses which is given `dir`, whoever runs it and wherever: the default place when that is
 * undefined or empty.
 * @param userHome tells the home directory of its user, `cwd` where it runs; each is asked only where the answer depends on it
 * @param where what gave `dir`, for the message
 * @throws UsageError for a path that no shell has expanded
 */
export function homeDirOf(
  dir: string | undefined,
  userHome: () => string,
  cwd: () => string,
  where = 'OWNER_REPORT_HOME',
): string {
  if (dir === undefined || dir === '') return join(userHome(), '.clawteam', 'owner-reports');
  const path = expandTilde(dir, where, userHome);
  return isAbsolute(path) ? resolve(path) : resolve(cwd(), path);
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
  // Not by join, which a drain would spend more time in than in most calls on files: a place is normalized already.
  return `${home[place]}/${id}.md`;
}

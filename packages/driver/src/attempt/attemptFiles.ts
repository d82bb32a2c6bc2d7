import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { removeQuietly, type Home } from '@owner-report/spool';

/** The files of one attempt, all in `attempts/`. */
export interface AttemptFiles {
  /** Claim and receipt, written by the sending shell. */
  run: string;
  /** The bytes of the report that are sent. */
  snapshot: string;
  /** The fitted message: stdin of the send command. */
  message: string;
  /** What the send command prints. */
  output: string;
  /** There when the attempt ran out of time. */
  timeout: string;
}

/** Paths of the files of a report's n-th attempt. */
export function attemptFiles(home: Home, id: string, attempt: number): AttemptFiles {
  const base = join(home.attempts, `${id}.${attempt}`);
  return {
    run: `${base}.run`,
    snapshot: `${base}.sent`,
    message: `${base}.message`,
    output: `${base}.output`,
    timeout: `${base}.timeout`,
  };
}

/** Path of what is remembered about the attempts of a report. */
export function recordPath(home: Home, id: string): string {
  return join(home.attempts, `${id}.json`);
}

/** Path of the token of the pass that may send. */
export function fencePath(home: Home): string {
  return join(home.attempts, 'owner');
}

/** Ids of the reports that have an attempt record, in order of their names. */
export async function listRecordIds(home: Home): Promise<string[]> {
  const names = readdirSync(home.attempts);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** Removes the files of one attempt. They are not synced away: leftovers are removed by the next pass. */
export async function removeAttemptFiles(files: AttemptFiles): Promise<void> {
  for (const path of Object.values(files) as string[]) removeQuietly(path);
}

/** Removes attempt files that no record speaks of: what a crash left before the send or after the commit. */
export async function removeLeftovers(home: Home, known: ReadonlySet<string>): Promise<void> {
  for (const name of readdirSync(home.attempts)) {
    const match = /^(.+)\.\d+\.(?:run|sent|message|output|timeout)$|^(?:owner|.+\.json)\.[0-9a-z]{12}\.new$/.exec(name);
    if (match === null || (match[1] !== undefined && known.has(match[1]))) continue;
    removeQuietly(join(home.attempts, name));
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { errnoOf, type Home, removeQuietly, writeNewFile } from '@owner-report/spool';

/**
 * The files of one attempt, all in `attempts/`. Those that serve the send have the token of their pass in their names,
 * so two passes that both think they hold the lock never write to the same file. Claim and time-out mark are shared:
 * only one sends.
 */
export interface AttemptFiles {
  /** Claim and receipt, written by the sending shell. */
  run: string;
  /** There when the attempt ran out of time. */
  timeout: string;
  /** The bytes of the report that are sent. */
  snapshot: string;
  /** The fitted message: stdin of the send command. */
  message: string;
  /** What the send command prints. */
  output: string;
}

/** Paths of the files of a report's n-th attempt, made by the pass of that token. */
export function attemptFiles(
  home: Home,
  id: string,
  { attempt, token }: { attempt: number; token: string },
): AttemptFiles {
  const ofAll = join(home.attempts, `${id}.${attempt}`);
  const ofPass = `${ofAll}.${token}`;
  return {
    run: `${ofAll}.run`,
    timeout: `${ofAll}.timeout`,
    snapshot: `${ofPass}.sent`,
    message: `${ofPass}.message`,
    output: `${ofPass}.output`,
  };
}

/** Path of what is remembered about the attempts of a report. */
export function recordPath(home: Home, id: string): string {
  return join(home.attempts, `${id}.json`);
}

/** Ids of the reports that have an attempt record, in order of their names. */
export function listRecordIds(home: Home): string[] {
  const names = readdirSync(home.attempts);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** Puts on record that an attempt ran out of time; another pass may have done so already. */
export function markTimedOut({ timeout }: AttemptFiles): void {
  try {
    writeNewFile(timeout, '');
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes the files of one attempt. They are not synced away: leftovers are removed by the next pass. */
export function removeAttemptFiles(files: AttemptFiles): void {
  for (const path of Object.values(files) as string[]) removeQuietly(path);
}

/** Removes what the pass of this token wrote, and nothing that another one may have. */
export function removeOwnFiles({ snapshot, message, output }: AttemptFiles): void {
  for (const path of [snapshot, message, output]) removeQuietly(path);
}

const stagedRecord = /\.json\.[0-9a-z]{12}\.new$/;
const leftover = /\.\d+(?:\.[0-9a-z]{24})?\.(?:run|sent|message|output|timeout)$|\.[0-9a-z]{12}\.new$/;

/** Paths of records that are written and not in place yet. */
export function listStagedRecords(home: Home): string[] {
  return listNames(home, stagedRecord);
}

/** Paths of all attempt files, records aside: where no attempt is under way a crash has left them. */
export function listLeftovers(home: Home): string[] {
  return listNames(home, leftover);
}

function listNames(home: Home, pattern: RegExp): string[] {
  const names = readdirSync(home.attempts).filter((name) => pattern.test(name));
  return names.map((name) => join(home.attempts, name));
}

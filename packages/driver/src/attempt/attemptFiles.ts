import { dirname } from 'node:path';

import { errnoOf, type Home, lstatIfThere, removeWhatever, syncDir, writeNewFile } from '@owner-report/spool';

/**
 * The files of one attempt, all in `attempts/`, with the token of their pass in their names: two passes that both think
 * they hold the lock never write, read or remove the same file.
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
  /** What the send command may say of the outcome. */
  result: string;
}

/** Paths of the files of a report's n-th attempt, made by the pass of that token. */
export function attemptFiles(
  home: Home,
  id: string,
  { attempt, token }: { attempt: number; token: string },
): AttemptFiles {
  const stem = `${home.attempts}/${id}.${attempt}.${token}`;
  return {
    run: `${stem}.run`,
    timeout: `${stem}.timeout`,
    snapshot: `${stem}.sent`,
    message: `${stem}.message`,
    output: `${stem}.output`,
    result: `${stem}.result`,
  };
}

/**
 * The files of an attempt that is on record. An earlier version put no token into the names of claim and time-out mark:
 * an upgrade may come in the middle of an attempt.
 */
export function filesOnRecord(home: Home, id: string, current: { attempt: number; token: string }): AttemptFiles {
  const files = attemptFiles(home, id, current);
  const stem = `${home.attempts}/${id}.${current.attempt}`;
  const isOld = lstatIfThere(files.run) === undefined && lstatIfThere(`${stem}.run`) !== undefined;
  return isOld ? { ...files, run: `${stem}.run`, timeout: `${stem}.timeout` } : files;
}

/** Path of what is remembered about the attempts of a report. */
export function recordPath(home: Home, id: string): string {
  return `${home.attempts}/${id}.json`;
}

/** Whether it is on record, by any pass, that an attempt ran out of time. */
export function isTimedOut({ timeout }: AttemptFiles): boolean {
  return lstatIfThere(timeout) !== undefined;
}

/**
 * Puts on record durably that an attempt ran out of time; another pass may have done so already.
 * @throws a system error
 */
export function markTimedOut({ timeout }: AttemptFiles): void {
  try {
    writeNewFile(timeout, '');
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  // Before the TERM: no power cut may take the mark and leave the receipt that the TERM brings about.
  syncDir(dirname(timeout));
}

/** Removes the files of one attempt. They are not synced away: leftovers are removed by the next pass. */
export function removeAttemptFiles(files: AttemptFiles): void {
  removeWhatever(files.run);
  // Hardly ever there, and to ask costs less than to fail.
  if (isTimedOut(files)) removeWhatever(files.timeout);
  removeOwnFiles(files);
}

/** Removes what the pass of this token wrote, and nothing that another one may have. */
export function removeOwnFiles({ snapshot, message, output, result }: AttemptFiles): void {
  for (const path of [snapshot, message, output, result]) removeWhatever(path);
}

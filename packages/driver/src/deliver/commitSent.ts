import type { BigIntStats } from 'node:fs';

import {
  digestOf,
  errnoOf,
  holdReport,
  type Home,
  IoError,
  isUnchanged,
  linkDurable,
  lstatIfThere,
  messageOf,
  randomName,
  removeQuietly,
  removeTaken,
  reportPath,
  syncDir,
  takeAside,
  writeNewFile,
} from '@owner-report/spool';

import { bytesAt, digestAt } from '../attempt/reportBytes.ts';

/** The bytes that one attempt has sent. */
export interface Snapshot {
  /** The file they are in. */
  path: string;
  /** Their SHA-256. */
  digest: string;
  /** The file when it was synced; undefined when it is not known to be on the disk. */
  synced: BigIntStats | undefined;
  /** The bytes themselves, where the pass that sent them commits them. */
  bytes?: Uint8Array | undefined;
}

/** What else was found and done at a commit. */
export interface Commit {
  warnings: string[];
  /** Where the edit of a report that was edited during its send is. */
  heldEdit?: string;
}

/**
 * Puts the bytes that were sent into `sent/`, durably and never over another file, then takes the report out of
 * `pending/`. A report that was edited during its send goes to `held/` as edited.
 * @returns what there is to tell the operator, or `conflict` when `sent/` has another report of that id: then nothing
 * was moved.
 * @throws IoError; the receipt stays, so that the next pass tries again.
 */
export function commitSent(home: Home, id: string, snapshot: Snapshot): Commit | 'conflict' {
  try {
    const put = putIntoSent(home, id, snapshot);
    if (put === 'conflict') return put;
    const commit = takeFromPending(home, id, snapshot.digest);
    if (put === 'there') return commit;
    // The next report may go out now, and counts as begun by that: see `behind` in the record.
    syncDir(home.pending);
    const lost = `${id}: it went out, but the bytes that were sent are gone: they are not in ${home.sent}`;
    return { ...commit, warnings: [lost, ...commit.warnings] };
  } catch (error) {
    const sent = reportPath(home, 'sent', id);
    throw new IoError(`${sent}: the report went out, but cannot be put there: ${messageOf(error)}`, {
      cause: error,
      remedy: `Mend ${home.sent} and ${home.pending}; the next pass goes on from here and does not send it again.`,
    });
  }
}

function putIntoSent(home: Home, id: string, sentBytes: Snapshot): 'there' | 'conflict' | 'gone' {
  const sent = reportPath(home, 'sent', id);
  if (linkSentBytes(home, id, sentBytes)) return 'there';
  if (lstatIfThere(sent) === undefined) return 'gone';
  // What is no report that can be read is another one, too.
  if (digestAt(sent) !== sentBytes.digest) return 'conflict';
  // Whoever put it there may have died before the name was synced.
  syncDir(home.sent);
  return 'there';
}

// Link the snapshot only if it was synced, and is still that file. After a failed sync or a power cut its content is
// uncertain, so write the bytes to a new file; an unedited pending file will do as source. Where the file system has no
// links the snapshot was renamed, and a crash after that left it in sent/ already.
function linkSentBytes(home: Home, id: string, { path, digest, synced, bytes }: Snapshot): boolean {
  if (synced !== undefined && isUnchanged(path, synced)) return linkToSent(home, id, path);
  for (const found of [() => bytes, () => bytesAt(path), () => bytesAt(reportPath(home, 'pending', id))]) {
    const source = found();
    if (source === undefined || digestOf(source) !== digest) continue;
    const anew = `${path}.${randomName(12)}.new`;
    writeNewFile(anew, source);
    try {
      return linkToSent(home, id, anew);
    } finally {
      removeQuietly(anew);
    }
  }
  return false;
}

function linkToSent(home: Home, id: string, source: string): boolean {
  const sent = reportPath(home, 'sent', id);
  try {
    return linkDurable(source, sent) === 'linked';
  } catch (error) {
    // Whoever took over has put it there, and has cleared our source away.
    if (errnoOf(error) === 'ENOENT' && lstatIfThere(sent) !== undefined) return false;
    throw error;
  }
}

/**
 * Takes a report that was sent out of `pending/`; an edit of it goes to `held/`. Not synced: should a power cut undo
 * it, the next pass finds the report in both places and removes it here again.
 * @param digest that of the bytes that were sent
 * @throws a system error, IoError
 */
export function takeFromPending(home: Home, id: string, digest: string): Commit {
  const aside = takeAside(home, reportPath(home, 'pending', id));
  if (aside === undefined) {
    const held = reportPath(home, 'held', id);
    if (lstatIfThere(held) === undefined) return { warnings: [] };
    return { warnings: [`${held}: this report was sent, and is in ${home.sent} too`] };
  }
  if (digestAt(aside) === digest) {
    removeTaken(aside);
    return { warnings: [] };
  }
  const held = holdReport(home, aside, id);
  return { warnings: [`${id}: edited during its send; the edit is ${held}`], heldEdit: held };
}

import { unlinkSync } from 'node:fs';

import {
  digestOf,
  errnoOf,
  holdReport,
  IoError,
  linkDurable,
  lstatIfThere,
  messageOf,
  readReportBytes,
  removeQuietly,
  reportPath,
  writeNewFile,
  type Home,
} from '@owner-report/spool';

/** The bytes that one attempt has sent. */
export interface Snapshot {
  snapshot: string;
  digest: string;
  isSynced: boolean;
}

/** What else was found and done at a commit. */
export interface Commit {
  warnings: string[];
  /** Where the edit of a report that was edited during its send is. */
  heldEdit?: string;
}

/**
 * Puts the bytes that were sent into `sent/`, durably and never over another file, then takes the report out of `pending/`.
 * A report that was edited during its send goes to `held/` as edited.
 * @param snapshot file with the bytes that were sent; `digest` is their SHA-256. `isSynced` says that it is known to be on
 * the disk.
 * @returns what there is to tell the operator, or `conflict` when `sent/` has another report of that id: then nothing was moved.
 * @throws IoError; the receipt stays, so that the next pass tries again.
 */
export async function commitSent(
  home: Home,
  id: string,
  { snapshot, digest, isSynced }: Snapshot,
): Promise<Commit | 'conflict'> {
  const sent = reportPath(home, 'sent', id);
  // Where links are refused the snapshot was renamed, and a crash after that left it in place already.
  const snapshotThere = (await lstatIfThere(snapshot)) !== undefined;
  try {
    if (snapshotThere && !isSynced && !(await rewriteSnapshot(home, id, snapshot, digest))) {
      const { warnings, ...rest } = await takeFromPending(home, id, digest);
      return {
        ...rest,
        warnings: [`${id}: what was sent is lost to a power cut, so it is not in ${home.sent}`, ...warnings],
      };
    }
    if (snapshotThere && (await linkDurable(snapshot, sent)) === 'taken' && (await digestAt(sent)) !== digest)
      return 'conflict';
    return await takeFromPending(home, id, digest);
  } catch (error) {
    throw new IoError(`${sent}: the report went out, but cannot be put there: ${messageOf(error)}`, {
      cause: error,
      remedy: `Mend ${home.sent} and ${home.pending}; the next pass goes on from here and does not send it again.`,
    });
  }
}

// A file whose sync failed may lie in the next one, and one that a power cut hit may hold nothing: the bytes go into a new
// file. Those in `pending/` are as good, unless they were edited.
async function rewriteSnapshot(home: Home, id: string, snapshot: string, digest: string): Promise<boolean> {
  const sources = [snapshot, reportPath(home, 'pending', id)];
  for (const source of sources) {
    if ((await digestAt(source)) !== digest) continue;
    const { bytes } = await readReportBytes(source);
    removeQuietly(snapshot);
    await writeNewFile(snapshot, bytes);
    return true;
  }
  return false;
}

async function takeFromPending(home: Home, id: string, digest: string): Promise<Commit> {
  const pending = reportPath(home, 'pending', id);
  const now = await digestAt(pending);
  if (now === undefined) {
    const held = reportPath(home, 'held', id);
    if ((await lstatIfThere(held)) === undefined) return { warnings: [] };
    return { warnings: [`${held}: this report was sent, and is in ${home.sent} too`] };
  }
  if (now === digest) {
    // Not synced: should a power cut undo it, the next pass finds the report in both places and removes it here again.
    removeName(pending);
    return { warnings: [] };
  }
  const held = await holdReport(home, pending);
  return { warnings: [`${id}: edited during its send; sent/ has what was sent, the edit is ${held}`], heldEdit: held };
}

function removeName(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

// 'unreadable' for what is there but no readable report: it differs from any digest.
async function digestAt(path: string): Promise<string | undefined> {
  if ((await lstatIfThere(path)) === undefined) return undefined;
  try {
    return digestOf((await readReportBytes(path)).bytes);
  } catch {
    return 'unreadable';
  }
}

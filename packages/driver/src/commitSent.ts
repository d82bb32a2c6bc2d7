import { unlink } from 'node:fs/promises';

import {
  digestOf,
  errnoOf,
  InvalidReportError,
  linkDurable,
  lstatIfThere,
  readReportBytes,
  reportPath,
  syncDir,
  type Home,
} from '@owner-report/spool';

/**
 * Puts the bytes that were sent into `sent/`, durably and never over another file, then takes the report out of `pending/`.
 * A report that was edited during its send goes to `held/` as edited.
 * @param snapshot file with the bytes that were sent.
 * @param digest their SHA-256.
 * @returns warnings for the operator.
 */
export async function commitSent(home: Home, id: string, snapshot: string, digest: string): Promise<string[]> {
  const sent = reportPath(home, 'sent', id);
  // Where links are refused the snapshot was renamed, and a crash after that left it in place already.
  const snapshotThere = (await lstatIfThere(snapshot)) !== undefined;
  if (snapshotThere && (await linkDurable(snapshot, sent)) === 'taken' && (await digestAt(sent)) !== digest) {
    throw new InvalidReportError(`${sent}: expected no report of that id there, found other content`, {
      remedy: `The new one went out and is still in ${home.pending}. Rename one of the two (file name and report_id), or hold it.`,
    });
  }
  return takeFromPending(home, id, digest);
}

async function takeFromPending(home: Home, id: string, digest: string): Promise<string[]> {
  const pending = reportPath(home, 'pending', id);
  const now = await digestAt(pending);
  if (now === undefined) {
    const held = reportPath(home, 'held', id);
    if ((await lstatIfThere(held)) === undefined) return [];
    return [`${held}: this report was sent, and is in ${home.sent} too`];
  }
  if (now === digest) {
    await removeName(pending);
    await syncDir(home.pending);
    return [];
  }
  const held = await holdEdit(home, id, pending);
  return [`${id}: edited during its send; sent/ has what was sent, the edit is ${held}`];
}

// The edit may be anything, even no report: its bytes move as they are.
async function holdEdit(home: Home, id: string, pending: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const held = reportPath(home, 'held', count === 1 ? id : `${id}.${count}`);
    if ((await linkDurable(pending, held)) === 'taken') continue;
    await removeName(pending);
    await syncDir(home.pending);
    return held;
  }
}

async function removeName(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
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

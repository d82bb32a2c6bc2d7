import { opendir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { homeHint, type Invocation, type Talk } from '@owner-report/cli';
import {
  countOf,
  errnoOf,
  exitCodes,
  foldDeliveries,
  type Home,
  listRotatedLogs,
  lockHome,
  lstatIfThere,
  messageOf,
  parseAge,
  readFirstDelivery,
  schemaVersion,
  syncDir,
  timeOfRotation,
  UsageError,
} from '@owner-report/spool';

import { createCounter } from '../progress/progressBar.ts';

const lockWaitMs = 10_000;
// A producer is done with its staging file in a moment, a pass with a lock that it makes or takes away.
const staleStagingMs = 3_600_000;
// What a crash leaves in the home itself: of a lock, and of the counters.
const leftover = /^(?:(?:relay-)?lock\.[0-9a-z]+\.(?:new|gone)|counters\.json\.[0-9a-z]+\.new)$/;
const largeLogBytes = 10 * 1024 * 1024;

/** `owner-report-watchdog prune`: deletes what is old. */
export async function prune({ home, talk, text, flag }: Invocation): Promise<number> {
  const olderThan = text('older-than');
  if (olderThan === undefined)
    throw new UsageError('--older-than: expected an age, got nothing', {
      remedy: `For example: ${homeHint(home, 'owner-report-watchdog prune --older-than 30d')}`,
    });
  const now = Date.now();
  const cutoffMs = now - parseAge(olderThan, '--older-than');
  const dryRun = flag('dry-run');
  if (lstatIfThere(home.dir) === undefined) return tell(talk, { sent: 0, staged: 0, ...noLogs, dryRun });
  const counter = createCounter(!talk.quiet && !talk.json, dryRun ? 'found' : 'deleted');
  const lock = await lockHome(home, lockWaitMs);
  try {
    const isOld = (name: string, info: FileFacts) => isReport(name, info) && info.ctimeMs < cutoffMs;
    const sent = await removeOld(home.sent, dryRun, isOld, counter.add);
    counter.clear();
    const isStale = (info: FileFacts) => info.mtimeMs < now - staleStagingMs;
    const staged =
      (await removeOld(home.tmp, dryRun, (_name, info) => info.isFile() && isStale(info))) +
      (await removeOld(home.dir, dryRun, (name, info) => leftover.test(name) && isStale(info)));
    const logs = await rotateLog(home, cutoffMs, now, dryRun).catch((error: unknown) => {
      talk.warn(`${home.deliveries}: not rotated: ${messageOf(error)}`);
      return noLogs;
    });
    return tell(talk, { sent, staged, ...logs, dryRun });
  } finally {
    await lock.release();
  }
}

interface PrunedLogs {
  rotated: boolean;
  /** Logs that were rotated long ago, and are gone now. */
  logs: number;
}

const noLogs: PrunedLogs = { rotated: false, logs: 0 };

interface Pruned extends PrunedLogs {
  sent: number;
  staged: number;
  dryRun: boolean;
}

function tell(talk: Talk, { sent, staged, logs, rotated, dryRun }: Pruned): number {
  talk.document({ schemaVersion, event: 'pruned', sent, staged, logs, log_rotated: rotated, dry_run: dryRun });
  const files = `${countOf(sent, 'sent report')} and ${countOf(staged, 'staging file')}`;
  const removed = logs === 0 ? files : `${files}, and ${countOf(logs, 'rotated log')}`;
  const log = dryRun ? '; would rotate deliveries.jsonl' : '; deliveries.jsonl rotated';
  talk.result(`${dryRun ? 'would delete' : 'deleted'} ${removed}${rotated ? log : ''}`);
  return exitCodes.done;
}

function isReport(name: string, info: FileFacts): boolean {
  return info.isFile() && name.endsWith('.md') && !name.startsWith('.');
}

// A file's mtime goes with it wherever it is moved; its ctime is set by the move into sent/, and so is when it was
// sent.
interface FileFacts {
  isFile: () => boolean;
  mtimeMs: bigint;
  ctimeMs: bigint;
}

async function removeOld(
  dir: string,
  dryRun: boolean,
  isOld: (name: string, info: FileFacts) => boolean,
  onRemoved = () => {},
): Promise<number> {
  let removed = 0;
  try {
    for await (const { name } of await opendir(dir)) {
      const info = lstatIfThere(join(dir, name));
      if (info === undefined || !isOld(name, info)) continue;
      if (!dryRun) await rm(join(dir, name), { recursive: true, force: true });
      removed += 1;
      onRemoved();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return removed;
    throw error;
  }
  if (removed > 0 && !dryRun) syncDir(dir);
  return removed;
}

// The log is rotated when its first line is old or it has grown large; rotated logs live as long as sent reports.
async function rotateLog(home: Home, cutoffMs: number, now: number, dryRun: boolean): Promise<PrunedLogs> {
  const old = listRotatedLogs(home).filter((path) => (timeOfRotation(path) ?? Infinity) < cutoffMs);
  // Counters go on from what they were.
  if (old.length > 0 && !dryRun) foldDeliveries(home, old);
  for (const path of old) if (!dryRun) await rm(path, { force: true });
  const info = lstatIfThere(home.deliveries);
  if (info === undefined || info.size === 0n) return { rotated: false, logs: old.length };
  const first = readFirstDelivery(home.deliveries);
  const isOld = first !== undefined && Date.parse(first.at) < cutoffMs;
  if (!isOld && info.size < largeLogBytes) return { rotated: false, logs: old.length };
  const stamp = new Date(now).toISOString().replace(/[-:.]/g, '');
  if (!dryRun) {
    await rename(home.deliveries, join(home.dir, `deliveries-${stamp}.jsonl`));
    syncDir(home.dir);
  }
  return { rotated: true, logs: old.length };
}

import { closeSync, constants } from 'node:fs';
import { join } from 'node:path';

import {
  digestOf,
  messageOf,
  mkdirDurable,
  openOrCreate,
  type ProcessRecord,
  readEnd,
  redact,
} from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { findSurvivorEnding } from './besideSurvivor.ts';
import { notStarted } from './describeEnding.ts';
import { type JobRun, runWithout } from './runJob.ts';
import { spawnCommand } from './spawnCommand.ts';

const keptBytes = 64 * 1024;

/** How long a start command may take, in seconds. */
export const defaultStartSeconds = 60;

/**
 * Runs a long job's start command. What it prints goes into a file of the directory `logs`, emptied at each start,
 * since a process that it leaves behind may go on printing. A log that cannot be made is an ending, too.
 * @param survivor a start command of before that could not be killed: none is run beside it
 * @throws a system error when the log cannot be read
 */
export async function startJob(
  job: Job,
  logs: string,
  survivor: ProcessRecord | undefined,
  timeoutSeconds = defaultStartSeconds,
): Promise<JobRun> {
  const argv = job.commands.start;
  if (argv === undefined) throw new TypeError(`${job.id}: has no start command`);
  const ending = await findSurvivorEnding(survivor);
  if (ending !== undefined) return runWithout(ending);
  let log: number;
  try {
    mkdirDurable(logs);
    // To append: what an earlier start has left behind may still print, and must leave no hole.
    const flags = constants.O_RDWR | constants.O_TRUNC | constants.O_APPEND | constants.O_NONBLOCK;
    log = openOrCreate(join(logs, logNameOf(job.id)), flags);
  } catch (error) {
    return runWithout(notStarted(`no log for its output: ${messageOf(error)}`));
  }
  try {
    const run = await spawnCommand({
      argv,
      cwd: job.cwd,
      timeoutMs: timeoutSeconds * 1000,
      stdout: log,
      stderr: log,
    });
    return {
      ...run,
      stdout: redact(readEnd(log, keptBytes).toString('utf8'), process.env),
      stderr: '',
      cries: [],
    };
  } finally {
    closeSync(log);
  }
}

// An id can be any text: as a file name it may be too long, or another one's.
function logNameOf(id: string): string {
  const readable = id.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60);
  return readable === id ? `${id}.log` : `${readable}-${digestOf(Buffer.from(id)).slice(0, 12)}.log`;
}

import { type Ending, isSuccess } from '@owner-report/cli';
import { messageOf, type ProcessRecord } from '@owner-report/spool';

import type { Argv, Job } from '../config/job.ts';
import { findSurvivorEnding } from '../run/besideSurvivor.ts';
import { describeEnding, survivorOf } from '../run/describeEnding.ts';
import { statusTimeoutMs } from '../run/runJob.ts';
import { openSideOutput, type SideOutput } from '../run/sideOutput.ts';
import { spawnCommand } from '../run/spawnCommand.ts';
import { parseStatus, type Status } from './status.ts';

const maxStatusBytes = 1024 * 1024;

/** What could be seen of a job. */
export type Observation =
  | { kind: 'seen'; status: Status }
  /** Its status is not known; `reason` says why. `survivor` is the status command itself, which cannot be killed. */
  | { kind: 'unobservable'; reason: string; survivor?: ProcessRecord }
  /** Its entry in the file can be used again; it was not looked at. */
  | { kind: 'usable' }
  /** Its entry in the file cannot be used. */
  | { kind: 'invalid'; reason: string };

/** What a look at a job can show. */
export type Look = Extract<Observation, { kind: 'seen' | 'unobservable' }>;

/**
 * Runs a long job's status command. Never rejects: what goes wrong is what was observed.
 * @param survivor a status command of before that could not be killed: none is run beside it
 */
export async function observe(job: Job, survivor?: ProcessRecord): Promise<Look> {
  try {
    const ending = await findSurvivorEnding(survivor);
    return ending === undefined
      ? await runStatus(job)
      : unobservable(`its status command ${describeEnding(ending)}`, ending);
  } catch (error) {
    return { kind: 'unobservable', reason: `its status could not be read: ${messageOf(error)}` };
  }
}

async function runStatus(job: Job): Promise<Look> {
  const { status } = job.commands;
  if (status === undefined) return { kind: 'unobservable', reason: 'it has no status command' };
  const stderr = openSideOutput();
  try {
    return await runWith(job, status, stderr);
  } finally {
    stderr.close();
  }
}

async function runWith(job: Job, status: Argv, stderr: SideOutput): Promise<Look> {
  const stdout: Buffer[] = [];
  let bytes = 0;
  const { ending } = await spawnCommand({
    argv: status,
    cwd: job.cwd,
    timeoutMs: statusTimeoutMs(job),
    onStdout: (chunk, stop) => {
      bytes += chunk.length;
      if (bytes > maxStatusBytes) stop();
      else stdout.push(chunk);
    },
    ...stderr.streams,
  });
  if (bytes > maxStatusBytes)
    return unobservable(`its status command printed more than ${maxStatusBytes} bytes`, ending);
  if (!isSuccess(ending)) {
    const lastLine = stderr.readLastLine();
    const detail = lastLine === '' ? '' : `: ${lastLine}`;
    return unobservable(`its status command failed (${describeEnding(ending)})${detail}`, ending);
  }
  const parsed = parseStatus(Buffer.concat(stdout).toString('utf8'));
  return typeof parsed === 'string' ? { kind: 'unobservable', reason: parsed } : { kind: 'seen', status: parsed };
}

function unobservable(reason: string, ending: Ending): Look {
  return { kind: 'unobservable', reason, ...survivorOf(ending) };
}

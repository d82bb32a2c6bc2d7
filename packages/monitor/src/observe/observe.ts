import { isSuccess } from '@owner-report/cli';
import { messageOf } from '@owner-report/spool';

import type { Argv, Job } from '../config/job.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { openScratchOutput, type ScratchOutput } from '../run/scratchOutput.ts';
import { spawnCommand } from '../run/spawnCommand.ts';
import { parseStatus, type Status } from './status.ts';

const defaultTimeoutSeconds = 30;
const maxStatusBytes = 1024 * 1024;

/** What could be seen of a job. */
export type Observation =
  | { kind: 'seen'; status: Status }
  /** Its status is not known; `reason` says why. */
  | { kind: 'unobservable'; reason: string }
  /** Its entry in the file can be used again; it was not looked at. */
  | { kind: 'usable' }
  /** Its entry in the file cannot be used. */
  | { kind: 'invalid'; reason: string };

/** What a look at a job can show. */
export type Look = Extract<Observation, { kind: 'seen' | 'unobservable' }>;

/** Runs a long job's status command. Never rejects: what goes wrong is what was observed. */
export async function observe(job: Job): Promise<Look> {
  try {
    return await runStatus(job);
  } catch (error) {
    return { kind: 'unobservable', reason: `its status could not be read: ${messageOf(error)}` };
  }
}

async function runStatus(job: Job): Promise<Look> {
  const { status } = job.commands;
  if (status === undefined) return { kind: 'unobservable', reason: 'it has no status command' };
  const stderr = openScratchOutput();
  try {
    return await runWith(job, status, stderr);
  } finally {
    stderr.close();
  }
}

async function runWith(job: Job, status: Argv, stderr: ScratchOutput): Promise<Look> {
  const stdout: Buffer[] = [];
  let bytes = 0;
  const { ending } = await spawnCommand({
    argv: status,
    cwd: job.cwd,
    timeoutMs: (job.policy.timeoutSeconds ?? defaultTimeoutSeconds) * 1000,
    onStdout: (chunk, stop) => {
      bytes += chunk.length;
      if (bytes > maxStatusBytes) stop();
      else stdout.push(chunk);
    },
    stderr: stderr.descriptor,
  });
  if (bytes > maxStatusBytes)
    return { kind: 'unobservable', reason: `its status command printed more than ${maxStatusBytes} bytes` };
  if (!isSuccess(ending)) {
    const lastLine = stderr.readLastLine();
    const detail = lastLine === '' ? '' : `: ${lastLine}`;
    return { kind: 'unobservable', reason: `its status command failed (${describeEnding(ending)})${detail}` };
  }
  const parsed = parseStatus(Buffer.concat(stdout).toString('utf8'));
  return typeof parsed === 'string' ? { kind: 'unobservable', reason: parsed } : { kind: 'seen', status: parsed };
}

import { type Ending, isSuccess, type OutputSinks, OutputTail } from '@owner-report/cli';
import type { ProcessRecord } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { findSurvivorEnding } from './besideSurvivor.ts';
import { CryWatch } from './cryWatch.ts';
import type { Gate } from './gate.ts';
import { readSafely } from './readSafely.ts';
import type { CommandRun } from './spawnCommand.ts';
import { spawnPiped } from './spawnPiped.ts';

const defaultRunTimeoutSeconds = 300;
const defaultStatusTimeoutSeconds = 30;
const shownLines = 8;

/** A job's command that has ended, with the ends of what it printed. */
export interface JobRun extends CommandRun {
  stdout: string;
  stderr: string;
  /** The first lines that hold ACTION REQUIRED or ALERT. */
  cries: string[];
}

/** How a run is to be seen: it is fine, it asks for attention, or it failed. */
export type Outcome = 'fine' | 'attention' | 'failed';

export interface RunOptions {
  timeoutSeconds?: number | undefined;
  /** Where its output goes on to as it comes; nothing that becomes of it there is felt by the command. */
  sinks?: OutputSinks | undefined;
  /** A run command of before that could not be killed: none is run beside it. */
  survivor?: ProcessRecord | undefined;
  /** Told the pid of the command when it runs, or waits at its gate. */
  onStart?: (pid: number) => void;
  /** It begins when this opens. */
  gate?: Gate;
}

/** Runs `commands.run` of a job, which must have one. */
export async function runJob(
  job: Job,
  { timeoutSeconds, sinks, survivor, onStart, gate }: RunOptions = {},
): Promise<JobRun> {
  const argv = job.commands.run;
  if (argv === undefined) throw new TypeError(`${job.id}: has no run command`);
  const survivorEnding = await findSurvivorEnding(survivor);
  if (survivorEnding !== undefined) return runWithout(survivorEnding);
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const [addStdout, addStderr] = [stdout.addStream(), stderr.addStream()];
  const cries = { stdout: new CryWatch(), stderr: new CryWatch() };
  const run = await spawnPiped({
    argv,
    cwd: job.cwd,
    timeoutMs: runTimeoutMs(job, { timeoutSeconds }),
    ...(onStart !== undefined && { onStart }),
    ...(gate !== undefined && { gate }),
    sinks,
    onStdout: (chunk) => {
      addStdout(chunk);
      cries.stdout.add(chunk);
    },
    onStderr: (chunk) => {
      addStderr(chunk);
      cries.stderr.add(chunk);
    },
  });
  for (const watcher of Object.values(cries)) watcher.end();
  return {
    ...run,
    stdout: readSafely(stdout),
    stderr: readSafely(stderr),
    cries: [...cries.stdout.lines, ...cries.stderr.lines].slice(0, shownLines),
  };
}

/** How long a run of the job may take, in milliseconds. */
export function runTimeoutMs(job: Job, { timeoutSeconds }: RunOptions): number {
  return (timeoutSeconds ?? job.policy.timeoutSeconds ?? defaultRunTimeoutSeconds) * 1000;
}

/** How long the status command of a job may take, in milliseconds. */
export function statusTimeoutMs({ policy }: Job): number {
  return (policy.timeoutSeconds ?? defaultStatusTimeoutSeconds) * 1000;
}

/** What there is to tell of a command that ended so without being run. */
export function runWithout(ending: Ending): JobRun {
  return { ending, durationMs: 0, stdout: '', stderr: '', cries: [] };
}

/** A run that failed, or that printed ACTION REQUIRED or ALERT, is worth a report. */
export function outcomeOf(run: JobRun): Outcome {
  if (!isSuccess(run.ending)) return 'failed';
  return run.cries.length > 0 ? 'attention' : 'fine';
}

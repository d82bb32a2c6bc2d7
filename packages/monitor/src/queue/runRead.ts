import { formatDuration } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { QueueItem } from '../state/state.ts';
import { cutTail, OutputTail } from '../run/outputTail.ts';
import { describeEnding, exitCodeOf, isSuccess, runCommand, type CommandRun } from '../run/runCommand.ts';
import { toOneLine } from '../report/oneLine.ts';

const defaultRunTimeoutSeconds = 300;
const shownLines = 8;
const cry = /ACTION REQUIRED|ALERT/;

/** A job's command that has ended, with the ends of what it printed. */
export interface JobRun extends CommandRun {
  stdout: string;
  stderr: string;
}

/** How a run is to be seen: it is fine, it asks for attention, or it failed. */
export type Outcome = 'fine' | 'attention' | 'failed';

export interface RunOptions {
  timeoutSeconds?: number | undefined;
  /** Shown the output as it comes. */
  watch?: { stdout(chunk: Buffer): void; stderr(chunk: Buffer): void } | undefined;
}

/** Runs `commands.run` of a job. Never rejects. */
export async function runJob(job: Job, { timeoutSeconds, watch }: RunOptions = {}): Promise<JobRun> {
  const argv = job.commands.run;
  if (argv === undefined) throw new TypeError(`${job.id}: has no run command`);
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const run = await runCommand({
    argv,
    cwd: job.cwd,
    timeoutMs: (timeoutSeconds ?? job.policy.timeoutSeconds ?? defaultRunTimeoutSeconds) * 1000,
    onStdout: (chunk) => {
      stdout.add(chunk);
      watch?.stdout(chunk);
    },
    onStderr: (chunk) => {
      stderr.add(chunk);
      watch?.stderr(chunk);
    },
  });
  return { ...run, stdout: stdout.read(), stderr: stderr.read() };
}

/** A run that failed, or that printed ACTION REQUIRED or ALERT, is worth a report. */
export function outcomeOf(run: JobRun): Outcome {
  if (!isSuccess(run.ending)) return 'failed';
  return cry.test(run.stdout) || cry.test(run.stderr) ? 'attention' : 'fine';
}

/** Lines of a section about a run: how it ended, and what it printed that matters. */
export function describeRun(run: JobRun, outcome: Outcome): string[] {
  const word = outcome === 'failed' ? 'failed' : 'done';
  return [
    `status: ${word} (${toOneLine(describeEnding(run.ending))}, ${formatDuration(run.durationMs)})`,
    ...pickLines(run, outcome).map((line) => `message: ${toOneLine(line)}`),
  ];
}

/** What the state file keeps of a run, in the fields of ops-framework 0.1.0. */
export function recordRun(run: JobRun): {
  exitCode: number;
  durationMs: number;
  stdoutTail: string;
  stderrTail: string;
} {
  return {
    exitCode: exitCodeOf(run.ending),
    durationMs: run.durationMs,
    stdoutTail: cutTail(run.stdout),
    stderrTail: cutTail(run.stderr),
  };
}

/** The same for the item that asked for it. */
export function recordItem(item: QueueItem, run: JobRun): void {
  const { exitCode, stdoutTail, stderrTail } = recordRun(run);
  Object.assign(item, { exitCode, stdoutTail, stderrTail, status: isSuccess(run.ending) ? 'done' : 'failed' });
}

// Of a run that cries, the lines that do; of one that failed without, the last ones.
function pickLines({ stdout, stderr }: JobRun, outcome: Outcome): string[] {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const crying = lines.filter((line) => cry.test(line));
  if (crying.length > 0) return crying.slice(0, shownLines);
  return outcome === 'fine' ? [] : lines.slice(-shownLines);
}

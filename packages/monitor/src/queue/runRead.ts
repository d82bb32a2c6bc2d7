import { formatDuration } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { toOneLine } from '../report/oneLine.ts';
import { CryWatch, cutTail, OutputTail } from '../run/outputTail.ts';
import { type CommandRun, describeEnding, exitCodeOf, isSuccess, runCommand } from '../run/runCommand.ts';
import type { QueueItem } from '../state/state.ts';

const defaultRunTimeoutSeconds = 300;
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
  /** Shown the output as it comes. */
  watch?: { stdout(chunk: Buffer): void; stderr(chunk: Buffer): void } | undefined;
  /** Told the pid of the command when it runs. */
  onStart?(pid: number): void;
}

/** Runs `commands.run` of a job. Never rejects. */
export async function runJob(job: Job, { timeoutSeconds, watch, onStart }: RunOptions = {}): Promise<JobRun> {
  const argv = job.commands.run;
  if (argv === undefined) throw new TypeError(`${job.id}: has no run command`);
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const cries = { stdout: new CryWatch(), stderr: new CryWatch() };
  const run = await runCommand({
    argv,
    cwd: job.cwd,
    timeoutMs: (timeoutSeconds ?? job.policy.timeoutSeconds ?? defaultRunTimeoutSeconds) * 1000,
    ...(onStart === undefined ? {} : { onStart }),
    onStdout: (chunk) => {
      stdout.add(chunk);
      cries.stdout.add(chunk);
      watch?.stdout(chunk);
    },
    onStderr: (chunk) => {
      stderr.add(chunk);
      cries.stderr.add(chunk);
      watch?.stderr(chunk);
    },
  });
  for (const watcher of Object.values(cries)) watcher.end();
  return {
    ...run,
    stdout: stdout.read(),
    stderr: stderr.read(),
    cries: [...cries.stdout.lines, ...cries.stderr.lines].slice(0, shownLines),
  };
}

/** A run that failed, or that printed ACTION REQUIRED or ALERT, is worth a report. */
export function outcomeOf(run: JobRun): Outcome {
  if (!isSuccess(run.ending)) return 'failed';
  return run.cries.length > 0 ? 'attention' : 'fine';
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
function pickLines({ stdout, stderr, cries }: JobRun, outcome: Outcome): string[] {
  if (cries.length > 0) return cries;
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return outcome === 'fine' ? [] : lines.slice(-shownLines);
}

import type { CommandSpec, Invocation } from '@owner-report/cli';
import { NotApprovedError, schemaVersion } from '@owner-report/spool';

import { type Memory, parseMemory } from '../evaluate/memory.ts';
import { observe } from '../observe/observe.ts';
import { type JobRun, recordRun } from '../queue/runRead.ts';
import { onTermination } from '../run/liveGroups.ts';
import { cutTail, OutputTail } from '../run/outputTail.ts';
import { describeEnding, exitCodeOf, isSuccess, runCommand } from '../run/runCommand.ts';
import { startJob } from '../run/startJob.ts';
import { fileOptions, type JobMonitor, openJob, readTimeoutSeconds } from './monitor.ts';
import { toDocument } from './toDocument.ts';

const timeoutOption = {
  'timeout-seconds': {
    type: 'string',
    describe: 'Seconds that the start or stop command may take (default 60)',
    placeholder: 'S',
  },
} as const;

export const startCommand: CommandSpec = {
  command: 'start <job>',
  describe: 'Start a long job; what it prints goes to a file in the directory .start-logs beside the state',
  positionals: { job: 'Id of a long_running_read' },
  options: {
    ...fileOptions,
    ...timeoutOption,
    'allow-risk': {
      type: 'boolean',
      describe: 'Start it although its risk is write_local or write_external',
      environment: false,
    },
  },
  run: start,
};

export const stopCommand: CommandSpec = {
  command: 'stop <job>',
  describe:
    'Stop a long job, by its stop command, else by TERM to the pid that its status names; no tick resumes it then',
  positionals: { job: 'Id of a long_running_read' },
  options: { ...fileOptions, ...timeoutOption },
  run: stop,
};

async function start(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'start', ['long_running_read']);
  const { job } = monitor;
  if (job.risk !== 'read_only' && !invocation.flag('allow-risk')) {
    throw new NotApprovedError(`start ${job.id}: expected a job of risk read_only, got ${job.risk}`, {
      remedy: 'If you know what it changes, add --allow-risk.',
    });
  }
  onTermination('forward');
  const startedAt = monitor.now.getTime() / 1000;
  await remember(monitor, () => ({ lastManualStartAt: startedAt, stoppedByHandAt: undefined }));
  const run = await startJob(job, monitor.stateFile.startLogs, timeoutOf(invocation));
  await remember(monitor, () => ({ lastStart: recordRun(run) }));
  return tell(monitor, 'start', run);
}

async function stop(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'stop', ['long_running_read']);
  const { job } = monitor;
  onTermination('forward');
  const { stop: argv } = job.commands;
  const run =
    argv === undefined
      ? terminate(await observe(job))
      : await runStop({ argv, cwd: job.cwd, timeoutMs: timeoutOf(invocation) * 1000 });
  const stoppedAt = monitor.now.getTime() / 1000;
  await remember(monitor, (memory) => ({
    lastStopAt: stoppedAt,
    lastStop: recordRun(run),
    // Seen running: a slow end of it is not a new beginning.
    ...(isSuccess(run.ending) && {
      stoppedByHandAt: stoppedAt,
      lastSeen: { completed: false, ...memory.lastSeen, running: true },
    }),
  }));
  return tell(monitor, 'stop', run);
}

async function runStop(command: Parameters<typeof runCommand>[0]): Promise<JobRun> {
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const run = await runCommand({
    ...command,
    onStdout: (chunk) => stdout.add(chunk),
    onStderr: (chunk) => stderr.add(chunk),
  });
  return { ...run, stdout: stdout.read(), stderr: stderr.read(), cries: [] };
}

// Without a stop command: the process that its status names.
function terminate(observation: Awaited<ReturnType<typeof observe>>): JobRun {
  const ended = (code: number, text: string): JobRun => ({
    ending: code === 0 ? { kind: 'exited', code } : { kind: 'not-started', reason: text },
    durationMs: 0,
    stdout: code === 0 ? text : '',
    stderr: '',
    cries: [],
  });
  if (observation.kind !== 'seen') return ended(1, `it has no stop command, and ${observation.reason}`);
  // The pid of one that does not run is another process by now.
  if (!observation.status.running) return ended(0, 'it is not running');
  const { pid } = observation.status;
  if (pid === undefined || pid === 1) return ended(1, 'it has no stop command, and its status names no pid');
  try {
    process.kill(pid, 'SIGTERM');
    return ended(0, `SIGTERM pid=${pid}`);
  } catch (error) {
    return ended(1, `SIGTERM to pid ${pid}: ${(error as Error).message}`);
  }
}

async function remember({ stateFile, job: { id } }: JobMonitor, change: (memory: Memory) => Memory): Promise<void> {
  await stateFile.update((state) => {
    const memory = parseMemory(state.jobs[id]);
    state.jobs[id] = { ...memory, ...change(memory) };
  });
}

function timeoutOf(invocation: Invocation): number {
  return readTimeoutSeconds(invocation) ?? 60;
}

function tell({ talk, job: { id } }: JobMonitor, what: string, run: JobRun): number {
  const exitCode = exitCodeOf(run.ending);
  talk.result(`${what} ${id}: ${describeEnding(run.ending)}`);
  for (const text of [run.stdout, run.stderr]) if (text.trim() !== '') talk.note(cutTail(text));
  talk.document({ schemaVersion, job: id, ...toDocument(run) });
  return exitCode;
}

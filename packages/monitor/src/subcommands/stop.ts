import { type CommandSpec, type Invocation, OutputTail, isSuccess } from '@owner-report/cli';

import { observe } from '../observe/observe.ts';
import { recordRun } from '../queue/recordRun.ts';
import { notStarted } from '../run/describeEnding.ts';
import { onTermination } from '../run/liveGroups.ts';
import { readSafely } from '../run/readSafely.ts';
import { type JobRun } from '../run/runJob.ts';
import { spawnCommand } from '../run/spawnCommand.ts';
import { fileOptions, openJob } from './monitor.ts';
import { memoryOf, remember, tellRun, timeoutOf, timeoutOption } from './startOrStop.ts';

export const stopSubcommand: CommandSpec = {
  command: 'stop <job>',
  describe:
    'Stop a long job, by its stop command, else by TERM to the pid that its status names; no tick resumes it then',
  positionals: { job: 'Id of a long_running_read' },
  options: { ...fileOptions, ...timeoutOption },
  run: stop,
};

async function stop(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'stop', ['long_running_read']);
  const { job } = monitor;
  onTermination('forward');
  const { stop: argv } = job.commands;
  const run =
    argv === undefined
      ? terminate(await observe(job, memoryOf(monitor).givenUp?.status))
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
  return tellRun(monitor, 'stop', run);
}

async function runStop(command: Parameters<typeof spawnCommand>[0]): Promise<JobRun> {
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const run = await spawnCommand({
    ...command,
    onStdout: stdout.addStream(),
    onStderr: stderr.addStream(),
  });
  return { ...run, stdout: readSafely(stdout), stderr: readSafely(stderr), cries: [] };
}

// Without a stop command: the process that its status names.
function terminate(observation: Awaited<ReturnType<typeof observe>>): JobRun {
  const ended = (code: number, text: string): JobRun => ({
    ending: code === 0 ? { kind: 'exited', code } : notStarted(text),
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

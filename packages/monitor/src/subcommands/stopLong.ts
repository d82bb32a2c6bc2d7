import { type Invocation, OutputTail, isSuccess } from '@owner-report/cli';
import { LockedError, messageOf } from '@owner-report/spool';

import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { observe } from '../observe/observe.ts';
import { recordRun } from '../queue/recordRun.ts';
import { notStarted } from '../run/describeEnding.ts';
import { askedToEnd, onTermination } from '../run/liveGroups.ts';
import { isThere } from '../run/processRecord.ts';
import { readSafely } from '../run/readSafely.ts';
import { type JobRun, runWithout } from '../run/runJob.ts';
import { type PipedCommand, spawnPiped } from '../run/spawnPiped.ts';
import type { State } from '../state/state.ts';
import { type JobMonitor, openJob } from './monitor.ts';
import { memoryOf, remember, tellRun, timeoutOf } from './startOrStop.ts';

/** `owner-report-monitor stop`. */
export async function stop(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'stop', ['long_running_read']);
  const { job, stateFile } = monitor;
  onTermination('forward');
  const stoppedAt = monitor.now.getTime() / 1000;
  const before = memoryOf(monitor);
  // From here on only a person starts it.
  await stateFile.update((state) => hold(monitor, state, stoppedAt));
  const { stop: argv } = job.commands;
  const run =
    argv === undefined
      ? terminate(await observe(job, before.givenUp?.status))
      : await runStop({ argv, cwd: job.cwd, timeoutMs: timeoutOf(invocation) * 1000 });
  await remember(monitor, (memory) => ({
    lastStopAt: stoppedAt,
    lastStop: recordRun(run),
    ...(isSuccess(run.ending)
      ? // Seen running: a slow end of it is not a new beginning.
        { stoppedByHandAt: stoppedAt, lastSeen: { completed: false, ...memory.lastSeen, running: true } }
      : { stoppedByHandAt: before.stoppedByHandAt }),
  }));
  return tellRun(monitor, 'stop', run);
}

async function hold({ job: { id } }: JobMonitor, state: State, stoppedAt: number): Promise<void> {
  const { starting } = parseMemory(state.jobs[id]);
  if (starting !== undefined && (await isThere(starting))) {
    throw new LockedError(`stop ${id}: process ${starting.pid} is starting it just now`, {
      remedy: 'Nothing was stopped. Try again.',
    });
  }
  changeMemory(state.jobs, id, { stoppedByHandAt: stoppedAt });
}

async function runStop(command: Pick<PipedCommand, 'argv' | 'cwd' | 'timeoutMs'>): Promise<JobRun> {
  const stdout = new OutputTail();
  const stderr = new OutputTail();
  const run = await spawnPiped({ ...command, onStdout: stdout.addStream(), onStderr: stderr.addStream() });
  return { ...run, stdout: readSafely(stdout), stderr: readSafely(stderr), cries: [] };
}

// Without a stop command: the process that its status names.
function terminate(observation: Awaited<ReturnType<typeof observe>>): JobRun {
  const signal = askedToEnd();
  if (signal !== undefined) return runWithout({ kind: 'killed', signal });
  const stopped = (text: string): JobRun => ({ ...runWithout({ kind: 'exited', code: 0 }), stdout: text });
  const failed = (reason: string): JobRun => runWithout(notStarted(reason));
  if (observation.kind !== 'seen') return failed(`it has no stop command, and ${observation.reason}`);
  // The pid of one that does not run is another process by now.
  if (!observation.status.running) return stopped('it is not running');
  const { pid } = observation.status;
  if (pid === undefined || pid === 1) return failed('it has no stop command, and its status names no pid');
  try {
    process.kill(pid, 'SIGTERM');
    return stopped(`SIGTERM pid=${pid}`);
  } catch (error) {
    return failed(`SIGTERM to pid ${pid}: ${messageOf(error)}`);
  }
}

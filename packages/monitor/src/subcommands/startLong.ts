import { type Invocation, isSuccess } from '@owner-report/cli';
import { LockedError, NotApprovedError } from '@owner-report/spool';

import { monitorHint, startHint } from '../config/monitorHint.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { beginRun, changeMemory, type Memory, parseMemory, rememberSurvivor } from '../evaluate/memory.ts';
import { type Look, observe } from '../observe/observe.ts';
import { claimStart, releaseStart } from '../queue/claimStart.ts';
import { followUpsOf } from '../queue/followUps.ts';
import { recordRun } from '../queue/recordRun.ts';
import { survivorOf } from '../run/describeEnding.ts';
import { askedToEnd, onTermination } from '../run/liveGroups.ts';
import { type JobRun, runWithout } from '../run/runJob.ts';
import { startJob } from '../run/startJob.ts';
import type { State } from '../state/state.ts';
import { type JobMonitor, openJob } from './monitor.ts';
import { memoryOf, tellRun, timeoutOf } from './startOrStop.ts';

/** `owner-report-monitor start`. */
export async function start(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'start', ['long_running_read']);
  const { job, stateFile, files } = monitor;
  if (job.risk !== 'read_only' && !invocation.flag('allow-risk')) {
    throw new NotApprovedError(`start ${job.id}: expected a job of risk read_only, got ${job.risk}`, {
      remedy: `If you know what it changes: ${startHint(files, job)}`,
    });
  }
  onTermination('forward');
  const before = await stateFile.update((state) => claim(monitor, state, timeoutOf(invocation)));
  // Nobody else starts it from here on: what is seen now holds.
  const { givenUp } = memoryOf(monitor);
  const look = await observe(job, givenUp?.status);
  const signal = askedToEnd();
  if (signal !== undefined) {
    await stateFile.update((state) => {
      releaseStart(state, job.id);
      changeMemory(state.jobs, job.id, before);
    });
    return tellRun(monitor, 'start', runWithout({ kind: 'killed', signal }));
  }
  const isRunning = look.kind === 'seen' && look.status.running;
  const run = isRunning ? notNeeded() : await startJob(job, stateFile.startLogs, givenUp?.start, timeoutOf(invocation));
  await stateFile.update((state) => {
    releaseStart(state, job.id);
    if (!isRunning) settle(monitor, look, run, state);
  });
  return tellRun(monitor, 'start', run);
}

// Returns what is to be remembered again if it is not started after all.
async function claim({ job, now, files }: JobMonitor, state: State, timeoutSeconds: number): Promise<Partial<Memory>> {
  const { lastManualStartAt, stoppedByHandAt } = parseMemory(state.jobs[job.id]);
  const obstacle = await claimStart(state, job, 'person', now, timeoutSeconds);
  if (obstacle === undefined) return { lastManualStartAt, stoppedByHandAt };
  throw new LockedError(`start ${job.id}: ${obstacle.reason}`, {
    remedy: `It was not started a second time. See whether it runs: ${monitorHint(files, 'status')}`,
  });
}

function settle({ job, jobs, now }: JobMonitor, look: Look, run: JobRun, state: State): void {
  rememberSurvivor(state.jobs, job.id, 'start', survivorOf(run.ending).survivor);
  // The run before may have ended since the last tick, which then has not followed it.
  if (job.enabled && look.kind === 'seen' && look.status.completed) {
    const { silent, follow } = evaluate(job, look, parseMemory(state.jobs[job.id]), now);
    state.jobs[job.id] = silent;
    if (follow !== undefined) state.queue.push(...followUpsOf(job, follow, jobs, now));
  }
  if (isSuccess(run.ending)) state.jobs[job.id] = beginRun(parseMemory(state.jobs[job.id]));
  changeMemory(state.jobs, job.id, { lastStart: recordRun(run) });
}

function notNeeded(): JobRun {
  return {
    ...runWithout({ kind: 'exited', code: 0 }),
    stdout: 'it is running already, and was not started a second time',
  };
}

import { exitCodeOfEnding, flushSinks, type Invocation, openSinks } from '@owner-report/cli';
import { exitCodes, NotApprovedError, schemaVersion } from '@owner-report/spool';

import { flushAfterRun } from '../outbox/flushAfterRun.ts';
import { putIntoOutbox } from '../outbox/outbox.ts';
import { compactQueue } from '../queue/followUps.ts';
import { recordOneShot } from '../queue/recordRun.ts';
import { composeRunSection } from '../report/runSection.ts';
import { subjectOf } from '../report/section.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { onTermination } from '../run/liveGroups.ts';
import { type JobRun, outcomeOf, runJob } from '../run/runJob.ts';
import { findLeave } from '../write/approval.ts';
import { runWrite } from '../write/runWrite.ts';
import { type JobMonitor, openJob, readTimeoutSeconds, showState } from './monitor.ts';
import { runDocument } from './runDocument.ts';
import { memoryOf } from './startOrStop.ts';

/** `owner-report-monitor run`. */
export async function runOne(invocation: Invocation): Promise<number> {
  const monitor = openJob(invocation, 'run', ['one_shot_read', 'one_shot_write']);
  const { job } = monitor;
  if (job.kind === 'one_shot_read' && job.risk !== 'read_only') {
    throw new NotApprovedError(`run ${job.id}: expected a job of risk read_only, got ${job.risk}`, {
      remedy: 'Make it a one_shot_write, which can be approved.',
    });
  }
  const timeoutSeconds = readTimeoutSeconds(invocation);
  if (invocation.flag('dry-run')) return preview(monitor);
  onTermination('forward');
  const sinks = monitor.talk.json ? undefined : openSinks();
  const options = { timeoutSeconds, sinks };
  const run =
    job.kind === 'one_shot_write'
      ? await runWrite({ ...monitor, options })
      : await recordRead(monitor, await runJob(job, { ...options, survivor: memoryOf(monitor).givenUp?.run }));
  // Only now: a reader that takes its time holds up no record.
  if (sinks !== undefined)
    for (const complaint of await flushSinks(sinks)) monitor.talk.warn(`run ${job.id}: ${complaint}`);
  monitor.talk.note(`run ${job.id}: ${describeEnding(run.ending)}`);
  monitor.talk.document({ schemaVersion, job: job.id, ...runDocument(run) });
  return exitCodeOfEnding(run.ending);
}

async function recordRead(monitor: JobMonitor, run: JobRun): Promise<JobRun> {
  const { stateFile, now, job, jobs } = monitor;
  const outcome = outcomeOf(run);
  const endedAt = new Date(now.getTime() + run.durationMs);
  await stateFile.update((state) => {
    recordOneShot(job, run, { jobs, state, now: endedAt });
    state.queue = compactQueue(state.queue);
    putIntoOutbox(state, outcome === 'fine' ? [] : [composeRunSection(subjectOf(job), run, outcome)], now);
  });
  await flushAfterRun(monitor, run);
  return run;
}

function preview(monitor: JobMonitor): number {
  const { talk, now, job } = monitor;
  const state = showState(monitor);
  const leave = job.kind === 'one_shot_write' ? findLeave(job, state, now) : undefined;
  const refused = leave?.kind === 'none' ? leave.reason : undefined;
  talk.result(`would run in ${job.cwd}: ${JSON.stringify(job.commands.run)}`);
  if (leave?.kind === 'approved') talk.result(`approved by ${leave.approval.by}, until ${leave.approval.expiresAt}`);
  if (leave?.kind === 'standing') talk.warn('approved by the config file itself (standing approval)');
  if (refused !== undefined) talk.result(`would be refused: ${refused}`);
  talk.document({
    schemaVersion,
    job: job.id,
    dry_run: true,
    command: job.commands.run,
    cwd: job.cwd,
    approved: leave === undefined ? null : refused === undefined,
    refused: refused ?? null,
  });
  return refused === undefined ? exitCodes.done : exitCodes.notApproved;
}

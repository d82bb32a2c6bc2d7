import type { Invocation } from '@owner-report/cli';
import { exitCodes, formatDuration, redact, schemaVersion, toPrintableLine } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { formatProblem } from '../config/problem.ts';
import { readJobs } from '../config/readJobs.ts';
import { parseMemory } from '../evaluate/memory.ts';
import { hideSecrets } from '../observe/hideSecrets.ts';
import { type Look, observe } from '../observe/observe.ts';
import { isOpen } from '../queue/followUps.ts';
import { describeProgress, describeState } from '../report/jobSection.ts';
import { toOneLine } from '../report/oneLine.ts';
import { onTermination } from '../run/liveGroups.ts';
import { mapLimited } from '../run/turns.ts';
import type { State } from '../state/state.ts';
import { findLeave } from '../write/approval.ts';
import { openMonitor, showState, tellWarnings } from './monitor.ts';

interface JobState {
  id: string;
  text: string;
  document: object;
}

/** `owner-report-monitor status`. */
export async function showStatus(invocation: Invocation): Promise<number> {
  const monitor = openMonitor(invocation);
  const { stateFile, talk, now } = monitor;
  onTermination('abort');
  const jobs = readJobs(monitor.configPath);
  tellWarnings(monitor, jobs);
  const state = showState(monitor);
  const states = await mapLimited([...jobs.jobs.values()], (job) => readJobState(job, state, now));
  const queued = state.queue.filter(isOpen).length;
  for (const { id, text } of states) talk.result(toPrintableLine(`${id}: ${text}`));
  for (const { id, problems } of jobs.faults)
    talk.result(toPrintableLine(`${id}: left out: ${problems.map(formatProblem).join('; ')}`));
  if (queued > 0) talk.result(`queue: ${queued}`);
  talk.document({
    schemaVersion,
    config: jobs.path,
    state: stateFile.path,
    jobs: states.map(({ document }) => document),
    faults: jobs.faults.map(({ id, kind, problems }) => ({ id, kind, problems })),
    queued,
  });
  return exitCodes.done;
}

async function readJobState(job: Job, state: State, now: Date): Promise<JobState> {
  const { id, name, kind, risk, enabled } = job;
  const common = { job: id, name, kind, risk, enabled };
  if (kind === 'long_running_read') {
    const observation = await observe(job, parseMemory(state.jobs[id]).givenUp?.status);
    return { id, text: describeLong(job, observation), document: { ...common, ...observationDocument(observation) } };
  }
  const { lastRun, lastRunAt } = parseMemory(state.jobs[id]);
  const exitCode = lastRun?.exitCode ?? null;
  const ago = lastRunAt === undefined ? '' : `, ${formatDuration(now.getTime() - lastRunAt * 1000)} ago`;
  const last = exitCode === null ? 'never ran' : `last run exit ${exitCode}${ago}`;
  const run = {
    last_exit_code: exitCode,
    last_run_at: lastRunAt === undefined ? null : new Date(lastRunAt * 1000).toISOString(),
  };
  if (kind === 'one_shot_read') return { id, text: last, document: { ...common, ...run } };
  const leave = findLeave(job, state, now);
  const approved = leave.kind === 'none' ? `not approved (${leave.reason})` : `approved (${leave.kind})`;
  return { id, text: `write, ${approved}; ${last}`, document: { ...common, ...run, approved: leave.kind !== 'none' } };
}

function describeLong({ enabled }: Job, observation: Look): string {
  const parts = [describeState(observation)];
  if (observation.kind === 'seen') {
    const progress = describeProgress(observation.status);
    if (progress !== '') parts.push(progress);
    if (observation.status.message !== undefined) parts.push(toOneLine(observation.status.message));
  } else parts.push(toOneLine(observation.reason));
  return `${enabled ? '' : '(disabled) '}${parts.join('; ')}`;
}

function observationDocument(observation: Look): object {
  if (observation.kind !== 'seen') return { state: 'unknown', reason: redact(observation.reason, process.env) };
  const { running, completed, pid, stopReason, progress, progressKey, level, message } = observation.status;
  return {
    state: completed ? 'completed' : running ? 'running' : 'paused',
    running,
    completed,
    pid: pid ?? null,
    stop_reason: hide(stopReason),
    progress: hideSecrets(progress ?? null),
    progress_key: hide(progressKey),
    level,
    message: hide(message),
  };
}

function hide(text: string | undefined): string | null {
  return text === undefined ? null : redact(text, process.env);
}

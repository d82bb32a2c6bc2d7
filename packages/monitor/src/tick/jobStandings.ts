import type { JobStanding } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import { approveHint } from '../config/monitorHint.ts';
import { formatProblem } from '../config/problem.ts';
import type { Fault } from '../config/readJobs.ts';
import { type Memory, parseAnomaly, parseMemory } from '../evaluate/memory.ts';
import type { Observation } from '../observe/observe.ts';
import { describeProgress } from '../report/jobSection.ts';
import { toOneLine } from '../report/oneLine.ts';
import type { Ledger } from '../state/ledger.ts';
import { findLeave, findRefusal } from '../write/approval.ts';

const nothing = {
  progress: null,
  message: null,
  progress_at: null,
  stall_seconds: null,
  last_run_at: null,
  last_exit_code: null,
  approve: null,
};

/**
 * How the jobs of a file stand, in its order, the entries that cannot be used behind them. Pure.
 * @param ledger as a tick leaves it
 * @param seen what that tick has seen, by job
 */
export function jobStandings(
  ledger: Pick<Ledger, 'jobs' | 'state' | 'now' | 'files'>,
  seen: ReadonlyMap<string, Observation>,
): JobStanding[] {
  const { jobs, faults } = ledger.jobs;
  return [
    ...[...jobs.values()].map((job) => standingOf(job, seen.get(job.id), ledger)),
    ...faults.map(standingOfFault),
  ];
}

function standingOf(
  job: Job,
  observation: Observation | undefined,
  ledger: Pick<Ledger, 'state' | 'now' | 'files'>,
): JobStanding {
  const { id, name, kind, enabled } = job;
  const memory = parseMemory(ledger.state.jobs[id]);
  const facts = kind === 'long_running_read' ? longFacts(job, memory, observation) : runFacts(job, memory, ledger);
  const standing = { job: id, name: toOneLine(name), kind, ...nothing, ...facts };
  return enabled ? standing : { ...standing, state: 'disabled' };
}

function standingOfFault({ id, kind, problems }: Fault): JobStanding {
  const message = toOneLine(problems.map(formatProblem).join('; '));
  return { job: id, name: id, kind, ...nothing, state: 'invalid', message };
}

type Facts = Partial<JobStanding> & Pick<JobStanding, 'state'>;

function longFacts({ policy }: Job, memory: Readonly<Memory>, observation: Observation | undefined): Facts {
  const { stallSeconds } = policy;
  const clock = {
    progress_at: toTime(memory.lastProgressAt),
    stall_seconds: stallSeconds === 0 ? null : stallSeconds,
  };
  return { state: stateOfLong(memory), ...clock, ...describeLook(observation) };
}

function stateOfLong({ anomalyAtLook, lastSeen }: Readonly<Memory>): JobStanding['state'] {
  const anomaly = parseAnomaly(anomalyAtLook);
  if (anomaly !== undefined) return anomaly.kind === 'unobservable' ? 'unknown' : anomaly.kind;
  if (lastSeen === undefined) return 'unseen';
  return lastSeen.completed ? 'completed' : lastSeen.running ? 'running' : 'paused';
}

function describeLook(observation: Observation | undefined): Pick<JobStanding, 'progress' | 'message'> {
  if (observation?.kind === 'unobservable') return { progress: null, message: toOneLine(observation.reason) };
  if (observation?.kind !== 'seen') return { progress: null, message: null };
  const { status } = observation;
  return {
    progress: describeProgress(status) || null,
    message: status.message === undefined ? null : toOneLine(status.message),
  };
}

function runFacts(
  job: Job,
  memory: Readonly<Memory>,
  { state, now, files }: Pick<Ledger, 'state' | 'now' | 'files'>,
): Facts {
  const exitCode = memory.lastRun?.exitCode ?? null;
  const run = { last_run_at: toTime(memory.lastRunAt), last_exit_code: exitCode };
  const refusal = findRefusal(memory);
  if (refusal !== undefined && findLeave(job, state, now).kind === 'none')
    return { state: 'blocked', ...run, message: toOneLine(refusal), approve: approveHint(files, job.id) };
  return { state: exitCode === null ? 'unseen' : exitCode === 0 ? 'passed' : 'failed', ...run };
}

function toTime(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}

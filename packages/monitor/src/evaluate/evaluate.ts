import { isQuiet } from '@owner-report/cli';
import { formatDuration } from '@owner-report/spool';

import type { Job } from '../config/job.ts';
import type { Observation } from '../observe/observe.ts';
import type { Status } from '../observe/status.ts';
import { forgetAnomaly, isLevelDamped, lastToldAt, rememberAnomaly, rememberKey, weighAnomaly } from './damping.ts';
import { formatMoment } from './formatMoment.ts';
import { elapsedSeconds, leastRepeatSeconds } from './interval.ts';
import { type Anomaly, type Memory, parseAnomaly } from './memory.ts';
import { followProgress } from './standstill.ts';
import type { Occasion, Verdict } from './verdict.ts';

// A job that still runs so long after it was stopped has been begun again.
const slowestStopSeconds = 600;

/**
 * Decides what a tick says and does about one job. Pure: the same arguments give the same verdict. docs/rules.md has
 * the rules as a table.
 */
export function evaluate(job: Job, observation: Observation, memory: Memory, now: Date): Verdict {
  const nowSeconds = now.getTime() / 1000;
  const seen = remember(job, observation, memory, nowSeconds);
  const anomaly = findAnomaly(job, observation, seen, nowSeconds);
  const weighed = anomaly === undefined ? undefined : weighAnomaly(job, anomaly, seen, nowSeconds);
  const silent = settleAnomaly(weighed?.silent ?? seen, anomaly);
  const resume = wantsResume(job, observation, silent, nowSeconds);
  const facts = { job, observation, memory: silent, nowSeconds, resume };
  const isDue = weighed?.isDue === true;
  const interrupted = memory.resuming;
  const follow = findFollowUp(observation, memory);
  if (follow !== undefined) silent.followed = follow;
  if (resume) silent.lastAutoResumeAt = nowSeconds;
  let occasion: Occasion | undefined;
  if (anomaly === undefined) occasion = findRoutine(job, observation, silent, now);
  else if (isDue || resume || interrupted !== undefined)
    occasion = { kind: 'anomaly', anomaly, ...describeAnomaly(anomaly, facts), remark: weighed?.remark };
  if (interrupted !== undefined) occasion ??= { kind: 'change' };
  return {
    observation,
    occasion,
    remark: describeOvertaken(observation, silent, now),
    resume,
    onlyIfNews: anomaly !== undefined && !isDue && interrupted === undefined && !isAttemptDue(silent, nowSeconds),
    interrupted,
    follow,
    silent,
    said: rememberTold(job, silent, observation, occasion, nowSeconds),
  };
}

// What is remembered after this look, whether anything is said or not.
function remember(job: Job, observation: Observation, memory: Memory, nowSeconds: number): Memory {
  if (observation.kind !== 'seen') return { ...memory };
  const { running, completed, progressKey, stopReason } = observation.status;
  const restarted = running && memory.lastSeen?.running === false;
  const { stallSeconds } = job.policy;
  const progress = followProgress(memory, observation.status, stallSeconds, nowSeconds, restarted);
  const next: Memory = { ...memory, ...progress };
  const outlasted = running && elapsedSeconds(nowSeconds, memory.stoppedByHandAt) > slowestStopSeconds;
  if (restarted || outlasted) delete next.stoppedByHandAt;
  next.reported ??= {
    running: memory.lastSeen?.running ?? false,
    completed: memory.reportedCompleted ?? false,
    level: 'ok',
  };
  next.lastSeen = { running, completed, progressKey: progressKey ?? null, stopReason: stopReason ?? null };
  if (completed) {
    if (memory.reportedCompleted !== true) next.heldCompletionAt ??= nowSeconds;
  } else {
    delete next.reportedCompleted;
    if (running || observation.status.level !== 'alert') delete next.followed;
  }
  return next;
}

function findAnomaly(job: Job, observation: Observation, memory: Memory, nowSeconds: number): Anomaly | undefined {
  if (observation.kind === 'usable') return undefined;
  if (observation.kind !== 'seen') return { kind: observation.kind, level: null, stopReason: null };
  const { status } = observation;
  const as = (kind: Anomaly['kind']): Anomaly => ({ kind, level: status.level, stopReason: status.stopReason ?? null });
  if (!status.running && !status.completed) return as('paused');
  if (isStalled(job, status, memory, nowSeconds)) return as('stalled');
  return status.level === 'alert' ? as('alert') : undefined;
}

function isStalled(job: Job, status: Status, memory: Memory, nowSeconds: number): boolean {
  const { stallSeconds } = job.policy;
  if (!status.running || status.completed || stallSeconds === 0 || status.progressKey === undefined) return false;
  return memory.lastProgressAt !== undefined && nowSeconds - memory.lastProgressAt >= stallSeconds;
}

// The end of an anomaly is reported once. Until that is done it stays in memory, so that one which comes back is the
// same.
function settleAnomaly(memory: Memory, anomaly: Anomaly | undefined): Memory {
  const last = parseAnomaly(memory.lastAnomalyKey);
  const { recoveredFrom: _recovered, ...rest } = memory;
  if (anomaly !== undefined) return rest;
  const { anomalyAtLook: _seen, ...calm } = rest;
  return last === undefined ? calm : { ...calm, recoveredFrom: last.kind };
}

// An attempt to resume is told each time, but not more often than any anomaly may be.
function isAttemptDue(memory: Memory, nowSeconds: number): boolean {
  return elapsedSeconds(nowSeconds, lastToldAt(memory)) >= leastRepeatSeconds;
}

function wantsResume(job: Job, observation: Observation, memory: Memory, nowSeconds: number): boolean {
  if (observation.kind !== 'seen' || observation.status.running || observation.status.completed) return false;
  if (!job.policy.autoResume || job.kind !== 'long_running_read' || job.risk !== 'read_only') return false;
  if (memory.stoppedByHandAt !== undefined) return false;
  return secondsSinceStart(memory, nowSeconds) >= job.policy.autoResumeBackoffSeconds;
}

/** Seconds since the job was last started, by a tick, as a follow-up or by hand. */
export function secondsSinceStart({ lastAutoResumeAt, lastManualStartAt }: Memory, nowSeconds: number): number {
  return Math.min(elapsedSeconds(nowSeconds, lastAutoResumeAt), elapsedSeconds(nowSeconds, lastManualStartAt));
}

function findRoutine(job: Job, observation: Observation, memory: Memory, now: Date): Occasion | undefined {
  if (memory.recoveredFrom !== undefined) return { kind: 'recovery', from: memory.recoveredFrom };
  if (observation.kind !== 'seen') return undefined;
  const { status } = observation;
  const { reported } = memory;
  const isOtherLevel = reported !== undefined && reported.level !== status.level;
  if (isOtherLevel && !(status.level === 'warn' && isLevelDamped(job, 'warn', memory, now.getTime() / 1000)))
    return { kind: 'change' };
  if (isQuiet(job.policy.quietHours, now)) return undefined;
  if (memory.heldCompletionAt !== undefined) return { kind: 'completion' };
  if (reported?.running !== status.running || reported.completed !== status.completed) return { kind: 'change' };
  return isProgressDue(job, status, memory, now.getTime() / 1000) ? { kind: 'progress' } : undefined;
}

function isProgressDue(job: Job, status: Status, memory: Memory, nowSeconds: number): boolean {
  const { reportEverySeconds, reportWhileRunning, onlyOnChange } = job.policy;
  if (!status.running || status.completed || !reportWhileRunning || reportEverySeconds === 0) return false;
  if (elapsedSeconds(nowSeconds, memory.lastReportAt) < reportEverySeconds) return false;
  return !onlyOnChange || (status.progressKey ?? null) !== (memory.lastReportedProgressKey ?? null);
}

// Success of a long job is its completion; failure, that it stands still and raises an alert. Each once.
function findFollowUp(observation: Observation, memory: Memory): 'success' | 'failure' | undefined {
  if (observation.kind !== 'seen') return undefined;
  const { running, completed, level } = observation.status;
  if (completed) {
    // Before this version the completion was reported, and followed by nothing: it is history.
    const known = memory.followed === 'success' || (memory.followed === undefined && memory.reportedCompleted === true);
    return known ? undefined : 'success';
  }
  return !running && level === 'alert' && memory.followed !== 'failure' ? 'failure' : undefined;
}

function describeOvertaken(observation: Observation, memory: Memory, now: Date): string | undefined {
  if (memory.heldCompletionAt === undefined || observation.kind !== 'seen' || observation.status.completed)
    return undefined;
  const at = formatMoment(new Date(memory.heldCompletionAt * 1000), now, 'minutes');
  return `completed at ${at}, and begun again since`;
}

interface AnomalyFacts {
  job: Job;
  observation: Observation;
  memory: Memory;
  nowSeconds: number;
  resume: boolean;
}

function describeAnomaly(
  anomaly: Anomaly,
  { job, observation, memory, nowSeconds, resume }: AnomalyFacts,
): { text: string; advice?: 'start' } {
  if (observation.kind === 'usable') return { text: '' };
  if (observation.kind !== 'seen') return { text: observation.reason };
  if (anomaly.kind === 'stalled') {
    const standing = formatDuration((nowSeconds - (memory.lastProgressAt ?? nowSeconds)) * 1000);
    return { text: `stalled, no progress for ${standing}` };
  }
  if (anomaly.kind === 'alert') return { text: 'the job raises an alert' };
  const how = memory.stoppedByHandAt !== undefined ? 'stopped by hand' : 'paused, neither running nor completed';
  if (resume) return { text: `${how}; look why it stopped` };
  if (job.policy.autoResume && job.risk !== 'read_only')
    return { text: `${how}; autoResume does not start a job of risk ${job.risk}`, advice: 'start' };
  return { text: how, advice: 'start' };
}

// What is remembered once an occasion is told.
function rememberTold(
  job: Job,
  memory: Memory,
  observation: Observation,
  occasion: Occasion | undefined,
  nowSeconds: number,
): Memory {
  if (occasion === undefined) return memory;
  const { recoveredFrom: _recovered, heldCompletionAt: _held, resuming: _resuming, ...rest } = memory;
  const isWarned =
    observation.kind === 'seen' && observation.status.level === 'warn' && memory.reported?.level !== 'warn';
  const noted = isWarned ? rememberKey(job, 'warn', rest, nowSeconds) : rest;
  const said =
    occasion.kind === 'anomaly' ? rememberAnomaly(job, occasion.anomaly, noted, nowSeconds) : forgetAnomaly(noted);
  said.lastReportAt = nowSeconds;
  if (observation.kind !== 'seen')
    return memory.heldCompletionAt === undefined ? said : { ...said, heldCompletionAt: memory.heldCompletionAt };
  const { running, completed, level, progressKey } = observation.status;
  said.reported = { running, completed, level: level === 'alert' ? 'ok' : level };
  said.lastReportedProgressKey = progressKey ?? null;
  if (completed) said.reportedCompleted = true;
  return said;
}

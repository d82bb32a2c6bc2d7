import { isSuccess } from '@owner-report/cli';

import type { Job } from '../config/job.ts';
import { evaluateRun } from '../evaluate/evaluateRun.ts';
import { changeMemory, parseMemory } from '../evaluate/memory.ts';
import { recordItem, recordOneShot, recordRun } from '../queue/recordRun.ts';
import { describeRun } from '../report/describeRun.ts';
import { toOneLine } from '../report/oneLine.ts';
import { composeBlockedSection, composeRunSection, composeVerificationSection } from '../report/runSection.ts';
import { type Section, type Subject, subjectOf } from '../report/section.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { type JobRun, outcomeOf } from '../run/runJob.ts';
import type { Ledger } from '../state/ledger.ts';
import type { QueueItem } from '../state/state.ts';
import type { DueResult } from './carryOut.ts';
import { type Plan } from './planTick.ts';

/** Writes a due run into the state, and returns its section if it is worth one. */
export function settleRun(result: DueResult, ledger: Ledger): Section[] {
  const { jobs, state } = ledger;
  const { itemId, jobId } = result.due;
  const item = state.queue.find(({ id }) => id === itemId);
  const job = jobs.jobs.get(jobId);
  // Its item is no longer in the queue, so there is nothing to record it in.
  if (item === undefined) return [];
  if (result.kind === 'blocked' || job === undefined) {
    const reason = result.kind === 'blocked' ? result.reason : 'no such job is configured';
    Object.assign(item, { status: 'blocked', lastError: reason });
    const subject = job === undefined ? { id: jobId, name: jobId, kind: 'kind unknown' } : subjectOf(job);
    return [composeBlockedSection(subject, item, reason, 'type' in result ? result.type : undefined)];
  }
  if (result.kind === 'running') {
    item.status = item.verifies === undefined ? 'done' : 'started';
    return [];
  }
  recordItem(item, result.run);
  return result.kind === 'started'
    ? settleStart(item, job, result.run, ledger)
    : settleRead(item, job, result.run, ledger);
}

/**
 * Ends verifications by long jobs that have ended.
 * @param plan what was seen, and which items had been started by then.
 */
export function settleVerifications(plan: Plan, ledger: Ledger): Section[] {
  return ledger.state.queue
    .filter((item) => item.status === 'started' && plan.verifying.has(item.id))
    .flatMap((item) => settleWaiting(item, plan, ledger));
}

function settleWaiting(item: QueueItem, { decided }: Plan, ledger: Ledger): Section[] {
  const job = ledger.jobs.jobs.get(item.jobId);
  if (job === undefined) {
    item.status = 'failed';
    const subject = { id: item.jobId, name: item.jobId, kind: 'kind unknown' };
    return [settleVerification(subject, item, false, ['status: no such job is configured any more'], ledger)];
  }
  const observation = decided.find(({ id }) => id === job.id)?.verdict.observation;
  if (observation?.kind !== 'seen') return [];
  const { running, completed, level } = observation.status;
  const failed = level === 'alert' && !running;
  if (!completed && !failed) return [];
  item.status = failed ? 'failed' : 'done';
  const line = failed ? 'status: it stands still and raises an alert' : 'status: completed';
  return [settleVerification(subjectOf(job), item, !failed, [line], ledger)];
}

function settleRead(item: QueueItem, job: Job, run: JobRun, ledger: Ledger): Section[] {
  recordOneShot(job, run, ledger);
  const outcome = outcomeOf(run);
  const subject = subjectOf(job);
  if (item.verifies !== undefined)
    return [settleVerification(subject, item, outcome === 'fine', describeRun(run, outcome), ledger)];
  if (item.scheduled === true) return settleScheduled(item, job, run, ledger);
  return outcome === 'fine' ? [] : [composeRunSection(subject, run, outcome)];
}

// A scheduled check that fails again and again is an anomaly like any other: at once, then seldom, and its end once.
function settleScheduled(item: QueueItem, job: Job, run: JobRun, { state, now }: Ledger): Section[] {
  const outcome = outcomeOf(run);
  const { memory, say, remark } = evaluateRun(job, outcome, run.ending, parseMemory(state.jobs[job.id]), now);
  state.jobs[job.id] = memory;
  // The schedule itself is its history.
  state.queue = state.queue.filter((other) => other !== item);
  return say === undefined
    ? []
    : [composeRunSection(subjectOf(job), run, outcome, { recovered: say === 'recovery', remark })];
}

// A long job that was queued is done when it is completed; until then ticks look after it.
function settleStart(item: QueueItem, job: Job, run: JobRun, ledger: Ledger): Section[] {
  const { state, now } = ledger;
  changeMemory(state.jobs, job.id, { lastStart: recordRun(run), lastManualStartAt: now.getTime() / 1000 });
  if (isSuccess(run.ending)) {
    if (item.verifies !== undefined) item.status = 'started';
    return [];
  }
  if (item.verifies === undefined) return [composeRunSection(subjectOf(job), run, 'failed')];
  const line = `status: start failed (${toOneLine(describeEnding(run.ending))})`;
  return [settleVerification(subjectOf(job), item, false, [line], ledger)];
}

function settleVerification(
  subject: Subject,
  item: QueueItem,
  passed: boolean,
  lines: string[],
  { audit }: Ledger,
): Section {
  const write = item.verifies ?? '';
  audit.push({ event: 'verified', job: write, run_id: item.runId ?? null, by_job: subject.id, passed });
  return composeVerificationSection(subject, write, passed, lines);
}

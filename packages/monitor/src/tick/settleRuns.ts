import { isSuccess } from '@owner-report/cli';

import type { Job } from '../config/job.ts';
import { describeMissing } from '../config/readJobs.ts';
import { evaluateRun } from '../evaluate/evaluateRun.ts';
import { elapsedSeconds } from '../evaluate/interval.ts';
import { beginRun, changeMemory, parseMemory, rememberSurvivor } from '../evaluate/memory.ts';
import { releaseStart } from '../queue/claimStart.ts';
import { recordItem, recordOneShot, recordRun } from '../queue/recordRun.ts';
import { describeRun } from '../report/describeRun.ts';
import { describeState } from '../report/jobSection.ts';
import { toOneLine } from '../report/oneLine.ts';
import {
  type Block,
  composeBlockedSection,
  composeRunSection,
  composeVerificationSection,
  composeWaitingSection,
} from '../report/runSection.ts';
import { type Section, type Subject, subjectOf } from '../report/section.ts';
import { describeEnding, survivorOf } from '../run/describeEnding.ts';
import { type JobRun, outcomeOf } from '../run/runJob.ts';
import type { Ledger } from '../state/ledger.ts';
import type { QueueItem, State } from '../state/state.ts';
import { type DueResult, findBlock } from './dueRuns.ts';
import type { Decided } from './planTick.ts';

/** The least time between two reports of a verification that waits. */
const repeatWaitingSeconds = 1800;

/** Writes a due run into the state, and returns its section if it is worth one. */
export function settleRun(result: DueResult, ledger: Ledger): Section[] {
  const { jobs, state } = ledger;
  const { itemId, jobId } = result.due;
  const item = state.queue.find(({ id }) => id === itemId);
  const job = jobs.jobs.get(jobId);
  // Otherwise the right to start it may be that of another start by this very tick, which is under way.
  if (result.kind === 'started' || (result.kind === 'running' && result.isClaimed)) releaseStart(state, jobId);
  // Its item is no longer in the queue, so there is nothing to record it in.
  if (item === undefined) return [];
  delete item.runner;
  if (result.kind === 'off') {
    endScheduled(item, state);
    return [];
  }
  if (result.kind === 'blocked' || job === undefined) {
    const block = result.kind === 'blocked' ? result.block : { reason: describeMissing(jobs, jobId) };
    return settleBlocked(item, job, block, ledger);
  }
  if (result.kind === 'waiting') {
    Object.assign(item, { status: result.due.isLeft === true ? 'running' : 'pending', attempt: item.attempt - 1 });
    return [];
  }
  if (result.kind === 'running') {
    // A run that began before the write proves nothing: its end is waited for. One of a tick that died is its own.
    if (item.verifies === undefined) item.status = 'done';
    else if (result.due.isLeft === true) item.status = 'started';
    else Object.assign(item, { status: 'pending', attempt: item.attempt - 1 });
    return [];
  }
  if (item.verifies !== undefined && result.run.ending.kind === 'not-started')
    return settleBlocked(item, job, { reason: describeEnding(result.run.ending) }, ledger);
  if (item.toldAt !== undefined) Object.assign(item, { lastError: undefined, toldAt: undefined });
  recordItem(item, result.run);
  const ended = { ...ledger, now: result.endedAt };
  return result.kind === 'started'
    ? settleStart(item, job, result.run, ended)
    : settleRead(item, job, result.run, ended);
}

// A verification is never dropped: it waits until its job can be used again, and says so at once, then seldom.
function settleBlocked(item: QueueItem, job: Job | undefined, block: Block, { now }: Ledger): Section[] {
  const { reason } = block;
  const subject = job === undefined ? { id: item.jobId, name: item.jobId, kind: 'kind unknown' } : subjectOf(job);
  if (item.verifies === undefined) {
    Object.assign(item, { status: 'blocked', lastError: reason });
    return [composeBlockedSection(subject, item, block)];
  }
  const nowSeconds = now.getTime() / 1000;
  const isOld = item.lastError === reason && elapsedSeconds(nowSeconds, item.toldAt) < repeatWaitingSeconds;
  if (item.status === 'running') item.status = 'pending';
  if (isOld) return [];
  Object.assign(item, { lastError: reason, toldAt: nowSeconds });
  return [composeWaitingSection(subject, item, block)];
}

/**
 * Ends verifications by long jobs that have ended.
 * @param decided what was seen
 * @param awaited items whose jobs had been started before that
 */
export function settleAwaited(decided: readonly Decided[], awaited: ReadonlySet<string>, ledger: Ledger): Section[] {
  return ledger.state.queue
    .filter((item) => item.status === 'started' && awaited.has(item.id))
    .flatMap((item) => settleLong(item, decided, ledger));
}

function settleLong(item: QueueItem, decided: readonly Decided[], ledger: Ledger): Section[] {
  const job = ledger.jobs.jobs.get(item.jobId);
  if (job === undefined) {
    const block = findBlock({ itemId: item.id, jobId: item.jobId }, ledger) ?? { reason: 'it cannot be used' };
    return settleBlocked(item, job, block, ledger);
  }
  if (job.kind !== 'long_running_read') {
    // It is another kind of job by now: it is to be run anew, as far as it may.
    item.status = 'pending';
    return [];
  }
  const observation = decided.find(({ id }) => id === job.id)?.verdict.observation;
  if (observation?.kind !== 'seen') return [];
  const { running, completed, level } = observation.status;
  if (!completed && (running || level !== 'alert')) return [];
  const passed = level !== 'alert';
  item.status = passed ? 'done' : 'failed';
  const how = completed ? describeState(observation) : 'it stands still and raises an alert';
  return [settleVerification(subjectOf(job), item, passed, [`status: ${how}`], ledger)];
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
  const verdict = evaluateRun(job, outcome, run.ending, parseMemory(state.jobs[job.id]), now);
  state.jobs[job.id] = verdict.memory;
  endScheduled(item, state);
  if (verdict.say === undefined) return [];
  const extras = verdict.say === 'recovery' ? { recoveredFrom: verdict.from } : { remark: verdict.remark };
  return [composeRunSection(subjectOf(job), run, outcome, extras)];
}

// The schedule itself is its history.
function endScheduled(item: QueueItem, state: State): void {
  state.queue = state.queue.filter((other) => other !== item);
}

// A long job that was queued is done when it is completed; until then ticks look after it.
function settleStart(item: QueueItem, job: Job, run: JobRun, ledger: Ledger): Section[] {
  const { state } = ledger;
  if (isSuccess(run.ending)) state.jobs[job.id] = beginRun(parseMemory(state.jobs[job.id]));
  changeMemory(state.jobs, job.id, { lastStart: recordRun(run) });
  rememberSurvivor(state.jobs, job.id, 'start', survivorOf(run.ending).survivor);
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
  const run = { run_id: item.runId ?? null, item_id: item.id };
  audit.push({ event: 'verified', job: write, ...run, by_job: subject.id, passed });
  return composeVerificationSection(subject, write, passed, lines);
}

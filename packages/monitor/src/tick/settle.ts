import { evaluateRun } from '../evaluate/evaluateRun.ts';
import { parseMemory, type Memory } from '../evaluate/memory.ts';
import type { Jobs } from '../config/readJobs.ts';
import { compactQueue, followUpsOf } from '../queue/followUps.ts';
import { describeRun, outcomeOf, recordItem, recordRun, type JobRun } from '../queue/runRead.ts';
import { describeEnding, isSuccess } from '../run/runCommand.ts';
import { formatSection, maxSectionBytes } from '../report/composeReport.ts';
import { composeJobSection } from '../report/jobSection.ts';
import { toOneLine } from '../report/oneLine.ts';
import {
  composeBlockedSection,
  composeRunSection,
  composeSetAsideSection,
  composeVerificationSection,
} from '../report/runSection.ts';
import type { Section, Subject } from '../report/section.ts';
import type { AuditEntry } from '../state/auditLog.ts';
import type { QueueItem, State, Write } from '../state/state.ts';
import type { DueResult, Results } from './carryOut.ts';
import { composeUnknownSection } from './deadWrites.ts';
import { subjectOf, type Decided, type Plan } from './planTick.ts';

/** What a tick found and did, and the state it is to be remembered in. */
export interface Settling {
  plan: Plan;
  results: Results;
  jobs: Jobs;
  state: State;
  deadWrites: ReadonlyMap<string, Write>;
  /** What is to be appended to the log of approvals and writes. */
  audit: AuditEntry[];
  now: Date;
}

/**
 * Writes what a tick found and did into the state and the list for the log, and returns what is worth saying. Works on
 * nothing but its arguments.
 */
export function settle(settling: Settling): Section[] {
  const { plan, results, jobs, state, now } = settling;
  const sections: Section[] = state.setAside === undefined ? [] : [composeSetAsideSection(state.setAside)];
  delete state.setAside;
  sections.push(...settleDeadWrites(settling));
  for (const result of results.runs) sections.push(...settleRun(result, settling));
  for (const [id, slot] of plan.firstSlots) state.jobs[id] = { ...parseMemory(state.jobs[id]), lastScheduledAt: slot };
  let room = maxSectionBytes - bytesOf(sections);
  // The worst first: what does not fit is not said, is not remembered as said, and comes with the next tick.
  for (const [id, decided] of [...plan.decided].sort(byUrgency)) {
    const section = composeDecided(decided, results, id);
    const fits = section !== undefined && bytesOf([section]) <= room;
    if (fits) {
      sections.push(section);
      room -= bytesOf([section]);
    }
    const { verdict } = decided;
    state.jobs[id] = mergeMemory(state.jobs[id], decided.before, fits ? verdict.said : verdict.silent);
    const job = jobs.jobs.get(id);
    if (job !== undefined && verdict.follow !== undefined)
      state.queue.push(...followUpsOf(job, verdict.follow, jobs.jobs, now));
    sections.push(...settleVerifications(decided, settling, id));
  }
  state.queue = compactQueue(state.queue);
  return sections;
}

function settleDeadWrites({ deadWrites, state, jobs, audit }: Settling): Section[] {
  return [...deadWrites].map(([id, write]) => {
    if (state.writes[id]?.runId === write.runId) delete state.writes[id];
    audit.push({ event: 'unknown', job: id, run_id: write.runId, started_at: write.startedAt });
    return composeUnknownSection(id, write, jobs);
  });
}

function byUrgency([, a]: [string, Decided], [, b]: [string, Decided]): number {
  return Number(b.verdict.occasion?.kind === 'anomaly') - Number(a.verdict.occasion?.kind === 'anomaly');
}

function composeDecided({ subject, verdict }: Decided, { starts }: Results, id: string): Section | undefined {
  if (verdict.occasion === undefined) return undefined;
  const run = starts.get(id);
  const autorun =
    run === undefined ? undefined : isSuccess(run.ending) ? 'started' : `start failed (${describeEnding(run.ending)})`;
  return composeJobSection(subject, verdict, verdict.occasion, autorun);
}

// Only what this tick has changed: other commands may have written other fields meanwhile.
function mergeMemory(current: unknown, before: Memory, next: Memory): Memory {
  const merged: Memory = parseMemory(current);
  for (const key of new Set([...Object.keys(before), ...Object.keys(next)])) {
    if (before[key] === next[key]) continue;
    if (next[key] === undefined) delete merged[key];
    else merged[key] = next[key];
  }
  return merged;
}

function settleRun(result: DueResult, settling: Settling): Section[] {
  const { jobs, state, now } = settling;
  const { due } = result;
  const item = state.queue.find(({ id }) => id === due.itemId && due.itemId !== undefined);
  const job = jobs.jobs.get(due.jobId);
  if (result.kind === 'blocked' || job === undefined) {
    const reason = result.kind === 'blocked' ? result.reason : 'no such job is configured';
    if (item !== undefined) Object.assign(item, { status: 'blocked', lastError: reason });
    return [
      composeBlockedSection(
        job === undefined ? { id: due.jobId, name: due.jobId, kind: 'kind unknown' } : subjectOf(job),
        reason,
        item,
      ),
    ];
  }
  const { run } = result;
  if (item !== undefined) recordItem(item, run);
  if (result.kind === 'started') return settleStarted(item, job.id, run, settling);
  state.jobs[job.id] = { ...parseMemory(state.jobs[job.id]), lastRunAt: now.getTime() / 1000, lastRun: recordRun(run) };
  const outcome = outcomeOf(run);
  state.queue.push(...followUpsOf(job, outcome === 'failed' ? 'failure' : 'success', jobs.jobs, now));
  if (item?.verifies !== undefined)
    return [settleVerification(subjectOf(job), item, outcome === 'fine', describeRun(run, outcome), settling)];
  if (item !== undefined) return outcome === 'fine' ? [] : [composeRunSection(subjectOf(job), run, outcome)];
  return settleScheduled(settling, job.id, run);
}

// A scheduled check that fails again and again is an anomaly like any other: at once, then seldom, and its end once.
function settleScheduled({ jobs, state, now }: Settling, id: string, run: JobRun): Section[] {
  const job = jobs.jobs.get(id);
  if (job === undefined) return [];
  const outcome = outcomeOf(run);
  const { memory, say } = evaluateRun(job, outcome, run.ending, parseMemory(state.jobs[id]), now);
  state.jobs[id] = memory;
  if (say === undefined) return [];
  return [composeRunSection(subjectOf(job), run, outcome, say === 'recovery')];
}

// A long job that was queued is done when it is completed; until then ticks look after it.
function settleStarted(item: QueueItem | undefined, id: string, run: JobRun, settling: Settling): Section[] {
  const { jobs, state, now } = settling;
  const job = jobs.jobs.get(id);
  if (job === undefined) return [];
  state.jobs[id] = {
    ...parseMemory(state.jobs[id]),
    lastStart: recordRun(run),
    lastManualStartAt: now.getTime() / 1000,
  };
  if (isSuccess(run.ending)) {
    if (item?.verifies !== undefined) item.status = 'started';
    return [];
  }
  const text = [`status: start failed (${toOneLine(describeEnding(run.ending))})`];
  if (item?.verifies !== undefined) return [settleVerification(subjectOf(job), item, false, text, settling)];
  return [composeRunSection(subjectOf(job), run, 'failed')];
}

// Verifications by a long job end with it.
function settleVerifications({ subject, verdict }: Decided, settling: Settling, id: string): Section[] {
  const { observation } = verdict;
  if (observation.kind !== 'seen') return [];
  const { running, completed, level } = observation.status;
  const failed = level === 'alert' && !running;
  if (!completed && !failed) return [];
  return settling.state.queue
    .filter((item) => item.jobId === id && item.status === 'started')
    .map((item) => {
      item.status = failed ? 'failed' : 'done';
      const word = failed ? 'status: it stands still and raises an alert' : 'status: completed';
      return settleVerification(subject, item, !failed, [word], settling);
    });
}

function settleVerification(
  subject: Subject,
  item: QueueItem,
  passed: boolean,
  lines: string[],
  { audit }: Settling,
): Section {
  const write = item.verifies ?? '';
  audit.push({ event: 'verified', job: write, run_id: item.runId ?? null, by_job: subject.id, passed });
  return composeVerificationSection(subject, write, passed, lines);
}

function bytesOf(sections: readonly Section[]): number {
  return sections.reduce((sum, section) => sum + Buffer.byteLength(formatSection(section)) + 2, 0);
}

import { isSuccess } from '@owner-report/cli';

import { startHint } from '../config/monitorHint.ts';
import { type Memory, parseMemory, rememberSurvivor } from '../evaluate/memory.ts';
import { followUpsOf } from '../queue/followUps.ts';
import { composeJobSection } from '../report/jobSection.ts';
import type { Section } from '../report/section.ts';
import { describeEnding, survivorOf } from '../run/describeEnding.ts';
import { isThisProcess } from '../run/processRecord.ts';
import type { JobRun } from '../run/runJob.ts';
import type { Ledger } from '../state/ledger.ts';
import type { Decided } from './planTick.ts';

/** Writes one decision into the state, and returns its section if it is worth one. */
export function settleDecided(
  decided: Decided,
  start: JobRun | undefined,
  { jobs, state, now, files }: Ledger,
): Section[] {
  const { id, subject, before, verdict } = decided;
  if (isOvertaken(before, parseMemory(state.jobs[id]))) return [];
  const autorun = start === undefined ? undefined : describeStart(start);
  const occasion = isNews(decided, autorun) ? verdict.occasion : undefined;
  const memory = mergeMemory(state.jobs[id], before, occasion === undefined ? verdict.silent : verdict.said);
  if (verdict.resume) {
    delete memory.resuming;
    delete memory.starting;
  }
  if (occasion !== undefined && autorun !== undefined) memory.lastAutorun = autorun;
  state.jobs[id] = memory;
  const { observation } = verdict;
  if (observation.kind === 'seen' || observation.kind === 'unobservable')
    rememberSurvivor(state.jobs, id, 'status', observation.kind === 'seen' ? undefined : observation.survivor);
  if (start !== undefined) rememberSurvivor(state.jobs, id, 'start', survivorOf(start.ending).survivor);
  const job = jobs.jobs.get(id);
  if (job !== undefined && verdict.follow !== undefined)
    state.queue.push(...followUpsOf(job, verdict.follow, jobs, now));
  if (occasion === undefined) return [];
  const isAdvised = occasion.kind === 'anomaly' && occasion.advice === 'start';
  const type = job === undefined || !isAdvised ? undefined : startHint(files, job);
  return [composeJobSection(subject, verdict, occasion, { autorun, type })];
}

// Somebody has started or stopped the job since it was looked at: what was seen is of a run that is over, and the next tick
// looks again. A start by this tick came after its look and is settled after it.
function isOvertaken(before: Memory, { starting, lastManualStartAt, stoppedByHandAt }: Memory): boolean {
  if (before.stoppedByHandAt !== stoppedByHandAt) return true;
  return before.lastManualStartAt !== lastManualStartAt && (starting === undefined || !isThisProcess(starting));
}

// An attempt to resume between two reports of the same anomaly is told only if it went otherwise than the one before.
function isNews({ before, verdict }: Decided, autorun: string | undefined): boolean {
  if (verdict.occasion === undefined) return false;
  return !verdict.onlyIfNews || (autorun !== undefined && autorun !== before.lastAutorun);
}

function describeStart(run: JobRun): string {
  return isSuccess(run.ending) ? 'started' : `start failed (${describeEnding(run.ending)})`;
}

// Only what this tick has changed: other commands may have written other fields meanwhile.
function mergeMemory(current: unknown, before: Memory, next: Memory): Memory {
  const merged: Memory = { ...parseMemory(current) };
  for (const key of new Set([...Object.keys(before), ...Object.keys(next)])) {
    if (before[key] === next[key]) continue;
    if (next[key] === undefined) delete merged[key];
    else merged[key] = next[key];
  }
  return merged;
}

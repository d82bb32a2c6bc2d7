import { type Ending, exitCodeOfEnding } from '@owner-report/cli';

import type { Job } from '../config/job.ts';
import type { Outcome } from '../run/runJob.ts';
import { forgetAnomaly, rememberAnomaly, weighAnomaly } from './damping.ts';
import { type Anomaly, type AnomalyKind, type Memory, parseAnomaly } from './memory.ts';

/** What is made of a scheduled run. */
export type RunVerdict = { memory: Memory } & (
  | { say: undefined }
  /** `remark`: how often it came. */
  | { say: 'anomaly'; remark: string | undefined }
  /** `from`: what was told of it last; another kind of anomaly where it was another kind of job. */
  | { say: 'recovery'; from: Exclude<Outcome, 'fine'> | AnomalyKind }
);

/**
 * Decides whether the outcome of a scheduled run is worth a section: a new kind of failure at once, or at the N-th in a
 * row with `failAfter`; the same one seldom, its end once. Pure.
 */
export function evaluateRun(job: Job, outcome: Outcome, ending: Ending, before: Memory, now: Date): RunVerdict {
  const nowSeconds = now.getTime() / 1000;
  const failures = outcome === 'failed' ? (before.failuresInARow ?? 0) + 1 : undefined;
  const memory = { ...before, failuresInARow: failures };
  if (outcome === 'fine') {
    const { anomalyAtLook: _seen, toldRun: _told, ...rest } = forgetAnomaly(memory);
    const from = before.toldRun ?? toldBefore(before);
    return { memory: rest, ...(from === undefined ? { say: undefined } : { say: 'recovery', from }) };
  }
  if (failures !== undefined && failures < job.policy.failAfter) return { memory, say: undefined };
  const anomaly: Anomaly = { kind: 'failed', level: outcome, stopReason: String(exitCodeOfEnding(ending)) };
  const { isDue, silent, remark } = weighAnomaly(job, anomaly, memory, nowSeconds);
  if (!isDue) return { memory: silent, say: undefined };
  const said = rememberAnomaly(job, anomaly, silent, nowSeconds);
  return { memory: { ...said, toldRun: outcome, lastReportAt: nowSeconds }, say: 'anomaly', remark };
}

// What is told is under a name of its own since this version.
function toldBefore({ lastAnomalyKey }: Memory): Exclude<Outcome, 'fine'> | AnomalyKind | undefined {
  const last = parseAnomaly(lastAnomalyKey);
  return last?.level === 'attention' ? 'attention' : last?.kind;
}

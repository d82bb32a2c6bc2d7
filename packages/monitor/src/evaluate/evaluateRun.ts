import { type Ending, exitCodeOfEnding } from '@owner-report/cli';

import type { Job } from '../config/job.ts';
import type { Outcome } from '../run/runJob.ts';
import { elapsedSeconds, repeatSeconds } from './evaluate.ts';
import { type Anomaly, formatAnomaly, type Memory, parseAnomaly } from './memory.ts';

/**
 * Decides whether the outcome of a scheduled run is worth a section: a new kind of failure at once, the same one
 * seldom, its end once. Pure.
 */
export function evaluateRun(
  job: Job,
  outcome: Outcome,
  ending: Ending,
  memory: Memory,
  now: Date,
): { memory: Memory; say: 'anomaly' | 'recovery' | undefined } {
  const nowSeconds = now.getTime() / 1000;
  const last = parseAnomaly(memory.lastAnomalyKey);
  if (outcome === 'fine') {
    const { lastAnomalyKey: _key, lastAnomalyReportAt: _at, ...rest } = memory;
    return { memory: rest, say: last === undefined ? undefined : 'recovery' };
  }
  const anomaly: Anomaly = { kind: 'failed', level: outcome, stopReason: String(exitCodeOfEnding(ending)) };
  const isSame = last !== undefined && formatAnomaly(last) === formatAnomaly(anomaly);
  if (isSame && elapsedSeconds(nowSeconds, memory.lastAnomalyReportAt) < repeatSeconds(job))
    return { memory, say: undefined };
  return {
    memory: {
      ...memory,
      lastAnomalyKey: formatAnomaly(anomaly),
      lastAnomalyReportAt: nowSeconds,
      lastReportAt: nowSeconds,
    },
    say: 'anomaly',
  };
}

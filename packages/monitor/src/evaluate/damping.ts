import type { Job } from '../config/job.ts';
import { formatMoment } from './formatMoment.ts';
import { elapsedSeconds, repeatSeconds } from './interval.ts';
import { type Anomaly, formatAnomaly, type Memory, parseAnomaly } from './memory.ts';

// So many different anomalies of one job are told before others wait, too: an exit code may be another one each time.
const mostAtOnce = 6;

/** What is to be made of an anomaly that is there. */
export interface Weighed {
  /** It is to be told now. */
  isDue: boolean;
  /** What to remember if it is not told. */
  silent: Memory;
  /** How often it came, when it came and went since it was told; for the section. */
  remark: string | undefined;
}

/**
 * Weighs an anomaly: one that goes on is told again seldom; one that comes at once, but for one that was told within the
 * last interval: so what comes and goes is told once an interval, with how often. Pure.
 */
export function weighAnomaly(job: Job, anomaly: Anomaly, memory: Memory, nowSeconds: number): Weighed {
  const key = formatAnomaly(anomaly);
  const isTold = formatLast(memory) === key;
  const comes = (memory.anomalyAtLook ?? (isTold ? key : undefined)) !== key;
  const times = (memory.untold ?? 0) + (comes ? 1 : 0);
  const isDue = isTold
    ? elapsedSeconds(nowSeconds, memory.lastAnomalyReportAt) >= repeatSeconds(job)
    : !isDamped(key, memory, repeatSeconds(job), nowSeconds);
  const silent = { ...memory, anomalyAtLook: key, ...(times > 0 && { untold: times }) };
  return { isDue, silent, remark: times > 1 ? describeTimes(times, memory, nowSeconds) : undefined };
}

/** What is remembered once an anomaly was told. */
export function rememberAnomaly(job: Job, anomaly: Anomaly, memory: Memory, nowSeconds: number): Memory {
  const { untold: _untold, ...rest } = rememberKey(job, formatAnomaly(anomaly), memory, nowSeconds);
  return { ...rest, lastAnomalyKey: formatAnomaly(anomaly), lastAnomalyReportAt: nowSeconds };
}

/** What is remembered of a job without an anomaly, once that was told or had not to be. */
export function forgetAnomaly(memory: Memory): Memory {
  const { lastAnomalyKey: _key, lastAnomalyReportAt: _at, ...rest } = memory;
  return rest;
}

/** The same for a level, which is no anomaly and comes and goes, too. */
export function isLevelDamped(job: Job, level: string, memory: Memory, nowSeconds: number): boolean {
  return isDamped(level, memory, repeatSeconds(job), nowSeconds);
}

/** Notes that something was told, under a name of its own. */
export function rememberKey(job: Job, key: string, memory: Memory, nowSeconds: number): Memory {
  const recent = findRecent(memory, repeatSeconds(job), nowSeconds).filter((one) => one.key !== key);
  return { ...memory, told: [...recent, { key, at: nowSeconds }].slice(-mostAtOnce) };
}

/** When an anomaly of this job was told last, in seconds since 1970. */
export function lastToldAt({ told, lastAnomalyReportAt }: Memory): number | undefined {
  return told?.at(-1)?.at ?? lastAnomalyReportAt;
}

function isDamped(key: string, memory: Memory, window: number, nowSeconds: number): boolean {
  const recent = findRecent(memory, window, nowSeconds);
  return recent.length >= mostAtOnce || recent.some((one) => one.key === key);
}

function findRecent({ told = [] }: Memory, window: number, nowSeconds: number): { key: string; at: number }[] {
  return told.filter(({ at }) => elapsedSeconds(nowSeconds, at) < window);
}

function formatLast({ lastAnomalyKey }: Memory): string | undefined {
  const last = parseAnomaly(lastAnomalyKey);
  return last === undefined ? undefined : formatAnomaly(last);
}

function describeTimes(times: number, memory: Memory, nowSeconds: number): string {
  const since = lastToldAt(memory);
  if (since === undefined) return `came and went, ${times} times`;
  const from = formatMoment(new Date(since * 1000), new Date(nowSeconds * 1000), 'minutes');
  return `came and went, ${times} times since ${from}`;
}

import { shortenKey } from '../observe/shortenKey.ts';
import type { Status } from '../observe/status.ts';
import type { Memory } from './memory.ts';

// Ticks up to this far apart leave no gap, in seconds; nor do those half as far apart as a stall takes, if that is less.
const usualGapSeconds = 600;
const leastEverySeconds = 60;

type Progress = Pick<Memory, 'lastProgressKey' | 'lastProgressAt' | 'lastLookAt' | 'lookEverySeconds'>;

/**
 * What is remembered of a job's progress after a look at it; times in seconds since 1970. Time in which nobody looked is
 * no standstill: the machine slept, or its clock was set. What had gone by before is kept.
 * @param begun the job began anew, so that the same progress is news, too
 */
export function followProgress(
  memory: Memory,
  { progressKey }: Status,
  stallSeconds: number,
  nowSeconds: number,
  begun: boolean,
): Progress {
  const { lastProgressKey, lastProgressAt, lastLookAt, lookEverySeconds } = memory;
  const gap = nowSeconds - (lastLookAt ?? nowSeconds);
  // At the second look nothing is usual yet.
  const longestSeconds =
    lookEverySeconds === undefined
      ? Math.max(usualGapSeconds, 2 * stallSeconds)
      : Math.max(3 * lookEverySeconds, Math.min(usualGapSeconds, stallSeconds / 2));
  const isUsual = gap <= longestSeconds;
  const look = { lastLookAt: nowSeconds, ...findRhythm(lookEverySeconds, gap, isUsual) };
  if (progressKey === undefined) return look;
  if (!isSameKey(progressKey, lastProgressKey) || begun || lastProgressAt === undefined)
    return { ...look, lastProgressKey: progressKey, lastProgressAt: nowSeconds };
  const unseen = gap < 0 || !isUsual ? gap : 0;
  return { ...look, lastProgressAt: Math.min(lastProgressAt + unseen, nowSeconds) };
}

// How far looks are apart: it shrinks at once, and grows by doubling, so that one night's sleep does not become usual
// and another crontab does.
function findRhythm(everySeconds: number | undefined, gap: number, isUsual: boolean): Pick<Memory, 'lookEverySeconds'> {
  if (gap <= 0) return {};
  const most = everySeconds === undefined ? (isUsual ? gap : usualGapSeconds) : 2 * everySeconds;
  return { lookEverySeconds: Math.max(leastEverySeconds, Math.min(gap, most)) };
}

// ops-framework kept keys whole that are long, or hold a secret.
function isSameKey(key: string, known: string | undefined): boolean {
  return known !== undefined && (key === known || key === shortenKey(known));
}

import type { Job } from '../config/job.ts';

/** The least time between two attempts of auto-resume that are told, and between two reports of one anomaly, in seconds. */
export const leastRepeatSeconds = 900;

/** Seconds since a moment. No moment of the state lies ahead of the clock: see `boundTimes`. */
export function elapsedSeconds(nowSeconds: number, since: number | undefined): number {
  return since === undefined ? Infinity : nowSeconds - since;
}

/** The least time between two reports of one anomaly, in seconds. */
export function repeatSeconds(job: Job): number {
  return Math.max(leastRepeatSeconds, job.policy.reportEverySeconds);
}

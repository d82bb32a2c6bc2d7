import { Cron } from 'croner';

import type { Job } from '../config/job.ts';

/** Whether a scheduled job is to be run now, and the slot, in seconds since 1970, that is taken up by it. */
export interface Due {
  due: boolean;
  slot: number;
}

/**
 * Looks at a job's schedule. However many runs were missed, they are made up for once. An interval begins with a run, a
 * cron expression (in local time) at its next time after the first look.
 * @param last the last slot that was taken up, in seconds since 1970
 */
export function checkSchedule(job: Job, last: number | undefined, now: Date): Due | undefined {
  if (job.schedule === undefined || !job.enabled || job.kind !== 'one_shot_read') return undefined;
  const nowSeconds = now.getTime() / 1000;
  // A slot in the future is from a clock that was wrong.
  const known = last !== undefined && last <= nowSeconds ? last : undefined;
  if ('everySeconds' in job.schedule) {
    const { everySeconds } = job.schedule;
    if (known === undefined) return { due: true, slot: nowSeconds };
    const passed = Math.floor((nowSeconds - known) / everySeconds);
    return { due: passed > 0, slot: known + passed * everySeconds };
  }
  if (known === undefined) return { due: false, slot: nowSeconds };
  const next = new Cron(job.schedule.cron, { paused: true }).nextRun(new Date(known * 1000));
  const due = next !== null && next.getTime() <= now.getTime();
  return { due, slot: due ? nowSeconds : known };
}

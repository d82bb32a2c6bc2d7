import { loadParts } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Job } from '../../../../packages/monitor/src/config/job.ts';
import { compactQueue, followUpsOf, isOpen } from '../../../../packages/monitor/src/queue/followUps.ts';
import { checkSchedule, type Slot } from '../../../../packages/monitor/src/queue/schedule.ts';
import type { QueueItem } from '../../../../packages/monitor/src/state/state.ts';
import { at, makeJob, makeJobs } from '../../../fixtures/monitor/job.ts';

beforeAll(loadParts);

const seconds = (offset: number) => at(offset).getTime() / 1000;
const daily = makeJob({ id: 'check', kind: 'one_shot_read', schedule: { cron: '30 12 * * *' } });
const often = makeJob({ id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 300 } });

/** What a tick makes of a schedule whose slot was taken up so many seconds after noon. */
function check(job: Job, last: number | undefined, now: number, schedule = JSON.stringify(job.schedule)) {
  const found = checkSchedule(job, last === undefined ? {} : { lastScheduledAt: seconds(last), schedule }, at(now));
  return found === undefined ? undefined : [found.due, (found.slot.lastScheduledAt ?? NaN) - seconds(0)];
}

describe('a schedule', () => {
  test('by cron begins with its next time after the first look', () => {
    expect(check(daily, undefined, 0)).toEqual([false, 0]);
    expect(check(daily, 0, 1799)).toEqual([false, 0]);
    expect(check(daily, 0, 1800)).toEqual([true, 1800]);
  });

  test('by interval begins with a run, and keeps its rhythm', () => {
    expect(check(often, undefined, 0)).toEqual([true, 0]);
    expect(check(often, 0, 299)).toEqual([false, 0]);
    expect(check(often, 0, 310)).toEqual([true, 300]);
    expect(check(often, 0, 3_000_010)).toEqual([true, 3_000_000]);
  });

  test.each([daily, often])(
    'that is another one than before, or was switched off, begins with its next time',
    (job) => {
      for (const before of ['{"everySeconds":7}', 'none']) expect(check(job, -90_000, 5, before)).toEqual([false, 5]);
      expect(check(job, -90_000, 5)).toMatchObject([true, expect.any(Number)]);
    },
  );

  test.each([
    ['is disabled', { ...daily, enabled: false }],
    ['has none', makeJob({ kind: 'one_shot_read' })],
    ['is a write', { ...daily, kind: 'one_shot_write' as const }],
  ])('is forgotten of a job that %s', (_what, job) => {
    expect(checkSchedule(job, {}, at(90_000))).toBeUndefined();
    const slot = { lastScheduledAt: undefined, schedule: 'none' };
    expect(checkSchedule(job, { lastScheduledAt: seconds(0) }, at(90_000))).toEqual({ due: false, slot });
  });
});

describe('an interval of a minute', () => {
  const minutely = makeJob({ kind: 'one_shot_read', schedule: { everySeconds: 60 } });

  /** How many of these ticks, in seconds after noon, run the job. */
  function countRuns(ticks: readonly number[]): number {
    let slot: Slot = {};
    return ticks.filter((tick) => {
      const found = checkSchedule(minutely, slot, at(tick));
      slot = found?.slot ?? slot;
      return found?.due;
    }).length;
  }

  test('misses no run, whenever in its minute a tick comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 59_999 }), { minLength: 2, maxLength: 50 }), (delays) => {
        expect(countRuns(delays.map((delay, minute) => minute * 60 + delay / 1000))).toBe(delays.length);
      }),
    );
  });

  test('misses no run where ticks come a little before or after the minute', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2900, max: 2900 }), { minLength: 2, maxLength: 50 }), (delays) => {
        expect(countRuns(delays.map((delay, minute) => minute * 60 + delay / 1000))).toBe(delays.length);
      }),
    );
  });

  test.each([1, 30, 59, 60, 61, 120, 3600])(
    'waits for no more than a minute when the clock is set back by %i s',
    (step) => {
      const before = [2, 62, 122];
      const after = [1, 2].map((minutes) => 122 - step + minutes * 60);
      expect(countRuns([...before, ...after])).toBeGreaterThanOrEqual(4);
      expect(countRuns([...before, ...after])).toBeLessThanOrEqual(5);
    },
  );

  test('is run once in a minute in which two ticks come', () => {
    expect(countRuns([2, 30, 62, 65, 121, 122])).toBe(3);
  });
});

describe('a clock that is set back', () => {
  test('by minutes runs no fixed time twice, and holds nothing longer than an interval', () => {
    expect(check(daily, 1805, 1685)).toEqual([false, 1805]);
    expect(check(daily, 1805, 1800)).toEqual([false, 1805]);
    expect(check(daily, 1805, 1800 + 86_400)).toMatchObject([true, expect.any(Number)]);
    expect(check(often, 300, 180)).toEqual([false, 180]);
    expect(check(often, 180, 480)).toEqual([true, 480]);
  });

  test('is followed by what has a star in minute or hour', () => {
    const wild = makeJob({ kind: 'one_shot_read', schedule: { cron: '*/5 * * * *' } });
    expect(check(wild, 305, 185)).toEqual([false, 185]);
    expect(check(wild, 185, 301)).toEqual([true, 301]);
  });

  test.each([86_400, 400 * 86_400])('by %i s or more begins anew', (ahead) => {
    expect(check(often, ahead, 0)).toEqual([true, 0]);
    expect(check(daily, ahead, 0)).toEqual([false, 0]);
    expect(check(daily, ahead, 1810)).toEqual([true, 1810]);
  });
});

describe('follow-up jobs', () => {
  const read = makeJob({ id: 'verify', kind: 'one_shot_read' });
  const write = makeJob({
    id: 'write',
    kind: 'one_shot_write',
    after: [
      { jobId: 'verify', when: 'success', delaySeconds: 60 },
      { jobId: 'tell', when: 'failure', delaySeconds: 0 },
    ],
  });
  const jobs = makeJobs(read);

  test('are queued for the outcome that they wait for, with their delay', () => {
    expect(followUpsOf(write, 'success', jobs, at(), 'run-1')).toMatchObject([
      { jobId: 'verify', notBefore: seconds(60), status: 'pending', verifies: 'write', runId: 'run-1' },
    ]);
    const [failure] = followUpsOf(write, 'failure', jobs, at(), 'run-1');
    expect(failure).toMatchObject({ jobId: 'tell' });
    expect(failure).not.toHaveProperty('verifies');
  });

  test('that are done with make room, and those that wait never do', () => {
    const item = (id: number, status: QueueItem['status']) => ({ id: String(id), status }) as QueueItem;
    const queue = Array.from({ length: 300 }, (_, id) => item(id, id % 2 === 0 ? 'done' : 'pending'));
    const kept = compactQueue(queue);
    expect(kept).toHaveLength(200);
    expect(kept.filter(isOpen)).toHaveLength(150);
    expect(kept.at(-1)?.id).toBe('299');
  });
});

import { describe, expect, test } from 'vitest';

import { compactQueue, followUpsOf, isOpen } from '../../../../packages/monitor/src/queue/followUps.ts';
import { checkSchedule } from '../../../../packages/monitor/src/queue/schedule.ts';
import type { QueueItem } from '../../../../packages/monitor/src/state/state.ts';
import { at, makeJob } from '../../../fixtures/monitor/job.ts';

const seconds = (offset: number) => at(offset).getTime() / 1000;
const daily = makeJob({ id: 'check', kind: 'one_shot_read', schedule: { cron: '30 12 * * *' } });
const often = makeJob({ id: 'check', kind: 'one_shot_read', schedule: { everySeconds: 300 } });

describe('a schedule', () => {
  test('by cron begins with its next time after the first look', () => {
    expect(checkSchedule(daily, undefined, at())).toEqual({ due: false, slot: seconds(0) });
    expect(checkSchedule(daily, seconds(0), at(1799))).toMatchObject({ due: false });
    expect(checkSchedule(daily, seconds(0), at(1800))).toEqual({ due: true, slot: seconds(1800) });
  });

  test('by interval begins with a run, and keeps its rhythm', () => {
    expect(checkSchedule(often, undefined, at())).toEqual({ due: true, slot: seconds(0) });
    expect(checkSchedule(often, seconds(0), at(299))).toMatchObject({ due: false });
    expect(checkSchedule(often, seconds(0), at(310))).toEqual({ due: true, slot: seconds(300) });
  });

  test('does not wait for a slot of a clock that was ahead', () => {
    expect(checkSchedule(often, seconds(86_400), at())).toMatchObject({ due: true });
  });

  test.each([
    ['is disabled', { ...daily, enabled: false }],
    ['has none', makeJob({ kind: 'one_shot_read' })],
    ['is a write', { ...daily, kind: 'one_shot_write' as const }],
  ])('says nothing of a job that %s', (_what, job) => {
    expect(checkSchedule(job, seconds(0), at(90_000))).toBeUndefined();
    expect(checkSchedule(daily, seconds(0), at(90_000))).toMatchObject({ due: true });
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
  const jobs = new Map([['verify', read]]);

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

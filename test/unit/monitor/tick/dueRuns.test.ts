import { expect, test } from 'vitest';

import { recordThisProcess } from '../../../../packages/monitor/src/run/processRecord.ts';
import { emptyState, type QueueItem } from '../../../../packages/monitor/src/state/state.ts';
import { markBegun } from '../../../../packages/monitor/src/tick/dueRuns.ts';
import { at, makeJob, makeJobs } from '../../../fixtures/monitor/job.ts';

const job = makeJob({ kind: 'one_shot_read' });

const item: QueueItem = {
  id: 'one',
  jobId: job.id,
  createdAt: 0,
  notBefore: 0,
  reason: '',
  status: 'pending',
  attempt: 0,
};

/** What a tick begins of an item that it has found due, where the state has it so by now. */
async function begunOf(now: Partial<QueueItem>): Promise<number> {
  const state = { ...emptyState(), queue: [{ ...item, ...now }] };
  const begun = await markBegun(state, [{ itemId: item.id, jobId: job.id }], makeJobs(job), at(60));
  return begun.length;
}

test('a tick begins what is still due, and leaves what another tick has begun or ended since it looked', async () => {
  expect(await begunOf({})).toBe(1);
  const runner = await recordThisProcess();
  expect(await begunOf({ status: 'running', runner, lastRunAt: at(0).getTime() / 1000 })).toBe(0);
  expect(await begunOf({ status: 'running', runner: { ...runner, startTime: '1' } })).toBe(1);
  expect(await begunOf({ status: 'done' })).toBe(0);
});

test('a tick does not take up a slot of a schedule that another tick has taken up since it looked', async () => {
  const due = [{ itemId: 'two', jobId: job.id, slot: { lastScheduledAt: 60, schedule: '' } }];
  const state = emptyState();
  expect(await markBegun(state, due, makeJobs(job), at(60))).toHaveLength(1);
  expect(await markBegun(state, due, makeJobs(job), at(60))).toHaveLength(0);
  expect(state.queue).toHaveLength(1);
});

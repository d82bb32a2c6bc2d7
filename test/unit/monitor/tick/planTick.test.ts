import { describe, expect, test } from 'vitest';

import { emptyState, type QueueItem } from '../../../../packages/monitor/src/state/state.ts';
import { decideEntries, decideSeen, findDue } from '../../../../packages/monitor/src/tick/planTick.ts';
import { at, makeJob, makeJobs, seen } from '../../../fixtures/monitor/job.ts';

const check = makeJob({
  id: 'check',
  kind: 'one_shot_read',
  schedule: { everySeconds: 60 },
  commands: { run: ['true'] },
});

function plan(jobs = makeJobs(), state = emptyState(), live = true, observations = new Map()) {
  let id = 0;
  const nobody = { items: new Set<string>(), looks: new Set<string>() };
  const decided = [
    ...decideSeen(jobs, state, observations, at(), live),
    ...decideEntries(jobs, state, new Set(observations.keys()), at()),
  ];
  return { decided, ...findDue(jobs, state, at(), nobody, () => `new-${(id += 1)}`) };
}

function queued(id: string, change: Partial<QueueItem> = {}): QueueItem {
  return { id, jobId: 'check', createdAt: 0, notBefore: 0, reason: '', status: 'pending', attempt: 0, ...change };
}

describe('a plan', () => {
  test('has a verdict on each job that was observed', () => {
    const { decided } = plan(makeJobs(makeJob()), emptyState(), true, new Map([['sync', seen()]]));
    expect(decided.map(({ id, verdict }) => [id, verdict.occasion?.kind])).toEqual([['sync', 'change']]);
  });

  test('has an alert on an entry that cannot be used, and its end once it can', () => {
    const faulty = {
      ...makeJobs(),
      faults: [{ id: 'bad', kind: 'job', after: [], problems: [{ path: 'jobs[0]', message: 'no' }] }],
    };
    const [bad] = plan(faulty).decided;
    expect(bad?.verdict.occasion).toMatchObject({ kind: 'anomaly', text: 'jobs[0]: no' });
    const state = { ...emptyState(), jobs: { bad: bad?.verdict.said } };
    expect(plan(makeJobs(), state).decided[0]?.verdict.occasion).toEqual({ kind: 'recovery', from: 'invalid' });
  });

  test('runs what is scheduled, and makes up for missed runs once', () => {
    const slot = { lastScheduledAt: at().getTime() / 1000, schedule: '{"everySeconds":60}' };
    expect(plan(makeJobs(check)).due).toEqual([{ itemId: 'new-1', jobId: 'check', slot }]);
    const hourAgo = { ...emptyState(), jobs: { check: { lastScheduledAt: at(-3600).getTime() / 1000 } } };
    expect(plan(makeJobs(check), hourAgo).due).toHaveLength(1);
    const justNow = { ...emptyState(), jobs: { check: { lastScheduledAt: at().getTime() / 1000 } } };
    expect(plan(makeJobs(check), justNow).due).toEqual([]);
  });

  test('runs what is queued and due, the longest waiting first', () => {
    const soon = at(1).getTime() / 1000;
    const queue = [
      queued('b', { notBefore: 20 }),
      queued('a', { notBefore: 10 }),
      queued('later', { notBefore: soon }),
    ];
    const all = [...queue, queued('done', { status: 'done' }), queued('left', { status: 'running', notBefore: 30 })];
    expect(plan(makeJobs(), { ...emptyState(), queue: all }).due.map(({ itemId }) => itemId)).toEqual([
      'a',
      'b',
      'left',
    ]);
  });

  test('runs at most 64, so that a tick ends', () => {
    const queue = Array.from({ length: 100 }, (_, index) => queued(String(index), { notBefore: index }));
    const { due } = plan(makeJobs(), { ...emptyState(), queue });
    expect([due.length, due[0]?.itemId, due.at(-1)?.itemId]).toEqual([64, '0', '63']);
  });

  test('resumes nothing when it is not live', () => {
    const willing = makeJob({}, { autoResume: true });
    const look = new Map([['sync', seen({ running: false })]]);
    for (const live of [false, true])
      expect(plan(makeJobs(willing), emptyState(), live, look).decided[0]?.verdict.resume).toBe(live);
  });

  test('runs what waits for a job that cannot be used after all else', () => {
    const waiting = Array.from({ length: 64 }, (_, n) => queued(`w${n}`, { toldAt: 1 }));
    const { due } = plan(makeJobs(check), { ...emptyState(), queue: [...waiting, queued('new', { notBefore: 5 })] });
    expect(due.map(({ itemId }) => itemId).slice(0, 2)).toEqual(['new-1', 'new']);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { changeMemory, parseMemory } from '../../../../packages/monitor/src/evaluate/memory.ts';
import { claimStart } from '../../../../packages/monitor/src/queue/claimStart.ts';
import { runWithout } from '../../../../packages/monitor/src/run/runJob.ts';
import type { Ledger } from '../../../../packages/monitor/src/state/ledger.ts';
import { StateFile } from '../../../../packages/monitor/src/state/stateFile.ts';
import { type DueResult, runDue } from '../../../../packages/monitor/src/tick/dueRuns.ts';
import { decideSeen } from '../../../../packages/monitor/src/tick/planTick.ts';
import { resumeJob } from '../../../../packages/monitor/src/tick/resume.ts';
import { settleRun } from '../../../../packages/monitor/src/tick/settleRuns.ts';
import { at, makeJob, makeJobs, seen } from '../../../fixtures/monitor/job.ts';

// A job that stands still, of which one start of this very process is under way, and an item that asks for another one.
async function startUnderWay() {
  const directory = await mkdtemp(join(tmpdir(), 'owner-report-claims-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = new StateFile(join(directory, 'state.json'));
  const paused = JSON.stringify({ running: false, completed: false });
  const job = makeJob({ commands: { start: ['false'], status: ['echo', paused] } }, { autoResume: true });
  const due = { itemId: 'one', jobId: job.id };
  await file.update(async (state) => {
    expect(await claimStart(state, job, 'follow-up', at())).toBe(undefined);
    const times = { createdAt: 0, notBefore: 0 };
    state.queue.push({ id: 'one', jobId: job.id, ...times, reason: '', status: 'running', attempt: 1 });
  });
  const isClaimed = () => parseMemory(file.read().state.jobs[job.id]).starting !== undefined;
  const settle = (result: DueResult) =>
    file.update((state) => {
      const files = { config: '/c', state: file.path, home: '/h' };
      const ledger: Ledger = { jobs: makeJobs(job), state, audit: [], now: at(), files };
      settleRun(result, ledger);
    });
  return { file, job, due, isClaimed, settle };
}

test('a job that a tick is just starting is not resumed by the same tick, which keeps the right to start it', async () => {
  const { file, job, isClaimed } = await startUnderWay();
  const { state } = file.read();
  const looks = new Map([[job.id, seen({ running: false })]]);
  const [decided] = decideSeen(makeJobs(job), state, looks, at(3600), true);
  if (decided === undefined) throw new Error('nothing was decided');
  expect(decided.verdict.resume).toBe(true);
  expect(await resumeJob(decided, job, file, at(3600))).toEqual({ kind: 'kept-back' });
  expect(isClaimed()).toBe(true);
});

test('an item that waits for that start does not take the right to it, and the start gives it back', async () => {
  const { file, job, due, isClaimed, settle } = await startUnderWay();
  const files = { config: '/c', state: file.path, home: '/h' };
  const end = await runDue(due, job, { files, file, now: () => at(1) });
  expect(end).toEqual({ kind: 'waiting' });
  await settle({ due, ...end });
  expect(isClaimed()).toBe(true);
  await settle({ due, kind: 'started', run: runWithout({ kind: 'exited', code: 0 }), endedAt: at(2) });
  expect(isClaimed()).toBe(false);
});

test('what is overtaken had the right to start it, and nothing was begun', async () => {
  const { file, job, isClaimed } = await startUnderWay();
  await file.update((state) => changeMemory(state.jobs, job.id, { starting: undefined }));
  const running = makeJob({ commands: { start: ['false'], status: ['echo', '{"running":true,"completed":false}'] } });
  const looks = new Map([[job.id, seen({ running: false })]]);
  const [decided] = decideSeen(makeJobs(job), file.read().state, looks, at(3600), true);
  if (decided === undefined) throw new Error('nothing was decided');
  expect(await resumeJob(decided, running, file, at(3600))).toEqual({ kind: 'overtaken' });
  expect(isClaimed()).toBe(true);
});

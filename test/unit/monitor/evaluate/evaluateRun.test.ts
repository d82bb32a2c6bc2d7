import { expect, test } from 'vitest';

import { evaluateRun } from '../../../../packages/monitor/src/evaluate/evaluateRun.ts';
import { at, makeJob } from '../../../fixtures/monitor/job.ts';

const job = makeJob({ kind: 'one_shot_read' });
const failure = { kind: 'exited', code: 3 } as const;

test('a scheduled check that fails is told at once, then seldom, and its end once', () => {
  const first = evaluateRun(job, 'failed', failure, {}, at());
  expect(first.say).toBe('anomaly');
  expect(evaluateRun(job, 'failed', failure, first.memory, at(1799)).say).toBeUndefined();
  expect(evaluateRun(job, 'failed', failure, first.memory, at(1800)).say).toBe('anomaly');
  const over = evaluateRun(job, 'fine', { kind: 'exited', code: 0 }, first.memory, at(60));
  expect(over.say).toBe('recovery');
  expect(evaluateRun(job, 'fine', { kind: 'exited', code: 0 }, over.memory, at(120)).say).toBeUndefined();
});

test('another exit code, or a cry in place of a failure, is news', () => {
  const { memory } = evaluateRun(job, 'failed', failure, {}, at());
  expect(evaluateRun(job, 'failed', { kind: 'exited', code: 4 }, memory, at(60)).say).toBe('anomaly');
  expect(evaluateRun(job, 'attention', { kind: 'exited', code: 0 }, memory, at(60)).say).toBe('anomaly');
});

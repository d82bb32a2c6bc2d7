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

test('a check that fails now and then is told once an interval, with how often', () => {
  let memory = {};
  const told: [number, string | undefined][] = [];
  for (let minute = 0; minute <= 61; minute += 1) {
    const code = minute % 2;
    const verdict = evaluateRun(job, code === 0 ? 'fine' : 'failed', { kind: 'exited', code }, memory, at(minute * 60));
    ({ memory } = verdict);
    if (verdict.say === 'anomaly') told.push([minute, verdict.remark]);
  }
  expect(told).toEqual([
    [1, undefined],
    [31, 'came and went, 15 times since 12:01'],
    [61, 'came and went, 15 times since 12:31'],
  ]);
});

test('a check that ends with another code each time is told of six codes an interval', () => {
  let memory = {};
  let told = 0;
  for (let minute = 0; minute < 30; minute += 1) {
    const verdict = evaluateRun(job, 'failed', { kind: 'exited', code: minute + 1 }, memory, at(minute * 60));
    ({ memory } = verdict);
    if (verdict.say === 'anomaly') told += 1;
  }
  expect(told).toBe(6);
});

test('with failAfter a failure is told at the N-th in a row, a cry at once', () => {
  const patient = makeJob({ kind: 'one_shot_read' }, { failAfter: 3 });
  let memory = {};
  const told = [1, 1, 0, 1, 1, 1, 1, 0, 0].map((code, minute) => {
    const outcome = code === 0 ? 'fine' : 'failed';
    const verdict = evaluateRun(patient, outcome, { kind: 'exited', code }, memory, at(minute * 60));
    ({ memory } = verdict);
    return verdict.say;
  });
  expect(told).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'anomaly',
    undefined,
    'recovery',
    undefined,
  ]);
  expect(evaluateRun(patient, 'attention', { kind: 'exited', code: 0 }, memory, at(600)).say).toBe('anomaly');
});

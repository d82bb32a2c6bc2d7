import { describe, expect, test } from 'vitest';

import { boundTimes } from '../../../../packages/monitor/src/state/boundTimes.ts';
import { emptyState, type QueueItem, type State } from '../../../../packages/monitor/src/state/state.ts';
import { at } from '../../../fixtures/monitor/job.ts';

const seconds = (offset: number) => at(offset).getTime() / 1000;
const year = 366 * 86_400;

function bound(change: Partial<State>, now = at()): State {
  const state = { ...emptyState(), ...change };
  boundTimes(state, now);
  return state;
}

describe('a time that a clock ahead has written', () => {
  test.each([
    'lastReportAt',
    'lastAnomalyReportAt',
    'lastAutoResumeAt',
    'lastRefusedAt',
    'stoppedByHandAt',
    'heldCompletionAt',
  ])('is now, so that nothing waits longer than it was given: %s', (key) => {
    for (const ahead of [1, 120, year]) {
      const { jobs } = bound({ jobs: { a: { [key]: seconds(ahead), other: seconds(ahead) } } });
      expect(jobs['a']).toEqual({ [key]: seconds(0), other: seconds(ahead) });
    }
    expect(bound({ jobs: { a: { [key]: seconds(-5) } } }).jobs['a']).toEqual({ [key]: seconds(-5) });
  });

  test('is now among those that were told, too', () => {
    const told = [{ key: 'x', at: seconds(year) }];
    expect(bound({ jobs: { a: { told } }, configFaults: [{ text: 'x', at: seconds(60) }] })).toMatchObject({
      jobs: { a: { told: [{ key: 'x', at: seconds(0) }] } },
      configFaults: [{ text: 'x', at: seconds(0) }],
    });
  });

  test('is kept where the rule knows about clocks', () => {
    const memory = { lastProgressAt: seconds(60), lastLookAt: seconds(60), lastScheduledAt: seconds(60) };
    expect(bound({ jobs: { a: memory } }).jobs['a']).toEqual(memory);
  });
});

describe('a queued job', () => {
  const item = (createdAt: number, notBefore: number): QueueItem => ({
    id: 'i',
    jobId: 'a',
    reason: '',
    status: 'pending',
    attempt: 0,
    createdAt,
    notBefore,
  });

  test.each([120, year])('waits for its delay from now on when the clock was ahead by %i s', (ahead) => {
    const { queue } = bound({ queue: [item(seconds(ahead), seconds(ahead + 600))] });
    expect(queue).toMatchObject([{ createdAt: seconds(0), notBefore: seconds(600) }]);
  });

  test('keeps its time otherwise', () => {
    const kept = item(seconds(-60), seconds(year));
    expect(bound({ queue: [{ ...kept }] }).queue).toEqual([kept]);
  });
});

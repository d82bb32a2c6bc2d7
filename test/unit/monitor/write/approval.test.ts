import { describe, expect, test } from 'vitest';

import type { Approval } from '../../../../packages/monitor/src/state/state.ts';
import { digestOfJob, findFlaw, timeLeft } from '../../../../packages/monitor/src/write/approval.ts';
import { at, makeJob } from '../../../fixtures/monitor/job.ts';

const job = makeJob({ kind: 'one_shot_write' });
const approval: Approval = {
  id: 'i',
  by: 'alice',
  reason: 'r',
  at: at().toISOString(),
  expiresAt: at(3600).toISOString(),
  digest: digestOfJob(job),
};

describe('an approval of an hour', () => {
  test.each([0, 1, 3599])('holds after %i s', (seconds) => {
    expect(findFlaw(job, approval, at(seconds))).toBeUndefined();
  });

  test.each([3600, 400 * 86_400])('has expired after %i s', (seconds) => {
    expect(findFlaw(job, approval, at(seconds))).toContain('expired');
  });

  test.each([301, 7200, 400 * 86_400])('does not hold once the clock was set back by %i s', (seconds) => {
    expect(findFlaw(job, approval, at(-seconds))).toContain('the clock was set back since');
  });

  test('bears a slight correction of the clock, and never says that it holds longer than it was given', () => {
    expect(findFlaw(job, approval, at(-300))).toBeUndefined();
    expect(timeLeft(approval, at(-300))).toBe(3_600_000);
    expect(timeLeft(approval, at(600))).toBe(3_000_000);
  });

  test('of a minute bears no more than a minute', () => {
    const short = { ...approval, expiresAt: at(60).toISOString() };
    expect(findFlaw(job, short, at(-60))).toBeUndefined();
    expect(findFlaw(job, short, at(-61))).toContain('the clock was set back');
  });
});

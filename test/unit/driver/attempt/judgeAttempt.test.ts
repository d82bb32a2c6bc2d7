import { describe, expect, test } from 'vitest';

import type { Claim } from '../../../../packages/driver/src/attempt/claim.ts';
import {
  isInTime,
  isUnseenInTime,
  judgeAttempt,
  judgeEnded,
  type Traces,
} from '../../../../packages/driver/src/attempt/judgeAttempt.ts';

const open: Claim = { state: 'open', pid: 7, token: 'abc' };

function exited(exitCode: number, token = 'abc'): Claim {
  return { state: 'exited', pid: 7, token, exitCode, hasResult: false };
}

function traces(changes: Partial<Traces> = {}): Traces {
  return {
    claim: open,
    isTimedOut: false,
    isThisBoot: true,
    isOurNamespace: true,
    isStillBehind: false,
    ...changes,
  };
}

function unknown(reason: string): object {
  return { state: 'unknown', reason: expect.stringContaining(reason) as string };
}

describe('an attempt on record', () => {
  test.each<[string, Partial<Traces>, object]>([
    ['that made no claim was not begun', { claim: { state: 'absent' } }, { state: 'ready' }],
    ['that came no further was not begun', { claim: { state: 'none' } }, { state: 'ready' }],
    [
      'of an earlier boot may have lost its claim',
      { claim: { state: 'absent' }, isThisBoot: false },
      unknown('restarted'),
    ],
    [
      'of an earlier boot that was not let go was not begun',
      { claim: { state: 'absent' }, isThisBoot: false, isStillBehind: true },
      { state: 'ready' },
    ],
    ['whose claim is something else is unknown', { claim: { state: 'unreadable', reason: 'why' } }, unknown('why')],
    ['whose claim is that of another pass is unknown', { claim: exited(0, 'xyz') }, unknown('another pass')],
    ['has exited by its receipt', { claim: exited(3) }, { state: 'exited', exitCode: 3, hasResult: false }],
    [
      'has exited by its receipt, wherever and whenever it ran',
      { claim: exited(0), isThisBoot: false, isOurNamespace: false },
      { state: 'exited', exitCode: 0, hasResult: false },
    ],
    ['whose receipt came with a time-out is unknown', { claim: exited(0), isTimedOut: true }, unknown('out of time')],
    ['without a receipt is open', {}, { state: 'open', pid: 7, token: 'abc' }],
    ['without a receipt is open beyond its time, too', { isTimedOut: true }, { state: 'open', pid: 7, token: 'abc' }],
    ['in another PID namespace is unseen', { isOurNamespace: false }, { state: 'unseen' }],
    [
      'without a receipt in an earlier boot is unknown',
      { isThisBoot: false, isOurNamespace: false },
      unknown('restarted'),
    ],
  ])('%s', (_title, changes, judgement) => {
    expect(judgeAttempt(traces(changes), 'abc')).toEqual(judgement);
  });

  test.each<[string, Partial<Traces>, object]>([
    [
      'has exited by a receipt that is there now',
      { claim: exited(3) },
      { state: 'exited', exitCode: 3, hasResult: false },
    ],
    ['died without one', {}, unknown('died without a receipt')],
    ['had begun, also when its claim is gone by now', { claim: { state: 'absent' } }, unknown('without a receipt')],
    ['ran out of time', { isTimedOut: true }, unknown('ran out of time')],
  ])('of which nothing runs any more %s', (_title, changes, judgement) => {
    expect(judgeEnded(traces(changes), 'abc')).toEqual(judgement);
  });
});

test('an attempt has time until its deadline, and none where the clock was set back before its start', () => {
  const time = { startedAt: '2026-01-01T00:00:00.000Z', deadline: '2026-01-01T00:02:00.000Z' };
  const at = (text: string) => Date.parse(`2026-01-01T${text}.000Z`);
  expect(isInTime(time, at('00:01:59'))).toBe(true);
  expect(isInTime(time, at('00:02:00'))).toBe(false);
  expect(isInTime(time, at('00:00:00') - 59_000)).toBe(true);
  expect(isInTime(time, at('00:00:00') - 60_000)).toBe(false);
  // The pass of one that cannot be seen takes eight seconds to give it up.
  expect(isUnseenInTime(time, at('00:02:07'))).toBe(true);
  expect(isUnseenInTime(time, at('00:02:08'))).toBe(false);
});

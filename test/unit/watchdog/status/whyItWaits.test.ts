import { expect, test } from 'vitest';

import type { HeadStatus } from '../../../../packages/watchdog/src/status/queueStatus.ts';
import { tellFrom } from '../../../../packages/watchdog/src/status/tellTime.ts';
import { whyItWaits } from '../../../../packages/watchdog/src/status/whyItWaits.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const head: HeadStatus = {
  report_id: 'r1',
  age_seconds: 5,
  is_from_future: false,
  invalid: null,
  rejected: null,
  attempts: 0,
  last_outcome: null,
  last_error: null,
  last_output: null,
  last_attempt_at: null,
  retry_at: null,
  in_flight: false,
  attempt_state: null,
};
const failed = { attempts: 2, last_error: 'send command exited with 1' };

test.each<[Partial<HeadStatus>, string]>([
  [{}, 'not tried yet'],
  [{ invalid: 'no end' }, 'invalid: no end'],
  [{ ...failed, rejected: 'too long' }, 'rejected: too long'],
  [{ attempts: 1, in_flight: true, last_attempt_at: 'T' }, 'sending since T'],
  [{ attempts: 1 }, 'tried, and not settled yet'],
  [failed, 'failed: send command exited with 1'],
  [{ ...failed, last_output: 'x: send command exited with 1' }, 'failed: send command exited with 1'],
  [{ ...failed, last_output: 'down' }, 'failed: send command exited with 1: down'],
  [
    { ...failed, retry_at: '2026-11-21T10:01:00.000Z' },
    'send command exited with 1; tried again at 2026-11-21T10:01:00.000Z',
  ],
  [{ ...failed, retry_at: '2026-11-21T09:59:00.000Z' }, 'failed: send command exited with 1'],
])('a head with %j waits because: %s', (said, why) => {
  expect(whyItWaits({ ...head, ...said }, now, undefined)).toBe(why);
});

test.each<[Partial<HeadStatus>, string]>([
  [{}, 'waits for the send of r2 (route a), under way since T'],
  [failed, 'waits for the send of r2 (route a), under way since T'],
  [{ attempts: 1, in_flight: true, last_attempt_at: 'T' }, 'sending since T'],
  [
    { ...failed, retry_at: '2026-11-21T10:01:00.000Z' },
    `${failed.last_error}; tried again at 2026-11-21T10:01:00.000Z`,
  ],
])('while another is sent a head with %j waits because: %s', (said, why) => {
  expect(whyItWaits({ ...head, ...said }, now, { id: 'r2', route: 'a', startedAt: 'T' })).toBe(why);
});

test.each<[Partial<HeadStatus>, string]>([
  [failed, 'waits for the send of r2, under way since 2 min ago'],
  [{ in_flight: true, last_attempt_at: '2026-11-21T09:57:00.000Z' }, 'sending since 3 min ago'],
  [{ in_flight: true }, 'sending since an unknown time'],
  [{ ...failed, retry_at: '2026-11-21T10:01:00.000Z' }, `${failed.last_error}; tried again in 1 min`],
])('to people, a head with %j waits because: %s', (said, why) => {
  const underWay = { id: 'r2', route: undefined, startedAt: '2026-11-21T09:58:00.000Z' };
  expect(whyItWaits({ ...head, ...said }, now, underWay, tellFrom(now))).toBe(why);
});

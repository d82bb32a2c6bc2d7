import { defaultSettings } from '@owner-report/cli';
import { resolveHome } from '@owner-report/spool';
import { describe, expect, test } from 'vitest';

import { type Delivery, isSettled } from '../../../../packages/driver/src/outcome/delivery.ts';
import { deliveryDocument } from '../../../../packages/driver/src/outcome/deliveryDocument.ts';
import { describeDelivery } from '../../../../packages/driver/src/outcome/describeDelivery.ts';
import { exitCodeOfDelivery } from '../../../../packages/driver/src/outcome/exitCodeOfDelivery.ts';

const home = resolveHome('/home/me/reports');
const settings = { ...defaultSettings, sendCommand: 'cat' };
const sent: Delivery = { id: 'r1', outcome: 'sent', attempt: 1, durationMs: 20, recovered: false, warnings: [] };

const deliveries: [Delivery, number, boolean, string][] = [
  [sent, 0, true, 'sent r1 (attempt 1, 0.0 s)'],
  [{ ...sent, recovered: true }, 0, true, 'sent r1 (attempt 1; known from its receipt, not sent again)'],
  [
    { id: 'r1', outcome: 'already-sent', path: '/p', warnings: [] },
    0,
    true,
    'done r1 (the same report is in sent/ already',
  ],
  [
    { id: 'r1', outcome: 'failed', attempt: 2, reason: 'no', output: 'a\nb\n' },
    75,
    false,
    'failed r1 (attempt 2): no: b;',
  ],
  [
    { id: 'r1', outcome: 'failed', attempt: 2, reason: 'no', output: '', retryAt: '12:01' },
    75,
    false,
    'stays in pending/ and is not tried before 12:01',
  ],
  [
    { id: 'r1', outcome: 'rejected', attempt: 1, reason: 'no such chat', output: '' },
    65,
    false,
    'owner-report-watchdog hold r1 --reason rejected',
  ],
  [
    { id: 'r1', outcome: 'unknown', attempt: 1, reason: 'no end', output: '', retryAt: '12:01' },
    75,
    false,
    'tried again after 12:01',
  ],
  [{ id: 'r1', outcome: 'waiting', reason: 'no end', retryAt: '12:01' }, 75, false, 'waiting r1: no end'],
  [{ id: 'r1', outcome: 'in-flight', until: '12:01' }, 75, false, 'in flight r1'],
  [{ id: 'r1', outcome: 'held', cause: 'invalid', path: '/p', reason: 'bad' }, 0, true, 'held r1: bad; it is /p'],
  [{ id: 'r1', outcome: 'held', cause: 'rejected', path: '/p', reason: 'bad' }, 0, true, 'held r1: bad; it is /p'],
  [{ id: 'r1', outcome: 'held', cause: 'failures', path: '/p', reason: 'bad' }, 75, true, 'held r1: bad; it is /p'],
  [
    { id: 'r1', outcome: 'uncommitted', attempt: 1, path: '/p', reason: 'taken' },
    65,
    false,
    'but not committed: taken',
  ],
];

describe('a delivery', () => {
  test.each(deliveries)('of %j ends with %i', (delivery, exitCode, settled, told) => {
    expect(exitCodeOfDelivery(delivery)).toBe(exitCode);
    expect(isSettled(delivery)).toBe(settled);
    expect(describeDelivery(home, delivery, settings)).toContain(told);
  });

  test('is told by --json in the names of the log', () => {
    expect(deliveryDocument({ ...sent, messageId: '42' })).toEqual({
      schemaVersion: 1,
      report_id: 'r1',
      outcome: 'sent',
      attempt: 1,
      duration_ms: 20,
      message_id: '42',
      recovered: false,
      warnings: [],
    });
  });

  test('never puts a line end of a report on a line of its own', () => {
    const forged = describeDelivery(home, { id: 'r1\nsent r2', outcome: 'in-flight', until: '' }, settings);
    expect(forged.split('\n')).toHaveLength(1);
  });
});

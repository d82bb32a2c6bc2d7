import { describe, expect, test } from 'vitest';

import { type AttemptRecord, newAttemptRecord } from '../../../../packages/driver/src/attempt/attemptRecord.ts';
import { mayRepeat, noteDoubt } from '../../../../packages/driver/src/attempt/doubt.ts';

const current = {
  attempt: 1,
  token: 't',
  digest: 'bytes',
  way: 'webhook',
  startedAt: '2026-11-21T10:11:12.345Z',
  deadline: '2026-11-21T10:13:12.345Z',
  bootId: 'b',
};
const doubt = { end: 'failed', reason: 'no answer', maybeSent: true } as const;

function after(before: AttemptRecord, sent: { way?: string; digest?: string } = {}): AttemptRecord {
  return { ...before, ...noteDoubt({ ...before, current: { ...current, ...sent } }, doubt) };
}

describe('a send that may have come although it failed', () => {
  const once = after(newAttemptRecord('r1'));

  test('is known again where the same bytes go the same way, and nowhere else', () => {
    expect(mayRepeat(once, () => ({ digest: 'bytes', way: 'webhook' }))).toBe(false);
    expect(mayRepeat(once, () => ({ digest: 'an edit', way: 'webhook' }))).toBe(true);
    expect(mayRepeat(once, () => ({ digest: 'bytes', way: 'mail' }))).toBe(true);
    expect(mayRepeat(once, () => ({ digest: 'bytes', way: undefined }))).toBe(true);
  });

  test.each([{ way: 'matrix' }, { digest: 'an edit' }])('twice, and otherwise (%j), is known nowhere', (otherwise) => {
    const twice = after(once, otherwise);
    expect(mayRepeat(twice, () => ({ digest: 'bytes', way: 'webhook' }))).toBe(true);
    expect(mayRepeat(twice, () => ({ ...current, ...otherwise }))).toBe(true);
  });

  test('is not forgotten by a plain no', () => {
    const plain = noteDoubt({ ...once, current }, { end: 'failed', reason: 'busy' });
    expect(plain).toEqual({ maybeDuplicate: false, maybeSent: { digest: 'bytes', way: 'webhook' } });
  });
});

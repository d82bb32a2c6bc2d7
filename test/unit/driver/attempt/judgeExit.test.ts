import { describe, expect, test } from 'vitest';

import { judgeExit } from '../../../../packages/driver/src/attempt/judgeExit.ts';
import type { CommandResult } from '../../../../packages/driver/src/attempt/parseResult.ts';

function judge(exitCode: number, result: CommandResult | undefined): object {
  return judgeExit({ exitCode, hasResult: result !== undefined }, result);
}

function because(reason: string): unknown {
  return expect.stringContaining(reason);
}

describe('a send command that ended by itself', () => {
  test.each<[number, CommandResult | undefined, object]>([
    [0, undefined, { end: 'sent' }],
    [3, undefined, { end: 'failed', reason: because('exited with 3') }],
    [143, undefined, { end: 'failed', reason: because('killed by SIGTERM') }],
    [0, {}, { end: 'sent' }],
    [0, { messageId: '42' }, { end: 'sent', messageId: '42' }],
    [0, { outcome: 'sent', messageId: '42' }, { end: 'sent', messageId: '42' }],
    [
      1,
      { outcome: 'sent', messageId: '42' },
      { end: 'unknown', messageId: '42', reason: because('exited with 1, though') },
    ],
    [143, { outcome: 'sent' }, { end: 'unknown', reason: because('SIGTERM') }],
    [0, { outcome: 'failed' }, { end: 'failed', reason: because('said "failed"') }],
    [1, { outcome: 'failed', reason: 'busy' }, { end: 'failed', reason: 'busy' }],
    [0, { outcome: 'failed', retryAfterSeconds: 30 }, { end: 'failed', retryAfterSeconds: 30 }],
    [1, { retryAfterSeconds: 30 }, { end: 'failed', retryAfterSeconds: 30 }],
    [0, { outcome: 'rejected', reason: 'no such chat' }, { end: 'rejected', reason: 'no such chat' }],
    [1, { outcome: 'rejected' }, { end: 'rejected', reason: because('"rejected"') }],
    [0, { outcome: 'unknown' }, { end: 'unknown', reason: because('"unknown"') }],
    [1, { outcome: 'unknown', reason: 'no answer' }, { end: 'unknown', reason: 'no answer' }],
  ])('with %i and said %j', (exitCode, result, verdict) => {
    expect(judge(exitCode, result)).toMatchObject(verdict);
  });

  test.each([0, 1])('with %i and whose words are gone is unknown', (exitCode) => {
    expect(judgeExit({ exitCode, hasResult: true }, undefined)).toMatchObject({
      end: 'unknown',
      reason: because('gone'),
    });
  });

  test('and left no receipt is judged by what is found', () => {
    expect(judgeExit({ exitCode: 0 }, { outcome: 'unknown' })).toMatchObject({ end: 'unknown' });
    expect(judgeExit({ exitCode: 0 }, undefined)).toMatchObject({ end: 'sent' });
  });
});

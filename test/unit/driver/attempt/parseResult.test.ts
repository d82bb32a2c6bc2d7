import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseResult } from '../../../../packages/driver/src/attempt/parseResult.ts';

const environment = { MY_API_TOKEN: 'value-of-a-variable' };

function parse(value: unknown): ReturnType<typeof parseResult> {
  return parseResult(typeof value === 'string' ? value : JSON.stringify(value), environment);
}

describe('what a send command says', () => {
  test('is taken as it stands', () => {
    const said = { outcome: 'failed', retry_after_seconds: 0.5, message_id: '$a:b', reason: 'busy', other: [1] };
    expect(parse(said)).toEqual({
      result: { outcome: 'failed', retryAfterSeconds: 0.5, messageId: '$a:b', reason: 'busy' },
      warnings: [],
    });
  });

  test.each<[object, object]>([
    [{ message_id: 42 }, { messageId: '42' }],
    [{ maybe_sent: true }, { maybeSent: true }],
    [{ retry_after_seconds: 0 }, { retryAfterSeconds: 0 }],
    [{ retry_after_seconds: 86_400 }, { retryAfterSeconds: 86_400 }],
    [{ outcome: null, message_id: null, reason: null, retry_after_seconds: null }, {}],
    [{ reason: ' two\n\tlines\u001B[31m ' }, { reason: 'two lines[31m' }],
    [{ reason: '  ' }, {}],
    [{ reason: 'token value-of-a-variable' }, { reason: expect.not.stringContaining('value-of') }],
    [{ message_id: 'value-of-a-variable' }, { messageId: expect.not.stringContaining('value-of') }],
    [{ reason: 'x'.repeat(5000) }, { reason: `${'x'.repeat(499)}…` }],
  ])('is made one safe line without secrets: %j', (said, result) => {
    expect(parse(said)).toMatchObject({ result, warnings: [] });
  });

  test.each([
    '{"outcome":"sent"',
    'sent',
    '[]',
    '"sent"',
    'null',
    '\n',
    '{"outcome":"sent"}{}',
    '\uFEFF{"outcome":"rejected"}',
  ])('is a warning where it is no JSON object: %j', (text) => {
    expect(parse(text)).toEqual({ result: {}, warnings: [expect.stringContaining('expected one JSON object, found')] });
  });

  test.each<[string, unknown]>([
    ['outcome', 'perhaps'],
    ['outcome', true],
    ['outcome', 'SENT'],
    ['retry_after_seconds', '30'],
    ['retry_after_seconds', -1],
    ['retry_after_seconds', 86_401],
    ['message_id', ''],
    ['message_id', 'a\nb'],
    ['message_id', 'a\u009Bb'],
    ['message_id', 'x'.repeat(257)],
    ['message_id', 2 ** 60],
    ['message_id', {}],
    ['reason', ['no']],
  ])('counts but for a %s that cannot be used: %j', (key, value) => {
    const good = { outcome: 'rejected', reason: 'why' };
    const { result, warnings } = parse({ ...good, [key]: value });
    expect(warnings).toEqual([expect.stringContaining(`${key}: expected`)]);
    expect(result).toEqual({
      outcome: key === 'outcome' ? undefined : 'rejected',
      reason: key === 'reason' ? undefined : 'why',
      retryAfterSeconds: undefined,
      messageId: undefined,
    });
  });

  test('is bounded and printable, whatever it is', () => {
    const text = fc.uint8Array({ maxLength: 1000 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const value = fc.oneof(text, fc.double(), fc.array(text));
    const said = fc.dictionary(fc.constantFrom('outcome', 'retry_after_seconds', 'message_id', 'reason'), value);
    const any = fc.oneof(
      text,
      said.map((object) => JSON.stringify(object)),
    );
    fc.assert(
      fc.property(any, (written) => {
        const { result, warnings } = parseResult(written, environment);
        const { retryAfterSeconds = 0, messageId = '-', reason = '-' } = result;
        expect(retryAfterSeconds >= 0 && retryAfterSeconds <= 86_400).toBe(true);
        const isFine = (line: string) => line.length < 600 && /^[\t\P{Cc}]+$/u.test(line);
        expect([messageId, reason, ...warnings].filter((line) => !isFine(line))).toEqual([]);
      }),
    );
  });

  test('is told without its secrets where it cannot be used', () => {
    const { warnings } = parse({ outcome: `value-of-a-variable ${'x'.repeat(500)}` });
    expect(warnings[0]).not.toContain('value-of');
    expect(warnings[0]?.length).toBeLessThan(200);
  });
});

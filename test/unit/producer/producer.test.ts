import { describe, expect, test } from 'vitest';

import { toCodeBlock, toCodeSpan } from '../../../packages/producer/src/body/codeFence.ts';
import { parseExtra } from '../../../packages/producer/src/parseExtra.ts';
import { formatCommandLine } from '../../../packages/producer/src/run/commandLine.ts';
import { describeRunEnding } from '../../../packages/producer/src/run/describeRunEnding.ts';
import { endingOfStartError } from '../../../packages/producer/src/run/endingOfStartError.ts';
import { takeLastLines } from '../../../packages/producer/src/run/lastLines.ts';
import type { Printed } from '../../../packages/producer/src/run/printedOutput.ts';

describe('a field', () => {
  test('is a key and a value, of whatever text', () => {
    expect(parseExtra(['host=db1', 'constructor=', 'a=b=c'])).toEqual({ host: 'db1', constructor: '', a: 'b=c' });
  });

  test.each([
    ['host', 'expected KEY=VALUE'],
    ['=x', 'expected a key of letters'],
    ['__proto__=x', 'expected a key of letters'],
    ['team=x', 'which is a field of every report'],
  ])('%s is refused', (assignment, message) => {
    expect(() => parseExtra([assignment])).toThrow(message);
  });

  test('is given once', () => {
    expect(() => parseExtra(['a=1', 'a=2'])).toThrow('expected each key once');
  });
});

test('code is fenced by more backticks than it holds', () => {
  expect([toCodeSpan('ls'), toCodeSpan('`x`')]).toEqual(['`ls`', '`` `x` ``']);
  expect(toCodeBlock('a\n```\nb')).toBe('````\na\n```\nb\n````\n');
});

test('a command line is shown as one would type it, on one line, without secrets', () => {
  const words = ['curl', '--token', 'abc', 'https://me:pw123@x/', 'two words', 'x\ny'];
  expect(formatCommandLine(words, {})).toBe("curl --token [redacted] 'https://me:[redacted]@x/' 'two words' 'x\\ny'");
  expect(formatCommandLine(['x'.repeat(500)], {})).toHaveLength(200);
});

test('the last lines are those that a person would have seen', () => {
  const output = printed('\u001B[32mone\u001B[0m\n10%\r50%\rdone\nthree\n\n');
  expect(takeLastLines(output, 2, {})).toEqual(['done', 'three']);
  expect(takeLastLines(output, 0, {})).toEqual([]);
  expect(takeLastLines(printed('pass a-long-secret'), 5, { MY_SECRET: 'a-long-secret' })).toEqual(['pass [redacted]']);
});

const warnings = ['w1', 'w2', 'w3', 'w4'];

test.each([
  ['reason', 3, ['reason', 'w3', 'w4']],
  ['reason', 2, ['reason', 'w4']],
  ['reason', 1, ['reason', 'w4']],
  ['reason', 0, []],
  ['a secret: hunter2hunter2', 2, ['a secret: [redacted]', 'w4']],
  // The other stream may have said the same.
  ['w4', 2, ['w3', 'w4']],
  ['reason', 9, ['first', 'reason', ...warnings]],
])('the last line of the other stream, %j, is among the last %i', (reason, count, lines) => {
  const [out, err] = [['first', reason], warnings].map((part) => part.map((line) => `${line}\n`).join(''));
  expect(takeLastLines({ merged: `${out}${err}`, streams: [out ?? '', err ?? ''] }, count, {})).toEqual(lines);
});

function printed(text: string): Printed {
  return { merged: text, streams: [text] };
}

test.each([
  [{ kind: 'exited', code: 0 } as const, 'finished: exit 0 after 12 s'],
  [{ kind: 'exited', code: 3 } as const, 'failed: exit 3 after 12 s'],
  [{ kind: 'killed', signal: 'SIGTERM' } as const, 'was ended by SIGTERM after 12 s'],
  [
    { kind: 'not-started', code: 127, reason: 'not found (ENOENT)' } as const,
    'could not be started: not found (ENOENT)',
  ],
])('the ending %j reads "%s"', (ending, text) => {
  expect(describeRunEnding(ending, 12_000)).toBe(text);
});

test.each([
  ['ENOENT', 'no-such-command-here', 127, 'not found (ENOENT)'],
  // A directory of PATH that may not be read.
  ['EACCES', 'no-such-command-here', 127, 'not found (EACCES)'],
  ['EACCES', '/', 126, 'not executable (EACCES)'],
  ['EACCES', 'no/such/file', 126, 'not reachable (EACCES)'],
  ['E2BIG', 'sh', 126, 'not executable (E2BIG)'],
])('the error %s of %s ends as a shell ends: %i, %s', (errno, program, code, reason) => {
  const error = Object.assign(new Error('spawn'), { code: errno });
  expect(endingOfStartError(error, program)).toEqual({ kind: 'not-started', code, reason });
});

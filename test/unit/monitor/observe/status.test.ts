import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { losesDigits, parseExactly, toKey, toPlain } from '../../../../packages/monitor/src/observe/exactJson.ts';
import { parseStatus, type Status } from '../../../../packages/monitor/src/observe/status.ts';

function read(progress: string): Status {
  const status = parseStatus(`{"running": true, "completed": false, "progress": ${progress}}`);
  if (typeof status === 'string') throw new Error(status);
  return status;
}

// Right: what json.dumps(json.loads(progress), sort_keys=True) prints with Python 3.
test.each([
  ['{"a": 1.0}', '{"a": 1.0}'],
  ['{"a": 0.10}', '{"a": 0.1}'],
  ['{"a": 12345678901234567890}', '{"a": 12345678901234567890}'],
  ['{"a": -0, "b": -0.0}', '{"a": 0, "b": -0.0}'],
  ['{"a": 1e16, "b": 1E15, "c": 123456789012345.0}', '{"a": 1e+16, "b": 1000000000000000.0, "c": 123456789012345.0}'],
  ['{"a": 1e-4, "b": 1e-5, "c": 1.5e-7}', '{"a": 0.0001, "b": 1e-05, "c": 1.5e-07}'],
  ['{"a": 1e400, "b": -1e400, "c": 1e300}', '{"a": Infinity, "b": -Infinity, "c": 1e+300}'],
  ['{"a": 33.333333333333336, "b": -2.5}', '{"a": 33.333333333333336, "b": -2.5}'],
  ['{"b": [1, 2.0, {"d": 1, "c": null}], "a": true}', '{"a": true, "b": [1, 2.0, {"c": null, "d": 1}]}'],
  ['{"\u{1F600}": 1, "\uFFFD": 2}', '{"\uFFFD": 2, "\u{1F600}": 1}'],
  ['{"__proto__": 1}', '{"__proto__": 1}'],
])('the key of %s is the one that ops-framework has remembered', (progress, key) => {
  expect(read(progress).progressKey).toBe(key);
});

test('a number with more digits than fit is progress when its last one changes, and is shown with all of them', () => {
  const [one, two] = [read('{"ns": 1763999999123456789}'), read('{"ns": 1763999999123456790}')];
  expect(one.progressKey).not.toBe(two.progressKey);
  expect(one.progress).toEqual({ ns: '1763999999123456789' });
  const [half, whole] = [read('{"n": 12345678901234567890.5}'), read('{"n": 12345678901234567891.5}')];
  expect(half.progressKey).not.toBe(whole.progressKey);
  expect(half.progress).toEqual({ n: '12345678901234567890.5' });
  expect(read('{"n": 12, "x": [1.50, {"y": "1"}]}').progress).toEqual({ n: 12, x: [1.5, { y: '1' }] });
});

test('numbers that lose nothing are read the same by either way', () => {
  const value = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.string(), fc.date().map(String), fc.constant('1.5 -0'));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, value, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
  }));
  let plain = 0;
  fc.assert(
    fc.property(tree, (given) => {
      const json = JSON.stringify(given);
      if (losesDigits(json)) return;
      if (/\d/.test(json.replace(/"(?:[^"\\]+|\\.)*"/g, ''))) plain += 1;
      const [exact, parsed] = [parseExactly(json), JSON.parse(json) as unknown];
      expect(toKey(parsed)).toBe(toKey(exact));
      expect(toPlain(parsed)).toEqual(toPlain(exact));
    }),
  );
  expect(plain).toBeGreaterThan(0);
});

test.each([
  ['[1.0]', true],
  ['{"a": -0}', true],
  ['[1e2]', true],
  ['[1234567890123456]', true],
  ['{"at": "2026-01-05T10:00:00.123Z", "of": "1.2.3"}', false],
  [String.raw`["\"1.5", 12]`, false],
  ['[123456789012345, -1]', false],
])('whether %s holds a number that loses digits: %s', (json, loses) => {
  expect(losesDigits(json)).toBe(loses);
});

test('a count under the name of a secret is none, however its digits are read', () => {
  expect(read('{"secrets": 3, "rate": 1.5}').progressKey).toBe('{"rate": 1.5, "secrets": 3}');
  expect(read('{"secrets": 3, "rate": 1}').progressKey).toBe('{"rate": 1, "secrets": 3}');
  expect(read('{"secrets": ["abc", 3.5], "rate": 1}').progressKey).not.toContain('abc');
});

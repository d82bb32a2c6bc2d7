import { describe, expect, test } from 'vitest';

import { countOf } from '../../../../packages/spool/src/text/countOf.ts';
import { formatDuration, parseAge, parseDuration } from '../../../../packages/spool/src/text/duration.ts';
import { quoteWord, spellWord } from '../../../../packages/spool/src/text/quoteWord.ts';
import {
  dropUnsafe,
  toPrintable,
  toPrintableJson,
  toPrintableLine,
} from '../../../../packages/spool/src/text/terminal.ts';

describe('a duration', () => {
  test.each([
    ['90', 90_000],
    ['1.5s', 1500],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['1w', 604_800_000],
    ['250ms', 250],
  ])('%s is %i milliseconds', (text, ms) => {
    expect(parseDuration(text, '--x')).toBe(ms);
  });

  test.each(['30', '0', ' 1.5 '])('%j is no age: it has no unit', (text) => {
    expect(() => parseAge(text, '--max-age')).toThrow(/^--max-age: expected a unit/);
    expect(parseAge(`${text.trim()}h`, '--max-age')).toBe(Number(text) * 3_600_000);
  });

  test.each(['', '-1', '1 hour', 'soon', '1e9', '١'])('%j is refused by the name of its option', (text) => {
    expect(() => parseDuration(text, '--max-age')).toThrow(/^--max-age: expected a duration/);
  });

  test.each([
    [0, '0.0 s'],
    [450, '0.5 s'],
    [12_000, '12 s'],
    [3_600_000, '1 h'],
    [90_061_000, '1 d 1 h'],
    [-5, '0.0 s'],
  ])('of %i milliseconds reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test.each([
  ['plain-1.2', 'plain-1.2'],
  ['two words', "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(x)', "'$(x)'"],
  ['', "''"],
])('%j is one word of a shell as %s', (text, word) => {
  expect(quoteWord(text)).toBe(word);
  expect(spellWord(text)).toBe(word);
});

test('a word that is spelt out has no control character and no line end', () => {
  expect(spellWord('a\nb\u202e\\')).toBe(String.raw`"$(printf %b 'a\nb\0342\0200\0256\\')"`);
});

const evil = 'a\u001B[31m\u202Eb\u007F\tc\nd';

test('control and direction characters never reach a terminal', () => {
  expect(toPrintable(evil)).toBe('a\\x1b[31m\\x202eb\\x7f\tc\nd');
  expect(toPrintableLine(evil)).toBe('a\\x1b[31m\\x202eb\\x7f\tc\\nd');
  expect(dropUnsafe(evil)).toBe('a[31mb\tc\nd');
  expect(JSON.parse(toPrintableJson({ evil }))).toEqual({ evil });
  expect(toPrintableJson({ evil })).not.toMatch(/[\u202E\u007F]/);
});

test('one is singular, all else plural', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'attempt'))).toEqual(['0 attempts', '1 attempt', '2 attempts']);
});

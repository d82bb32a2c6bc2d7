import { describe, expect, test } from 'vitest';

import type { OptionSpec } from '../../../../packages/cli/src/arguments/optionSpec.ts';
import { readEnvironment, readOptions } from '../../../../packages/cli/src/arguments/readOptions.ts';
import { scanArguments } from '../../../../packages/cli/src/arguments/scanArguments.ts';
import { toCount } from '../../../../packages/cli/src/arguments/toCount.ts';
import { removeGuards, toYargsArguments } from '../../../../packages/cli/src/arguments/toYargsArguments.ts';

const options: Record<string, OptionSpec> = {
  done: { type: 'string', describe: '' },
  'max-count': { type: 'string', describe: '' },
  secret: { type: 'string', describe: '', environment: false },
  quiet: { type: 'boolean', describe: '' },
};

describe('a command line', () => {
  test('is taken apart into options, words and the rest', () => {
    const args = ['hold', '--done', '- item', '--quiet', 'id', '--max-count=2', '--other', '-x', '--', '--done', 'y'];
    expect([...scanArguments(args, options)]).toEqual([
      { kind: 'word', text: 'hold', index: 0 },
      { kind: 'option', name: 'done', type: 'string', value: '- item', next: '- item' },
      { kind: 'option', name: 'quiet', type: 'boolean', value: undefined, next: undefined },
      { kind: 'word', text: 'id', index: 4 },
      { kind: 'option', name: 'max-count', type: 'string', value: '2', next: undefined },
      { kind: 'unknown', text: '--other', index: 6 },
      { kind: 'unknown', text: '-x', index: 7 },
      { kind: 'rest', words: ['--done', 'y'] },
    ]);
  });

  test('knows no option by the name of what every object has', () => {
    expect([...scanArguments(['--constructor', '--toString=1'], options)].map(({ kind }) => kind)).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  test('gives each option its last value', () => {
    expect(readOptions(['--done', 'a', '--done=b', '--quiet', '--quiet=no'], options)).toEqual({
      done: 'b',
      quiet: false,
    });
  });

  test('is handed to yargs in a form that it cannot misread', () => {
    const args = ['--done', '-x', '--quiet', 'word', '--', '-y'];
    expect(toYargsArguments(args, options, false)).toEqual(['--done="-x"', '--quiet=true', 'word', '--', '-y']);
    const guarded = toYargsArguments(args, options, true);
    expect(guarded.at(-1)).not.toBe('-y');
    expect(removeGuards(String(guarded.at(-1)))).toBe('-y');
  });

  test.each([
    [['--done'], '--done: expected a value, got nothing'],
    [['--done', '--quiet'], '--done: expected a value, got the option --quiet'],
    [['--done', '--'], '--done: expected a value, got the option --'],
    [['--quiet=maybe'], '--quiet: expected 1 or 0, got "maybe"'],
  ])('%j is refused', (args, message) => {
    expect(() => toYargsArguments(args, options, false)).toThrow(message);
  });
});

describe('the environment', () => {
  test('gives options by their names in capitals, but not those that only a flag may give', () => {
    const environment = {
      OWNER_REPORT_DONE: 'x',
      OWNER_REPORT_MAX_COUNT: '',
      OWNER_REPORT_SECRET: 'y',
      OWNER_REPORT_QUIET: 'YES',
      DONE: 'z',
    };
    expect(readEnvironment(environment, options)).toEqual({ done: 'x', quiet: true });
  });

  test('is refused where a switch is neither on nor off', () => {
    expect(() => readEnvironment({ OWNER_REPORT_QUIET: '2' }, options)).toThrow('OWNER_REPORT_QUIET: expected 1 or 0');
  });
});

test('a count is a whole number of at least the least', () => {
  expect([toCount('3', '--n', 1), toCount(undefined, '--n', 1)]).toEqual([3, undefined]);
  for (const wrong of ['0', '-1', '1.5', 'x', '', '1e3'])
    expect(() => toCount(wrong, '--n', 1)).toThrow('--n: expected a whole number of at least 1');
});

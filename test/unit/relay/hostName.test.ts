import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { findHostName, fitHostName, isHostName } from '../../../packages/relay/src/message/hostName.ts';

describe('the name of a host', () => {
  test.each(['a', 'db1', 'web-1', 'x'.repeat(32), '10-0-0-5'])('may be %s', (name) => {
    expect(isHostName(name)).toBe(true);
    expect(findHostName(name)).toBe(name);
  });

  test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', 'a b', 'ä', 'x'.repeat(33), '*', '>', 'a\n'])(
    'may not be %j',
    (name) => {
      expect(isHostName(name)).toBe(false);
    },
  );

  test.each([
    ['DB1.example.org', 'db1-example-org'],
    ['--web__1--', 'web-1'],
    [`${'x'.repeat(31)}.y`, 'x'.repeat(31)],
    ['主機', undefined],
    ['', undefined],
  ])('%j is made %j', (machine, fitted) => {
    expect(fitHostName(machine)).toBe(fitted);
  });

  test('is one whatever is made to fit, if anything is left', () => {
    fc.assert(
      fc.property(fc.string(), (machine) => {
        const fitted = fitHostName(machine);
        expect(fitted === undefined || isHostName(fitted)).toBe(true);
      }),
    );
  });

  test('is that of the machine where none is set, and told where nothing of it fits', () => {
    expect(findHostName('', 'DB1')).toBe('db1');
    expect(() => findHostName('', '主機')).toThrow('nothing of "主機" fits');
    expect(() => findHostName('DB 1')).toThrow('got "DB 1"');
  });
});

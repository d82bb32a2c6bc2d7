import fc from 'fast-check';
import { expect, test } from 'vitest';

import { findDuplicateKeys } from '../../../../packages/spool/src/text/findDuplicateKeys.ts';

test.each([
  ['{"a":1,"a":2}', ['a']],
  [String.raw`{"a":{"b":[1,{"c":1,"\u0063":2}]}}`, ['a.b[1].c']],
  ['[{"id":1},{"id":1,"x":"id","id":2}]', ['[1].id']],
  ['{"a":"{\\"b\\":1,\\"b\\":2}","c":["a","a"]}', []],
  ['{"a":{"b":1},"c":{"b":1}}', []],
  ['"text"', []],
])('in %s the keys %j stand twice', (text, twice) => {
  expect(findDuplicateKeys(text)).toEqual(twice);
});

test('a key that stands behind a very long string is found, too', () => {
  const long = JSON.stringify('\n'.repeat(10_000_000));
  expect(findDuplicateKeys(`{"a":${long},"a":1}`)).toEqual(['a']);
});

test('what is written by a program has no key twice', () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 2 }), (text, indent) => {
      expect(findDuplicateKeys(JSON.stringify(JSON.parse(text), undefined, indent))).toEqual([]);
    }),
  );
});

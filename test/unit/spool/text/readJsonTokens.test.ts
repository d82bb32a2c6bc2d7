import fc from 'fast-check';
import { expect, test } from 'vitest';

import { readJsonTokens } from '../../../../packages/spool/src/text/readJsonTokens.ts';

test('the tokens of a JSON text are its marks, strings, numbers and words as they stand there', () => {
  const text = String.raw`{"a\"b": [-1.50e+3, true,null] , "\\": "{}"}`;
  expect([...readJsonTokens(text)]).toEqual(
    String.raw`{ "a\"b" : [ -1.50e+3 , true , null ] , "\\" : "{}" }`.split(' '),
  );
});

test('they are the whole text but for blanks between them', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect([...readJsonTokens(text)].join('')).toBe(text);
    }),
  );
});

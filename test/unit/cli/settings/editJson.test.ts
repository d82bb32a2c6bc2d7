import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { editJson } from '../../../../packages/cli/src/settings/editJson.ts';

describe('a JSON text with some members set', () => {
  test.each([
    ['{}', { a: 1 }, '{\n  "a": 1\n}'],
    ['{"a":1}', { b: 2 }, '{"a":1, "b":2}'],
    ['{ "a": 1 }\n', { b: 'x' }, '{ "a": 1, "b": "x" }\n'],
    ['{\n\t"a": 1,\n\t"b": [1,  2]\n}\n', { c: 3 }, '{\n\t"a": 1,\n\t"b": [1,  2],\n\t"c": 3\n}\n'],
    ['{\r\n  "a" : 1.0\r\n}', { b: 2 }, '{\r\n  "a" : 1.0,\r\n  "b" : 2\r\n}'],
    ['{"a":{"b":1},"b":2}', { b: 3 }, '{"a":{"b":1},"b":3}'],
    ['{"a": 1, "b": 2, "c": 3}', { a: undefined }, '{"b": 2, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', { b: undefined }, '{"a": 1, "c": 3}'],
    ['{\n  "a": 1,\n  "b": 2\n}', { b: undefined }, '{\n  "a": 1\n}'],
    ['{"a": 1}', { a: undefined }, '{}'],
    ['{"a": 1}', { b: undefined }, '{"a": 1}'],
    ['{"{": "}", "a": ":,"}', { a: ',' }, '{"{": "}", "a": ","}'],
  ])('%j with %j is %j', (json, members, wanted) => {
    expect(editJson(json, members)).toBe(wanted);
  });

  test('is what the parsed one would be, and keeps its order', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    const object = fc.dictionary(key, fc.jsonValue());
    const indent = fc.constantFrom(undefined, 2, '\t');
    const change = fc.dictionary(key, fc.option(fc.jsonValue(), { nil: undefined }));
    fc.assert(
      fc.property(object, change, indent, (before, other, space) => {
        const [first] = Object.keys(before);
        const members = { ...other, ...(first === undefined ? {} : { [first]: 'changed' }) };
        const edited = editJson(JSON.stringify(before, undefined, space), members);
        const wanted = Object.entries({ ...before, ...members }).filter(([, value]) => value !== undefined);
        expect(JSON.parse(edited)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(wanted))));
      }),
    );
  });
});

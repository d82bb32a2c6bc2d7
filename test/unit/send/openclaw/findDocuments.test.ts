import { describe, expect, test } from 'vitest';

import { findDocuments } from '../../../../packages/send/src/openclaw/findDocuments.ts';

describe('the documents in what a program printed', () => {
  test('are found among lines of any kind, on one line and on many', () => {
    const text = 'banner {x}\n{broken\n{"a":1}\n  {\n  "b": { "c": "}{" }\n}\nthe end }\n{"d":"\\"}"} tail\n';
    expect(findDocuments(text)).toEqual([{ a: 1 }, { b: { c: '}{' } }, { d: '"}' }]);
  });

  test('are none in a list, in a text, and in half a document', () => {
    expect(findDocuments('[{"a":1}]\n"{}"\n{"a":\n')).toEqual([]);
  });

  test('are looked for in bounded time, also where nothing is closed', () => {
    expect(findDocuments(`${'{"log":1}\n'.repeat(1000)}{"a":1}\n`)).toHaveLength(1001);
    expect(findDocuments('{\n'.repeat(32_000))).toEqual([]);
  });
});

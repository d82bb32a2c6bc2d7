import { expect, test } from 'vitest';

import { findCode } from '../../../../packages/driver/src/message/findCode.ts';

test.each([
  ['plain', []],
  ['a `b` c', ['`b`']],
  ['``a ` b`` `c`', ['``a ` b``', '`c`']],
  ['```one line```', ['```one line```']],
  ['x\n```sh\na\n\nb\n```\ny', ['```sh\na\n\nb\n```']],
  ['````\na\n````', ['````\na\n````']],
  ['  ```\na\n  ```  \n`b`', ['```\na\n  ```', '`b`']],
])('in %j the code is %j', (text, code) => {
  expect(findCode(text).map(([start, end]) => text.slice(start, end))).toEqual(code);
});

test.each([
  ['it stays open', '`a\nb` `c`'],
  ['its fence stays open', '```\na'],
  ['another fence stands in it', '```\nx ``` y\n```\n'],
  ['a shorter fence stands in it', '````\n```\na\n```\n````'],
  ['its fence is of tildes', '~~~\na\n~~~'],
  ['it is escaped', '\\`a`'],
  ['a run before it stays open', '``` a `b` c'],
])('text is no code on every channel where %s', (_why, text) => {
  expect(findCode(text)).toEqual([]);
});

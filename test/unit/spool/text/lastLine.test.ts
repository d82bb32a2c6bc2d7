import { expect, test } from 'vitest';

import { lastLine } from '../../../../packages/spool/src/text/lastLine.ts';

test.each([
  ['', ''],
  [' \n\n', ''],
  ['one', 'one'],
  ['one\n  two \n\n', 'two'],
  [`one\n${'x'.repeat(300)}yz`, `${'x'.repeat(298)}yz`],
])('the last line of %j is %j', (output, line) => {
  expect(lastLine(output)).toBe(line);
});

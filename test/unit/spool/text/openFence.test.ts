import { expect, test } from 'vitest';

import { findOpenFence } from '../../../../packages/spool/src/text/openFence.ts';

test.each([
  ['text', undefined],
  ['```\ncode', '```'],
  ['```sh\ncode\n```', undefined],
  ['````\n```\n', '````'],
  ['~~~ `x`\ncode', '~~~'],
  ['``` `x`', undefined],
  ['    ```\nindented code', undefined],
  ['```\n```sh\n', '```'],
  ['```\n~~~\n', '```'],
])('of %j the open fence is %j', (text, fence) => {
  expect(findOpenFence(text)).toBe(fence);
});

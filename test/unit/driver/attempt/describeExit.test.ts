import { expect, test } from 'vitest';

import { describeExit, mayHaveSent } from '../../../../packages/driver/src/attempt/describeExit.ts';

test.each([
  [3, 'exited with 3', false],
  [126, 'not executable', false],
  [127, 'not found', false],
  [143, 'killed by SIGTERM', true],
  [255, 'exited with 255', false],
])('exit %i of a send command reads "%s"', (exitCode, text, maybe) => {
  expect(describeExit(exitCode)).toContain(text);
  expect(mayHaveSent(exitCode)).toBe(maybe);
});

import { expect, test } from 'vitest';

import { findNear } from '../../../../packages/cli/src/arguments/findNear.ts';

const known = ['task-id', 'team', 'by', 'older-than', 'action_required', 'block'] as const;

test.each([
  ['taks-id', 'task-id'],
  ['--task_id', 'task-id'],
  ['TASK', 'task-id'],
  ['older', 'older-than'],
  ['action required', 'action_required'],
  ['blocked', 'block'],
  ['taem', 'team'],
  ['yb', 'by'],
])('%s was probably meant as %s', (typed, meant) => {
  expect(findNear(typed, known)).toBe(meant);
});

test.each(['x', '', 'zz', 'something-else', 'y'.repeat(10_000)])('%j is near to nothing', (typed) => {
  expect(findNear(typed, known)).toBeUndefined();
});

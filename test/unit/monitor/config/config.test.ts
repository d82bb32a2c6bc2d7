import { formatPath } from '@owner-report/cli';
import { expect, test } from 'vitest';

import { findUnknownKeys, formatProblem } from '../../../../packages/monitor/src/config/problem.ts';
import { suggest } from '../../../../packages/monitor/src/config/suggest.ts';

test('a word that is nearly known is suggested, and no other', () => {
  expect(suggest('comands', ['commands', 'cwd'])).toBe(' (did you mean "commands"?)');
  expect(suggest('nonsense', ['commands', 'cwd'])).toBe('');
});

test('a problem names its place as one would write it', () => {
  const problem = { path: formatPath(['jobs', 2, 'commands', 'status']), message: 'expected a list' };
  expect(formatProblem(problem)).toBe('jobs[2].commands.status: expected a list');
});

test('keys that nobody knows are found at any depth, and known ones are not', () => {
  const known = { policy: { stallSeconds: true }, after: { jobId: true } } as const;
  const value = { policy: { stalSeconds: 1 }, after: [{ jobId: 'a', wen: 'success' }], toString: 1 };
  expect(findUnknownKeys(value, known, ['jobs', 0]).map(({ path }) => path)).toEqual([
    'jobs[0].policy.stalSeconds',
    'jobs[0].after[0].wen',
    'jobs[0].toString',
  ]);
  expect(findUnknownKeys({ policy: { stallSeconds: 1 } }, known, [])).toEqual([]);
});

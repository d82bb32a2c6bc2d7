import { expect, test } from 'vitest';

import { homeDirOf } from '../../../../packages/spool/src/home/home.ts';

test.each([
  [undefined, '/users/ann/.clawteam/owner-reports'],
  ['', '/users/ann/.clawteam/owner-reports'],
  ['~', '/users/ann'],
  ['~/r', '/users/ann/r'],
  ['r', '/here/r'],
  ['../r/', '/r'],
  ['/srv/r/', '/srv/r'],
])('the home of a command that is given %j is, for its user and its working directory, %j', (given, dir) => {
  const of = homeDirOf(
    given,
    () => '/users/ann',
    () => '/here',
  );
  expect(of).toBe(dir);
});

test('what its place does not depend on is not asked', () => {
  const unknown = () => {
    throw new Error('nobody knows');
  };
  expect(homeDirOf('/srv/r', unknown, unknown)).toBe('/srv/r');
  expect(() => homeDirOf('$HOME/r', unknown, unknown)).toThrow('no shell has replaced $HOME');
});

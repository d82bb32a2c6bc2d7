import { homedir } from 'node:os';

import { describe, expect, test } from 'vitest';

import { expandPath } from '../../../../packages/spool/src/home/expandPath.ts';

const home = process.env['HOME'] ?? homedir();

describe('a path that no shell has expanded', () => {
  test.each([
    ['~', home],
    ['~/r', `${home}/r`],
    ['/a/b', '/a/b'],
    ['a/~/b', 'a/~/b'],
    ['./~x', './~x'],
    ['/price/5$', '/price/5$'],
    ['/100%/a', '/100%/a'],
    ['/a%hb', '/a%hb'],
    ['a:b/c', 'a:b/c'],
    ['/a `b` c', '/a `b` c'],
    ["/it's here", "/it's here"],
    ['/two words', '/two words'],
  ])('means, from %j, %j', (given, meant) => {
    expect(expandPath(given, '--home')).toBe(meant);
  });

  test.each([
    ['$HOME/r', 'in which no shell has replaced $HOME', `such as ${home}/r`],
    ['${HOME}/r', 'in which no shell has replaced ${HOME}', `such as ${home}/r`],
    ['/srv/$USER', 'in which no shell has replaced $USER', 'Write the path in full: '],
    ['/srv/$(id -un)', 'in which no shell has replaced $(', 'Write the path in full: '],
    ['"/srv/r"', 'with a quote that no shell has taken off', 'such as /srv/r'],
    ["'~/r'", 'with a quote that no shell has taken off', `such as ${home}/r`],
    ['/srv/r\r', 'which holds a line end', 'such as /srv/r'],
    ['/srv/r\n', 'which holds a line end', 'such as /srv/r'],
    [' /srv/r', 'which begins or ends with a blank', 'such as /srv/r'],
    ['~bob/r', 'in which no shell has replaced the user behind "~"', 'Write the path in full: '],
    ['`pwd`/x', 'in which no shell has replaced `pwd`', 'Write the path in full: '],
    ['$1', 'in which no shell has replaced $1', 'Write the path in full: '],
    ['/srv/$$', 'in which no shell has replaced $$', 'Write the path in full: '],
    ['%h/r', 'in which systemd has not replaced %h', `such as ${home}/r`],
    ['/srv/%u', 'in which systemd has not replaced %u', 'Write the path in full: '],
    [String.raw`\~/r`, 'with a backslash that no shell has taken off', `such as ${home}/r`],
    ['file:///x', 'which is an address', 'such as /x'],
    ['', 'which is empty', 'Write the path in full: '],
  ])('is refused where it is %j', (given, why, remedy) => {
    const message = `--home: expected a path, got ${JSON.stringify(given)}, ${why}`;
    const refused = expect.objectContaining({ message, remedy: expect.stringContaining(remedy) as string });
    expect(() => expandPath(given, '--home')).toThrow(refused);
  });
});

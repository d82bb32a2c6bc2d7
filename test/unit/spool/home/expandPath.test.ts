import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { ConfigError } from '../../../../packages/spool/src/errors.ts';
import { expandPath, expandTilde } from '../../../../packages/spool/src/home/expandPath.ts';

const home = '/home/of the user';
const quoted = (path: string) => `such as '${home}${path}'`;
const expand = (path: string, userHome = () => home) => expandTilde(path, '--home', userHome);

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
    expect(expand(given)).toBe(meant);
  });

  test.each([
    ['$HOME/r', 'in which no shell has replaced $HOME', quoted('/r')],
    ['${HOME}/r', 'in which no shell has replaced ${HOME}', quoted('/r')],
    ['/srv/$USER', 'in which no shell has replaced $USER', 'Write the path in full: '],
    ['/srv/$(id -un)', 'in which no shell has replaced $(', 'Write the path in full: '],
    ['"/srv/r"', 'with a quote that no shell has taken off', 'such as /srv/r'],
    ["'~/r'", 'with a quote that no shell has taken off', quoted('/r')],
    ['/srv/r\r', 'which holds a line end', 'such as /srv/r'],
    ['/srv/r\n', 'which holds a line end', 'such as /srv/r'],
    [' /srv/r', 'which begins or ends with a blank', 'such as /srv/r'],
    ['~bob/r', 'in which no shell has replaced the user behind "~"', 'Write the path in full: '],
    ['`pwd`/x', 'in which no shell has replaced `pwd`', 'Write the path in full: '],
    ['$1', 'in which no shell has replaced $1', 'Write the path in full: '],
    ['/srv/$$', 'in which no shell has replaced $$', 'Write the path in full: '],
    ['%h/r', 'in which systemd has not replaced %h', quoted('/r')],
    ['/srv/%u', 'in which systemd has not replaced %u', 'Write the path in full: '],
    [String.raw`\~/r`, 'with a backslash that no shell has taken off', quoted('/r')],
    ['file:///x', 'which is an address', 'such as /x'],
    ['', 'which is empty', 'Write the path in full: '],
  ])('is refused where it is %j', (given, why, remedy) => {
    const message = `--home: expected a path, got ${JSON.stringify(given)}, ${why}`;
    const refused = expect.objectContaining({ message, remedy: expect.stringContaining(remedy) as string });
    expect(() => expand(given)).toThrow(refused);
  });

  test('is refused with what is wrong with it, too, where nobody knows the home directory of the user', () => {
    const nowhere = () => {
      throw new ConfigError('HOME: not there');
    };
    expect(() => expand('~/r', nowhere)).toThrow(ConfigError);
    const remedy = 'Write the path in full: where no shell reads it, nothing is replaced in it.';
    expect(() => expand('$HOME/r', nowhere)).toThrow(expect.objectContaining({ remedy }));
  });

  test('is that of the user who runs us, where we are given it', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('HOME', home);
    expect(expandPath('~/r', '--home')).toBe(`${home}/r`);
    const remedy = expect.stringContaining(quoted('/r')) as string;
    expect(() => expandPath('$HOME/r', '--home')).toThrow(expect.objectContaining({ remedy }));
  });
});

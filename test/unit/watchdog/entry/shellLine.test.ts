import { describe, expect, test } from 'vitest';

import { readShellLine, type SimpleCommand, untold } from '../../../../packages/watchdog/src/entry/shellLine.ts';

const variables: Record<string, string> = { HOME: '/home/me', A: 'a b' };

function read(line: string): SimpleCommand[] {
  return [...readShellLine(line, (name) => variables[name])];
}

function isUnfinished(line: string): boolean {
  const commands = readShellLine(line, () => undefined);
  for (;;) {
    const { done, value } = commands.next();
    if (done === true) return value;
  }
}

describe('a line of shell', () => {
  test.each([
    [`a 'b c' "d e" f\\ g`, ['a', 'b c', 'd e', 'f g']],
    ['~/x ~ a~ "~/y"', ['/home/me/x', '/home/me', 'a~', '~/y']],
    ['$HOME/x "${HOME}/y" \'$HOME\'', ['/home/me/x', '/home/me/y', '$HOME']],
    ['${NONE:-or} ${A} $NONE.', ['or', 'a b', '.']],
    ['a"b"\'c\'d', ['abcd']],
    ['a #b c', ['a']],
    ['a#b', ['a#b']],
    ['log-$(date +%F).txt `date`', [`log-${untold}.txt`, untold]],
    ['a \\\n b', ['a', 'b']],
  ])('has the words of %j', (line, words) => {
    expect(read(line).map((command) => command.words)).toEqual([words]);
  });

  test('has commands, each with what joins it to the one before', () => {
    const joins = read('a && b || c; d | e & (f); if g; then h; fi').map(({ join, words }) => [join, words[0]]);
    expect(joins).toEqual([
      ['', 'a'],
      ['&&', 'b'],
      ['||', 'c'],
      [';', 'd'],
      ['|', 'e'],
      ['&', 'f'],
      [';', 'g'],
      [';', 'h'],
      [';', 'fi'],
    ]);
  });

  test.each([
    ['a >> /x 2>&1', '/x'],
    ['a >/x', '/x'],
    ['a &>> "/x y"', '/x y'],
    ['a 1>>~/x', '/home/me/x'],
    ['a 2>> /x', undefined],
    ['a < /x', undefined],
    ['a', undefined],
  ])('says where the output of %j goes', (line, output) => {
    expect(read(line)).toMatchObject([{ words: ['a'], output }]);
  });

  test('has the assignments before a command, expanded as a shell does', () => {
    expect(read('A=~/q B="$HOME/r" cmd C=3')).toMatchObject([
      { assignments: { A: '/home/me/q', B: '/home/me/r' }, words: ['cmd', 'C=3'] },
    ]);
  });

  test.each([
    ["a 'b", true],
    ['a "b', true],
    ['a $(date +', true],
    ['a `date', true],
    ["a 'b'", false],
    ['a $(b $(c) d)', false],
  ])('%j is unfinished: %j', (line, unfinished) => {
    expect(isUnfinished(line)).toBe(unfinished);
  });
});

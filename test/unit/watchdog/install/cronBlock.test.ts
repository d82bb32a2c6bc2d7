import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { composeBlock, findBlocks, replaceBlocks } from '../../../../packages/watchdog/src/install/cronBlock.ts';
import { readSeal, seal } from '../../../../packages/watchdog/src/install/seal.ts';

const blockOf = (home: string, value = 'x') =>
  composeBlock(home, [
    { name: 'watchdog', describe: '', variables: { V: value }, words: ['/w'], log: `${home}/watchdog.log` },
  ]);
const put = (table: string, home: string, value?: string) =>
  replaceBlocks(table, own(table, home), blockOf(home, value));
const own = (table: string, home: string) => findBlocks(table).filter((block) => block.home === home);

/** A table of others: bytes, one a character. */
const others = fc
  .array(fc.string({ unit: fc.constantFrom('*', ' ', '#', 'a', '\r', '\xe9', '\xff', '%') }), { maxLength: 5 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

describe('the block of a home in a crontab', () => {
  test('comes and goes, and changes nothing of the lines of others', () => {
    fc.assert(
      fc.property(others, others, (before, behind) => {
        const table = `${put(before, '/one')}${behind}`;
        const both = put(table, '/two é');
        expect(findBlocks(both)).toMatchObject([
          { home: '/one', isIntact: true, text: blockOf('/one') },
          { home: '/two é', isIntact: true, text: blockOf('/two é') },
        ]);
        const changed = put(both, '/one', 'y');
        expect(put(changed, '/one', 'x')).toBe(both);
        expect(replaceBlocks(both, own(both, '/two é'), '')).toBe(table);
        expect(replaceBlocks(table, own(table, '/one'), '')).toBe(before + behind);
      }),
    );
  });

  test('begins on a line of its own', () => {
    const table = put('* * * * * true', '/one');
    expect(table).toBe(`* * * * * true\n${blockOf('/one')}`);
    expect(replaceBlocks(table, own(table, '/one'), '')).toBe('* * * * * true\n');
  });

  test('is whole in a table that ends without a line end', () => {
    const table = put('', '/one').trimEnd();
    expect(findBlocks(table)).toMatchObject([{ isIntact: true }]);
    expect(replaceBlocks(table, own(table, '/one'), '')).toBe('');
  });

  test.each([
    ['another time', (table: string) => table.replace('* * * * *', '*/5 * * * *')],
    ['a line more', (table: string) => table.replace('# END', '* * * * * true\n# END')],
    ['line ends of Windows', (table: string) => table.replaceAll('\n', '\r\n')],
    ['no last line', (table: string) => table.replace(/# END.*\n/, '')],
  ])('is told for edited with %s', (_what, edit) => {
    const table = put('', '/one');
    expect(findBlocks(table)).toMatchObject([{ isIntact: true }]);
    expect(findBlocks(edit(table))).toMatchObject([{ home: '/one', isIntact: false }]);
  });

  test('is replaced where it stands, and a second copy goes', () => {
    const block = blockOf('/one');
    const table = `# a\n${block}# b\n${block}# c\n`;
    expect(put(table, '/one', 'y')).toBe(`# a\n${blockOf('/one', 'y')}# b\n# c\n`);
  });
});

test('a seal is found again whatever the name of the home, and ends no comment of XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (home) => {
      const text = seal(home, ['first', 'last'], 1, (mark) => `<!-- ${mark} -->`);
      expect(readSeal(text)).toEqual({ home, isIntact: true });
      expect(text.split('\n')[1]).toMatch(/^<!-- (?:(?!--).)* -->$/);
      expect(readSeal(text.replace('first', 'other'))).toEqual({ home, isIntact: false });
      expect(readSeal('first\nlast\n')).toBeUndefined();
    }),
  );
});

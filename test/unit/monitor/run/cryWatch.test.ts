import { describe, expect, test } from 'vitest';

import { CryWatch } from '../../../../packages/monitor/src/run/cryWatch.ts';

/** What is heard in an output that comes in these pieces. */
function hear(...pieces: (string | Buffer)[]): string[] {
  const watch = new CryWatch();
  for (const piece of pieces) watch.add(Buffer.from(piece));
  watch.end();
  return watch.lines;
}

const windowCharacters = 64 * 1024;
const x = (count: number) => 'x'.repeat(count);

describe('a cry is heard once', () => {
  test.each(['ALERT: disk is full', 'ACTION REQUIRED: disk is full'])('wherever it is cut: %s', (cry) => {
    const output = `fine\n${cry}\nfine\n`;
    for (let at = 0; at <= output.length; at += 1) expect(hear(output.slice(0, at), output.slice(at))).toEqual([cry]);
    expect(hear(...output)).toEqual([cry]);
  });

  test.each([-30, -6, -5, -4, -3, -2, -1, 0, 1, 20_000])('whole, %d characters from the edge of a window', (offset) => {
    const output = `${x(windowCharacters + offset)}ALERT: disk is full`;
    for (let at = windowCharacters + offset - 8; at <= output.length; at += 1) {
      const lines = hear(output.slice(0, at), output.slice(at), '\n');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('ALERT: disk is full');
    }
  });

  test('in the middle of a line that goes on for windows', () => {
    const lines = hear(x(1_000_000), ' ALERT: disk is full ', ...Array.from({ length: 10 }, () => x(100_000)), '\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('ALERT: disk is full');
  });

  test('in the last line, which nothing ends', () => {
    expect(hear('fine\nALERT')).toEqual(['ALERT']);
  });

  test.each([
    ['UTF-16 with a mark', 'utf16le', '\uFEFF', false],
    ['UTF-16 without one', 'utf16le', '', false],
    ['UTF-16 of the other order, with a mark', 'utf16le', '\uFEFF', true],
    ['UTF-16 of the other order, without one', 'utf16le', '', true],
    ['UTF-8', 'utf8', '', false],
  ] as const)('in %s, byte by byte', (_what, encoding, mark, isSwapped) => {
    const bytes = Buffer.from(`${mark}fine\nALERT: disk is full\n`, encoding);
    if (isSwapped) bytes.swap16();
    expect(hear(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(['ALERT: disk is full']);
  });
});

test('nothing is heard where nobody cries', () => {
  expect(hear('fine\n', 'alert\n', 'AL\nERT\n', x(2 * windowCharacters), 'AL', 'ER')).toEqual([]);
  expect(hear()).toEqual([]);
});

test('each line that cries is heard, but for those behind the eighth', () => {
  const lines = Array.from({ length: 10 }, (_, n) => `ALERT ${n}`);
  expect(hear(`${lines.join('\n')}\n`)).toEqual(lines.slice(0, 8));
});

test.each(['', `${x(windowCharacters)} `])(
  'a secret beside a cry is not shown, wherever the output is cut',
  (before) => {
    const output = `${before}ALERT: token=abcdefgh12345678secret is no more\n`;
    for (let at = before.length; at <= output.length; at += 1) {
      const lines = hear(output.slice(0, at), output.slice(at));
      expect(lines).toEqual([expect.stringContaining('ALERT: token=[redacted] is no more')]);
      expect(lines.join('')).not.toContain('abc');
    }
  },
);

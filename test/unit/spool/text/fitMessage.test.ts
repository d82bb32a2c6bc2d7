import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { channelLimit } from '../../../../packages/spool/src/text/channelLimit.ts';
import { fitMessage } from '../../../../packages/spool/src/text/fitMessage.ts';

const limit = (max: number) => channelLimit('telegram', max);

describe('a message', () => {
  test('that fits is left as it is', () => {
    expect(fitMessage('four', 'id', limit(4))).toBe('four');
  });

  test('that does not fit is cut at a line, and its last line says how much is missing', () => {
    const text = ['one', 'two', 'three'].map((line) => line.repeat(20)).join('\n');
    const fitted = fitMessage(text, 'r1', limit(180));
    expect(fitted).toBe(`${'one'.repeat(20)}\n${'two'.repeat(20)}\n[cut: 101 more UTF-16 units in report r1]`);
  });

  test('of one long line is cut within it', () => {
    const fitted = fitMessage('x'.repeat(500), 'r1', limit(100));
    expect(fitted).toMatch(/^x{30,}\n\[cut: \d+ more UTF-16 units in report r1\]$/);
  });

  test('closes a code fence that the cut left open', () => {
    const fitted = fitMessage(`\`\`\`sh\n${'line\n'.repeat(100)}\`\`\`\n`, 'r1', limit(200));
    expect(fitted.split('\n').at(-2)).toBe('```');
  });

  test('closes a headline that it is cut in, and ends in no lone asterisk', () => {
    const title = 'a * long * title '.repeat(10).trim();
    for (let max = 1; max < 220; max += 1) {
      const fitted = fitMessage(`**${title}**\n\nmore`, 'r1', limit(max));
      const [line = ''] = fitted.split('\n');
      expect(fitted.length).toBeLessThanOrEqual(max);
      expect([max, line]).toEqual([max, expect.stringMatching(/^$|^\*\*[^\s*](?:.*[^\s*])?\*\*$/)]);
    }
  });

  test('is followed by more than is at hand', () => {
    expect(fitMessage('four', 'r1', limit(100), 96)).toBe('four\n[cut: 96 more UTF-16 units in report r1]');
  });

  test('is cut without a note where there is no room for one', () => {
    expect(fitMessage('abcdefgh', 'r1', limit(5))).toBe('abcde');
  });

  test('of more lines than a channel takes is cut, and says how much is missing in the unit of the channel', () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${String(at).padStart(2, '0')}`).join('\n');
    const lines = fitMessage(text, 'r1', { ...limit(4000), maxLines: 17 }).split('\n');
    expect(lines).toHaveLength(17);
    expect(lines.at(-2)).toBe('line 15');
    expect(lines.at(-1)).toBe('[cut: 112 more UTF-16 units in report r1]');
  });

  test('that was cut before still says all that is missing when it is cut again', () => {
    const text = Array.from({ length: 400 }, () => 'nine char').join('\n');
    const again = fitMessage(fitMessage(text, 'r1', limit(2000)), 'r1', limit(1500));
    expect(again).toBe(fitMessage(text, 'r1', limit(1500)));
    const other = fitMessage(fitMessage(text, 'r0', limit(2000)), 'r1', limit(1500));
    expect(other).not.toBe(again);
  });

  test.each(['discord', 'telegram', 'slack', 'ntfy', 'mail'])(
    'for %s is never cut within what people see as one',
    (channel) => {
      const family = '👩‍👩‍👧';
      const text = family.repeat(500);
      for (let max = 60; max < 90; max += 1) {
        const [kept = ''] = fitMessage(text, 'r1', channelLimit(channel, max)).split('\n');
        expect(kept.replaceAll(family, '')).toBe('');
      }
    },
  );

  test('of any text is never longer than its limit, and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 1, max: 200 }), (text, max) => {
        const fitted = fitMessage(text, 'r1', limit(max));
        expect(fitted.length).toBeLessThanOrEqual(max);
        expect(Buffer.from(fitted).toString()).toBe(fitted);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { cutBefore } from '../../../../packages/spool/src/text/graphemes.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

describe('a cut', () => {
  test.each([
    ['abc', 2, 2],
    ['a👩‍👩‍👧b', 5, 1],
    ['🇩🇪🇫🇷', 6, 4],
    ['e\u0301e\u0301', 3, 2],
    ['a\r\nb', 2, 1],
    ['👍🏽', 2, 0],
    ['ab', 9, 2],
    ['ab', -1, 0],
  ])('of %j at %i falls at %i', (text, index, at) => {
    expect(cutBefore(text, index)).toBe(at);
  });

  test('of any text never falls within a character, and never further back than its beginning', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, fc.nat(), (whole, where) => {
        const index = whole.length === 0 ? 0 : where % whole.length;
        const starts = [...segmenter.segment(whole)].map((segment) => segment.index);
        expect(cutBefore(whole, index)).toBe(starts.findLast((start) => start <= index) ?? 0);
      }),
    );
  });

  test('in a heap of marks that no person has made divides no code point', () => {
    const zalgo = `e${'\u0301'.repeat(2000)}`;
    expect(cutBefore(zalgo, 1500)).toBeGreaterThan(0);
    const emoji = '👨‍'.repeat(1000);
    const at = cutBefore(emoji, 1501);
    expect(emoji.slice(0, at)).toBe(Buffer.from(emoji.slice(0, at)).toString());
  });
});

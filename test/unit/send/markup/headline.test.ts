import fc from 'fast-check';
import { expect, test } from 'vitest';

import { splitHeadline } from '../../../../packages/send/src/markup/headline.ts';
import { toHtml } from '../../../../packages/send/src/markup/toHtml.ts';
import { toPlain } from '../../../../packages/send/src/markup/toPlain.ts';
import { toSlack } from '../../../../packages/send/src/markup/toSlack.ts';

test.each([
  ['**a**\n\nb', 'a', '\n\nb'],
  ['**a**', 'a', ''],
  ['**a** \nb', 'a', '\nb'],
  ['**a** and **b**\nc', 'a and b', '\nc'],
  ['****', undefined, '****'],
  ['** a **\n', undefined, '** a **\n'],
  ['a **b**', undefined, 'a **b**'],
  ['plain', undefined, 'plain'],
])('of %j the headline is %j', (message, headline, rest) => {
  expect(splitHeadline(message)).toEqual({ headline, rest });
});

test('a headline is shown in the markup of each channel', () => {
  const message = '**[done] a < b**\n\n*x* & "y"';
  expect(toPlain(message)).toBe('[done] a < b\n\n*x* & "y"');
  expect(toSlack(message)).toBe('*[done] a &lt; b*\n\n*x* &amp; "y"');
  expect(toSlack('**a*b**')).toBe('a*b');
  expect(toHtml(message)).toBe('<b>[done] a &lt; b</b>\n\n*x* &amp; &quot;y&quot;');
});

test('no text becomes a tag or a link', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(toHtml(text).replace(/<\/?b>/g, '')).not.toMatch(/[<>]/);
      expect(toSlack(text)).not.toMatch(/[<>]/);
    }),
  );
});

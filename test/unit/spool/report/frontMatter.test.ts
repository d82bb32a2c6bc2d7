import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { loadParts } from '../../../../packages/spool/src/part.ts';
import { formatDocument, parseDocument } from '../../../../packages/spool/src/report/frontMatter.ts';

beforeAll(loadParts);

test('what is written is read back, to the byte', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replaceAll('\0', ''));
  const key = fc.stringMatching(/^[a-z_]{1,12}$/).filter((name) => name !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(key, text, { maxKeys: 6 }), text, (data, content) => {
      expect(parseDocument(formatDocument({ data, content }))).toEqual({ data, content });
    }),
  );
});

test.each([
  ['1480577550445969541', '1480577550445969541'],
  ['010', '010'],
  ['22:30', '22:30'],
  ['no', 'no'],
  ['2026-11-21', '2026-11-21'],
  ['~', ''],
])('the scalar %s is read as the text that stands there', (written, read) => {
  const { data } = parseDocument(`---\nvalue: ${written === '~' ? '' : written}\n---\n`);
  expect(data['value']).toBe(read);
});

test.each([
  ['no fence', 'expected the first line to be exactly "---"'],
  ['\uFEFF---\na: b\n---\n', 'a byte order mark'],
  ['---\r\na: b\r\n---\r\n', 'Windows line ends'],
  ['---js\nmodule.exports = {}\n---\n', 'expected the first line to be exactly "---"'],
  ['---\na: b\n', 'found none'],
  ['---\na: b\n---evil\n', 'exactly "---", got "---evil"'],
  ['---\n- a\n- b\n---\n', '"key: value" lines'],
  ['---\na: [\n---\n', 'not valid YAML'],
  [`---\na: ${'x'.repeat(9000)}\n---\n`, 'within 8192 bytes'],
  [
    '---\na: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n---\n',
    'more than 1000 values',
  ],
])('%j is refused with what is wrong', (text, problem) => {
  expect(() => parseDocument(text)).toThrow(problem);
});

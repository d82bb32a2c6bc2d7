import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { loadParts } from '../../../../packages/spool/src/part.ts';
import { dumpPlain } from '../../../../packages/spool/src/report/dumpPlain.ts';
import { dumpYaml } from '../../../../packages/spool/src/report/dumpYaml.ts';
import { formatDocument, parseDocument } from '../../../../packages/spool/src/report/frontMatter.ts';
import { parsePlain } from '../../../../packages/spool/src/report/parsePlain.ts';
import type { ExtraValue } from '../../../../packages/spool/src/report/report.ts';
import { lookalikes, yamlKey, yamlText } from '../../../fixtures/yaml.ts';

beforeAll(loadParts);

const values = fc.oneof(
  { weight: 20, arbitrary: yamlText },
  { weight: 1, arbitrary: fc.constantFrom<ExtraValue>([], ['a'], {}, { a: 'b' }) },
);

test.each([
  ['one value', fc.tuple(yamlKey, values).map(([name, value]) => ({ [name]: value }))],
  ['some values', fc.dictionary(yamlKey, values, { maxKeys: 5 })],
])('%s are written as the library writes them, or not at all', (_what, data) => {
  fc.assert(
    fc.property(data, (given) => {
      expect([undefined, dumpYaml(given)]).toContain(dumpPlain(given));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  '20261121T080000123Z-db1-backup-3f9a2c',
  '2026-11-21T08:00:00.123Z',
  '2026-11-21T08:00:00+01:00',
  '40%',
  '3/8',
  '/var/lib/backup/db 1.tar',
  'db1.example.org:5432',
  '[warn] disk at 91%',
  '# 3',
  '-5 degrees',
  'it\'s done: all of it, {a} and "b"',
  '伺服器已備份',
  'grüße, naïve café',
  '🛠️ repaired',
  '\uE000 stays beside 🛠️',
  ' leading and trailing ',
  'word '.repeat(200),
  '',
  ...lookalikes,
])('%j is written without the library', (value) => {
  for (const name of ['created_at', 'done', 'y', 'x-host.name']) {
    expect(dumpPlain({ [name]: value })).toBe(dumpYaml({ [name]: value }));
  }
  const document = { data: { done: value }, content: 'body' };
  expect(parseDocument(formatDocument(document))).toEqual(document);
  expect(parsePlain(dumpPlain({ done: value }) ?? '-')).toEqual({ done: value });
});

test.each([
  [{}],
  [{ done: 'two\nlines' }],
  [{ done: 'a\ttab' }],
  [{ done: 'a\rb' }],
  [{ done: '\0' }],
  [{ done: '\u00A0' }],
  [{ done: '\u2028' }],
  [{ done: '\uFEFF' }],
  [{ done: '\uD800' }],
  [{ list: ['a'] }],
  [{ map: { a: 'b' } }],
  [{ 'two words': 'a' }],
])('%j is left to the library', (data) => {
  expect(dumpPlain(data as Record<string, ExtraValue>)).toBeUndefined();
});

test('more text than there are stand-ins for is left to the library', () => {
  expect(dumpPlain({ done: 'x'.repeat(7000) })).toBeUndefined();
  const stand = Array.from({ length: 6400 }, (_, index) => String.fromCharCode(0xe000 + index)).join('');
  expect(dumpPlain({ done: `${stand}🛠` })).toBeUndefined();
  expect(dumpYaml({ done: `${stand}🛠` })).toContain('\\U0001F6E0');
});

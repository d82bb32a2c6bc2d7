import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { loadParts } from '../../../../packages/spool/src/part.ts';
import { parseDocument } from '../../../../packages/spool/src/report/frontMatter.ts';
import { parsePlain } from '../../../../packages/spool/src/report/parsePlain.ts';
import { parseYaml } from '../../../../packages/spool/src/report/parseYaml.ts';
import { yamlKey, yamlText } from '../../../fixtures/yaml.ts';

beforeAll(loadParts);

const quoted = yamlText.map((value) => [`'${value}'`, `"${value}"`, `'${value.replaceAll("'", "''")}'`]);
const value = fc.oneof(
  yamlText,
  quoted.chain((forms) => fc.constantFrom(...forms)),
);
const line = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(yamlKey, fc.constantFrom(': ', ': ', ':', ':  ', ' : ', ':\t'), value)
      .map((all) => all.join('')),
  },
  { weight: 1, arbitrary: yamlText },
);
const lines = fc
  .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom('\n', '\n', '\n', '', '\r\n', '\n\n'))
  .map(([all, end]) => `${all.join('\n')}${end}`);
const one = fc.tuple(yamlKey, value).map(([name, said]) => `${name}: ${said}\n`);

test.each([
  ['one line', one],
  ['lines', lines],
  ['any text', fc.string({ unit: 'binary', maxLength: 30 })],
])('%s is read as the library reads it, or not at all', (_what, texts) => {
  fc.assert(
    fc.property(texts, (written) => {
      const read = parsePlain(written);
      if (read === undefined) return;
      const expected = parseYaml(`---\n${written}---`);
      expect(read).toStrictEqual(expected);
      expect(Object.keys(read)).toEqual(Object.keys(expected));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['', {}],
  ['team: ops\nworker: db1\n', { team: 'ops', worker: 'db1' }],
  ['done:\nnext: x\n', { done: '', next: 'x' }],
  ["done: ''\n", { done: '' }],
  ["done: 'it''s 4:30: # no comment'\n", { done: "it's 4:30: # no comment" }],
  ['done: "40% of it"\n', { done: '40% of it' }],
  ['status:   warn\n', { status: 'warn' }],
  ['done: see http://host:80/a#b, [1] and {2}\n', { done: 'see http://host:80/a#b, [1] and {2}' }],
  ['worker: 伺服器 grüße 🛠️\n', { worker: '伺服器 grüße 🛠️' }],
  ['task_id: 010\nprogress: ~\n', { task_id: '010', progress: '~' }],
])('%j is read without the library', (written, expected) => {
  expect(parsePlain(written)).toStrictEqual(expected);
  expect(parseYaml(`---\n${written}---`)).toStrictEqual(expected);
});

test.each([
  '# comment\n',
  'a: b # comment\n',
  'a: b: c\n',
  'a: b:\n',
  'a: - b\n',
  'a: |\n  b\n',
  'a: b\n  c\n',
  'a: b\n\nc: d\n',
  'a: b \n',
  'a:\tb\n',
  'a: &b c\n',
  'a: *b\n',
  'a: !!str b\n',
  'a: [b]\n',
  'a: {b: c}\n',
  'a: "b\\n"\n',
  "a: 'b' c\n",
  "a: 'b\n",
  'a: b\na: c\n',
  '__proto__: b\n',
  '<<: b\n',
  '"a": b\n',
  '? a\n',
  '...\n',
  '%YAML 1.2\n',
  'a\n',
  'a: b',
  'a: \0\n',
  'a: b\r\n',
  'a: \u2028\n',
  'a: \uFEFF\n',
  'a: \uD800\n',
])('%j is left to the library', (written) => {
  expect(parsePlain(written)).toBeUndefined();
});

test('more values than are allowed are left to the library, which refuses them', () => {
  const written = Array.from({ length: 1100 }, (_, index) => `k${index}:\n`).join('');
  expect(parsePlain(written)).toBeUndefined();
  expect(() => parseDocument(`---\n${written}---\n`)).toThrow('more than 1000 values');
});

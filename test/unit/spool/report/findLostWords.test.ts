import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { loadParts } from '../../../../packages/spool/src/part.ts';
import { findLostWords } from '../../../../packages/spool/src/report/findLostWords.ts';
import { formatReport } from '../../../../packages/spool/src/report/formatReport.ts';
import { maxFrontMatterBytes, parseDocument } from '../../../../packages/spool/src/report/frontMatter.ts';

beforeAll(loadParts);

const file = (...lines: string[]) => Buffer.from(['---', 'report_id: r1', ...lines, '---', 'hello', ''].join('\n'));

describe('words are lost', () => {
  test.each([
    [['done: fixed issue #42 at last'], 'line 3: YAML takes "#42 at last" of "done" for a comment'],
    [['done: #42 is fixed'], 'line 3: YAML takes "#42 is fixed" of "done" for a comment'],
    [['done: a long', '  story #1'], 'line 4: YAML takes "#1" for a comment'],
    [['done: x', '#42 too'], 'line 4: YAML takes "#42 too" for a comment'],
    [['tags:', '- a #b'], 'line 4: YAML takes "#b" for a comment'],
    [['status: warn', '', 'Note: the disk is full', '# Result'], '"Note", "# Result" behind the empty line 4'],
    [['Disk full on db1: please look'], 'line 3: "Disk full on db1" is an extra field'],
    [['Done: all'], 'line 3: "Done" is an extra field'],
  ])('in %j', (lines, warning) => {
    expect(findLostWords(file(...lines))).toEqual([expect.stringContaining(warning)]);
  });
});

test('is said of the last line that a front matter can have', () => {
  const closing = '---\nhello #1\n';
  const head = '---\nreport_id: r1\n';
  const last = 'done: a #b\n';
  const fillers = `next: ${'x'.repeat(maxFrontMatterBytes - Buffer.byteLength(`${head}next: \n${last}---`))}\n`;
  const text = `${head}${fillers}${last}${closing}`;
  expect(parseDocument(text).data).toMatchObject({ done: 'a' });
  expect(findLostWords(Buffer.from(text))).toEqual([expect.stringContaining('line 4: YAML takes "#b"')]);
});

describe('no words are lost', () => {
  test.each([
    [['done: "fixed issue #42"', "next: 'see #43'"]],
    [['done: "x" # a remark', '# another one', 'next: c#']],
    [['done: |', '  # heading', '', '  Note: #1', 'next: y']],
    [['done: "two', '  lines #1"', 'next: y']],
    [['status: warn', '', 'done: x', 'next: y']],
    [['host: db1', 'list: [a, b]']],
  ])('in %j', (lines) => {
    expect(findLostWords(file(...lines))).toEqual([]);
  });

  test('in any file that the producer writes', () => {
    const text = fc.array(fc.constantFrom('a', ' #b', '#', ': ', '\n', '\n\n', '"', "'", '- ', '|', ' '), {
      maxLength: 12,
    });
    const any = text.map((parts) => parts.join(''));
    fc.assert(
      fc.property(any, any, any, (done, next, extra) => {
        const fields = {
          report_id: 'r1',
          created_at: '',
          team: 't',
          worker: '',
          task_id: '',
          progress: '',
          status: '',
        };
        const report = {
          ...fields,
          source: '',
          done: `x${done}`,
          next,
          extra: { key: extra, list: [extra] },
          body: 'hello',
        };
        expect(findLostWords(Buffer.from(formatReport(report)))).toEqual([]);
      }),
    );
  });
});

import { fieldNames, formatReport, parseReport, type ExtraValue, type Report } from '@owner-report/spool';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { makeHome } from './harness.ts';

/** Texts that a YAML reader would like to turn into something else, or that break lines. */
const nasty = [
  '1480577550445969541',
  '010',
  '0x1F',
  '1e3',
  '.inf',
  '22:30',
  'no',
  'y',
  'true',
  '2026-11-21',
  '2026-11-21T10:11:12Z',
  'null',
  '~',
  '',
  '---',
  '---\n',
  '\n---\nreport_id: other\n---\n',
  '...',
  '- item',
  '? key',
  'a: b',
  '# no comment',
  ' leading',
  'trailing  ',
  'trailing\n',
  'two\n\n',
  '\n\nfirst',
  '\ttab',
  'a\tb',
  'cr\rin',
  'crlf\r\nline',
  '\u0085nel',
  '\u2028line',
  'x\u2029',
  '\uFEFFbom',
  '\u007F',
  '\u001B[31m',
  '!!js/function x',
  '&anchor',
  '*alias',
  '%TAG',
  '@at',
  '`tick`',
  '$(id)',
  '"quoted"',
  "'single'",
  '{a: 1}',
  '[1]',
  '|',
  '>-',
  '繁體中文',
  '🛠️👩‍👩‍👧',
  'e\u0301',
  '\u202Ereversed',
  'constructor',
  '\\',
  '\\n',
];

const text = fc
  .oneof(
    fc.constantFrom(...nasty),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        ' ',
        '\n',
        '\r',
        '\t',
        '-',
        ':',
        '#',
        "'",
        '"',
        'a',
        '\u0085',
        '\u2028',
        '0',
        '|',
        '>',
        '中',
        '🙂',
      ),
      maxLength: 30,
    }),
  )
  .map((value) => value.replaceAll('\0', ''));

const keys = fc
  .oneof(
    fc.constantFrom(
      'constructor',
      'toString',
      'hasOwnProperty',
      'prototype',
      'language',
      'content',
      'excerpt',
      '010',
      'no',
      'null',
      'channel',
      'a b',
      'ключ',
    ),
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/),
  )
  .filter((key) => key !== '__proto__' && !(fieldNames as readonly string[]).includes(key));

const value: fc.Arbitrary<ExtraValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(keys, text, { maxKeys: 3, noNullPrototype: true }) },
);

const reports: fc.Arbitrary<Report> = fc
  .record({
    report_id: fc.constant('id'),
    created_at: text,
    team: text,
    worker: text,
    task_id: text,
    progress: text,
    status: text,
    source: text,
    done: text,
    next: text,
    extra: fc.dictionary(keys, value, { maxKeys: 4, noNullPrototype: true }),
    body: fc.oneof(text, fc.constantFrom('\n', '  \n\n', '---\nbody: fence\n---\n', '\r\n', 'no line end')),
  })
  .filter((report) => report.body.trim() !== '' || report.done !== '' || report.next !== '');

describe('the report format', () => {
  test('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(parseReport(formatReport(report), 'id', 'there')).toEqual(report);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(nasty)('keeps the text %j in every field', (sample) => {
    const fields = Object.fromEntries(fieldNames.map((name) => [name, sample]));
    const report = { ...fields, report_id: 'id', extra: { sample }, body: `${sample}x` } as unknown as Report;
    expect(parseReport(formatReport(report), 'id', 'there')).toEqual(report);
  });

  test.each(['1480577550445969541', '010', '22:30', 'no', '2026-11-21', 'null', '~'])(
    'reads the hand-written scalar %s as that text',
    (scalar) => {
      expect(parseReport(`---\nreport_id: id\nprogress: ${scalar}\n---\nbody\n`, 'id', 'there').progress).toBe(scalar);
    },
  );

  test('writes text as it is, emoji too', () => {
    const standIn = '\uE000';
    const fields = Object.fromEntries(fieldNames.map((name) => [name, '🛠️ 完成 👩‍👩‍👧']));
    const extra = { '🙂 key': [`🙂: ${standIn}`, '\\U0001F600 "🙂"\t🛠️'] };
    const report = { ...fields, report_id: 'id', extra, body: 'x' } as unknown as Report;
    const written = formatReport(report);
    expect(written).toContain('done: 🛠️ 完成 👩‍👩‍👧\n');
    expect(written).toContain('🙂 key');
    expect(written).not.toMatch(/\\U0001F6[^0]/);
    expect(parseReport(written, 'id', 'there')).toEqual(report);
  });

  test('survives the way through producer and consumer', async () => {
    const home = await makeHome();
    // An argument cannot hold what is not UTF-8.
    const argument = text.map((sample) => Buffer.from(sample).toString());
    await fc.assert(
      fc.asyncProperty(argument, argument, argument, async (done, next, extra) => {
        const args = ['--done', `x${done}`, `--next=${next}`, `--field=key=${extra}`, '--body=-'];
        const id = await home.produce(args, { input: `body ${done}` });
        const result = await home.run('consumer', [id]);
        expect(JSON.parse(String(result.stdout))).toMatchObject({
          done: `x${done}`,
          next,
          extra: { key: extra },
          message: `body ${done}`,
        });
      }),
      { numRuns: 25 },
    );
  });
});

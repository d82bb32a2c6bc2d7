import { fieldNames, formatReport, loadParts, parseReport, type Report } from '@owner-report/spool';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { nasty, reports, text } from '../fixtures/reports.ts';
import { makeHome } from '../harness.ts';

beforeAll(loadParts);

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
        const args = ['--done', `x${done}`, `--next=${next}`, `--field=key=${extra}`, '--no-headline', '--body=-'];
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

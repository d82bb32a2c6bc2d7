import { expect, test } from 'vitest';

import { readFields } from '../../../../packages/spool/src/home/readFields.ts';
import { PartNeeded, runWithParts } from '../../../../packages/spool/src/part.ts';
import { formatReport } from '../../../../packages/spool/src/report/formatReport.ts';
import { parseReport } from '../../../../packages/spool/src/report/parseReport.ts';
import { fieldNames, type Report } from '../../../../packages/spool/src/report/report.ts';
import { makeHome, reportText } from '../../../harness.ts';

const none = Object.fromEntries(fieldNames.map((name) => [name, ''])) as Record<(typeof fieldNames)[number], string>;
const usual: Report = {
  ...none,
  report_id: 'r1',
  created_at: '2026-11-21T08:00:00.123Z',
  team: '維運',
  progress: '40%',
  done: "[warn] it's at 91%: see /var/log/a #3",
  extra: { exit_code: '0', host: 'db1:5432' },
  body: '# Head\n\nbody\n',
};

test('a usual report needs no library of YAML, and any other waits until it is loaded', async () => {
  expect(parseReport(formatReport(usual), 'r1', 'there')).toEqual(usual);
  const home = await makeHome();
  const path = await home.write('r1', reportText('r1', { done: '>-\n  folded\n  text' }));
  const odd = { ...usual, done: 'two\nlines', extra: { list: ['a'] } };
  expect(() => formatReport(odd)).toThrow(PartNeeded);
  expect(() => parseReport('---\nreport_id: [r1]\n---\nbody\n', 'r1', 'there')).toThrow(PartNeeded);
  expect(() => readFields(path)).toThrow(PartNeeded);

  await expect(runWithParts(() => parseReport(formatReport(odd), 'r1', 'there'))).resolves.toEqual(odd);
  expect(() => parseReport('---\nreport_id: [r1]\n---\nbody\n', 'r1', 'there')).toThrow('report_id: expected text');
  expect(readFields(path)?.done).toBe('folded text');
});

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { composeHookReport } from '../../../../packages/producer/src/hook/composeHookReport.ts';
import { type Moment, unsaid } from '../../../../packages/producer/src/hook/moment.ts';
import { formatReport, isReportId, loadParts } from '../../../../packages/spool/src/index.ts';
import { text } from '../../../fixtures/reports.ts';

beforeAll(loadParts);

const stop: Moment = { ...unsaid, kind: 'finished', session: 's', turn: '1', cwd: '/home/me/shop', message: 'Done.' };

const compose = (changes: Partial<Moment>) =>
  composeHookReport({
    agent: 'claude',
    moment: { ...stop, ...changes },
    team: 't',
    worker: 'w',
    taskId: undefined,
    now: new Date(0),
    environment: {},
  });

test.each([
  ['/home/me/shop/', 'shop'],
  ['/home/me/my  shop\n', 'my shop'],
  ['/', 'claude'],
  ['', 'claude'],
  ['/home/me/\u001B', 'claude'],
])('a directory %j is the task %j', (cwd, taskId) => {
  expect(compose({ cwd }).task_id).toBe(taskId);
});

test('what says nothing is left out', () => {
  expect(compose({ session: '', turn: '\u0007', cwd: '' }).extra).toEqual({});
  expect(compose({ message: '\u0007' }).body).toContain('The turn has ended, without words\n');
  expect(compose({ kind: 'waiting', message: '' }).body).toContain('It waits for your answer\n');
});

test('any text in any place makes a report that can be written, with the same id each time', () => {
  // Each character long enough to fill whatever holds it.
  const long = fc
    .tuple(text, fc.constantFrom(1, 300, 20_000))
    .map(([some, times]) => some.repeat(times).slice(0, 40_000));
  const moments = fc.record({
    kind: fc.constantFrom('finished', 'failed', 'waiting', 'ended'),
    ...Object.fromEntries(
      (['session', 'turn', 'cwd', 'subagent', 'subagentId', 'reason', 'message', 'asked'] as const).map((key) => [
        key,
        long,
      ]),
    ),
  }) as fc.Arbitrary<Moment>;
  fc.assert(
    fc.property(moments, (moment) => {
      const report = compose(moment);
      expect(isReportId(report.report_id)).toBe(true);
      expect(() => formatReport(report)).not.toThrow();
      expect(compose({ ...moment }).report_id).toBe(report.report_id);
    }),
  );
});

import { describe, expect, test } from 'vitest';

import { composeReports } from '../../../../packages/monitor/src/report/composeReport.ts';
import { describeRun } from '../../../../packages/monitor/src/report/describeRun.ts';
import { describeProgress, describeState } from '../../../../packages/monitor/src/report/jobSection.ts';
import { toOneLine } from '../../../../packages/monitor/src/report/oneLine.ts';
import { type Section, sortSections, worstStatus } from '../../../../packages/monitor/src/report/section.ts';
import { at, seen } from '../../../fixtures/monitor/job.ts';

const section = (id: string, status: Section['status'], lines = ['status: x']): Section => ({
  subject: { id, name: id.toUpperCase(), kind: 'job' },
  status,
  lines,
});

describe('a report', () => {
  test('has the worst section first, and its status', () => {
    const [report] = composeReports([section('a', 'normal'), section('b', 'alert')], at());
    expect(report).toMatchObject({ status: 'alert', team: 'ops', task_id: 'tick', source: 'ops-monitor' });
    expect(report?.body).toBe('🛠️ Ops report (12:00:00)\n\n• B (b, job)\n- status: x\n\n• A (a, job)\n- status: x\n');
  });

  test('of one job is named after it, and there is none without sections', () => {
    expect(composeReports([section('a', 'normal')], at())[0]?.task_id).toBe('a');
    expect(composeReports([], at())).toEqual([]);
  });

  test('is more than one where one could not hold all', () => {
    const long = Array.from({ length: 300 }, () => `message: ${'x'.repeat(490)}`);
    expect(composeReports([section('a', 'warn', long), section('b', 'warn', long)], at())).toHaveLength(2);
  });
});

test('statuses are ordered by their urgency', () => {
  expect(worstStatus(['done', 'action_required', 'blocked'])).toBe('action_required');
  expect(worstStatus([])).toBe('normal');
  const sorted = sortSections([section('a', 'warn'), section('b', 'warn'), section('c', 'alert')]);
  expect(sorted.map(({ subject }) => subject.id)).toEqual(['c', 'a', 'b']);
});

test.each([
  [seen(), 'running'],
  [seen({ pid: 7, level: 'warn' }), 'running (pid=7), level warn'],
  [seen({ running: false, stopReason: 'disk' }), 'paused (stopReason=disk)'],
  [seen({ completed: true }), 'completed'],
  [{ kind: 'unobservable', reason: 'x' } as const, 'unknown'],
])('the state of %j reads "%s"', (observation, text) => {
  expect(describeState(observation)).toBe(text);
});

test('progress shows six plain values, and no nested ones', () => {
  const progress = { nested: { a: 1 }, a: 1, b: 'two', c: null, d: 4, e: 5, f: 6, g: 7 };
  const { status } = seen({ progress }) as Extract<ReturnType<typeof seen>, { kind: 'seen' }>;
  expect(describeProgress(status)).toBe('a=1 | b=two | c=null | d=4 | e=5 | f=6');
});

test('text of a job fits on one line, without control characters and secrets', () => {
  expect(toOneLine('a\n\n b\u001B[0m\ntoken=abcdef12')).toBe('a / b\\x1b[0m / token=[redacted]');
  expect(toOneLine('x'.repeat(1000))).toHaveLength(500);
});

test('a run that cries shows its cries, one that failed its last lines, one that is fine nothing', () => {
  const run = {
    ending: { kind: 'exited', code: 0 } as const,
    durationMs: 20,
    stdout: 'a\nb\n',
    stderr: 'c',
    cries: [],
  };
  expect(describeRun(run, 'fine')).toEqual(['status: done (exit 0, 0.0 s)']);
  expect(describeRun({ ...run, cries: ['ALERT: x'] }, 'attention').slice(1)).toEqual(['message: ALERT: x']);
  const failed = { ...run, ending: { kind: 'killed', signal: 'SIGKILL' } as const };
  expect(describeRun(failed, 'failed')).toEqual([
    'status: failed (killed by SIGKILL, 0.0 s)',
    'message: a',
    'message: b',
    'message: c',
  ]);
});

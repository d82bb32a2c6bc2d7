import { defaultSettings } from '@owner-report/cli';
import { resolveHome } from '@owner-report/spool';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { judge } from '../../../../packages/watchdog/src/status/judge.ts';
import type { HeadStatus, LaneStatus, QueueStatus } from '../../../../packages/watchdog/src/status/queueStatus.ts';
import type { Situation } from '../../../../packages/watchdog/src/status/situation.ts';
import { isAbout, sections, titlesFor } from '../../../watchdog/runbook.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

// The first of each is how it mostly is.
const oneOf = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(usual, ...others) });

const heads: fc.Arbitrary<HeadStatus> = fc.record({
  report_id: fc.constant('r1'),
  age_seconds: oneOf(5, 3600),
  is_from_future: oneOf(false, true),
  invalid: oneOf<string | null>(null, 'no front matter'),
  rejected: oneOf<string | null>(null, 'too rude'),
  attempts: oneOf(0, 1, 3),
  last_outcome: oneOf<HeadStatus['last_outcome']>(null, 'failed', 'rejected', 'unknown'),
  last_error: oneOf<string | null>(null, 'send command exited with 1'),
  last_output: oneOf<string | null>(null, 'channel is down'),
  last_attempt_at: oneOf<string | null>(before(2), null),
  retry_at: oneOf<string | null>(null, before(-5)),
  in_flight: oneOf(false, true),
  attempt_state: oneOf<HeadStatus['attempt_state']>(
    null,
    'ready',
    'sending',
    'succeeded',
    'failed',
    'rejected',
    'unknown',
  ),
});

const lanes: fc.Arbitrary<LaneStatus> = fc.record({
  route: fc.constant('urgent'),
  pending: oneOf(1, 3),
  quiet: oneOf(0, 1, 3),
  quiet_until: oneOf<string | null>(null, before(-60)),
  head: fc.option(heads),
  held_back: fc.option(heads),
  due_seconds: oneOf<number | null>(null, 5),
  why: oneOf<string | null>(null, 'not tried yet'),
});

type Lock = NonNullable<QueueStatus['lock']>;

const locks: fc.Arbitrary<Lock> = fc.record({
  pid: oneOf<number | null>(42, null),
  host: fc.constant('here'),
  since: fc.constant(before(3)),
  state: fc.constantFrom<Lock['state']>('obstructed', 'unknown', 'alive', 'suspended', 'dead', 'unseen'),
});

const statuses: fc.Arbitrary<QueueStatus> = fc
  .record({
    exists: oneOf(true, false),
    pending: fc.constantFrom(0, 1, 3),
    held: oneOf(0, 1, 3),
    head: heads,
    lanes: fc.option(fc.array(lanes, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    lock: fc.option(locks, { freq: 4 }),
  })
  .map(({ pending, held, head, lanes: some, ...status }) => ({
    ...status,
    pending,
    held,
    held_reports: held === 0 ? [] : [{ report_id: 'r9', reason: null, at: null }],
    foreign: [],
    head: pending === 0 ? null : head,
    ...(some === undefined || pending === 0 ? {} : { lanes: some }),
    last_success: null,
  }));

const situations: fc.Arbitrary<Situation> = fc.record({
  home: fc.constant(resolveHome('/srv/reports')),
  sending: fc.constant({ settings: defaultSettings, routes: [] }),
  now: fc.constant(now),
  status: statuses,
  pass: fc.option(
    fc.record({
      at: oneOf(before(1), before(20), before(-60)),
      exit_code: fc.constant(0),
      error: oneOf<string | undefined>(undefined, 'config.json: unknown key'),
    }),
    { nil: undefined },
  ) as fc.Arbitrary<Situation['pass']>,
  tick: fc.constant(undefined),
  underWay: fc.constant(undefined),
  configFault: oneOf(undefined, 'config.json: expected JSON'),
  isDiskFull: oneOf(false, true),
});

// The same ones each time, so many that each verdict is among them.
const given = fc.sample(situations, { seed: 1, numRuns: 5000 }).map(judge);
const lines = [...new Set(given.map(({ level, text }) => `${level}: ${text}`))];

test('each verdict has exactly one section in docs/runbook.md', () => {
  expect(lines.filter((line) => titlesFor(line).length !== 1)).toEqual([]);
  expect(titlesFor('alert: something else')).toEqual([]);
});

test('docs/runbook.md has no verdict that is never given', () => {
  const told = sections.flatMap(({ verdicts }) => verdicts);
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter((verdict) => !lines.some((line) => isAbout(verdict, line)))).toEqual([]);
});

import { test } from 'vitest';

import { type Bench, makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { expectRow, isFull, type Row } from './campaign.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** By how much the clock is set, in ms. */
const jumps: Record<string, number> = isFull
  ? {
      'back 2 min': -2 * minuteMs,
      'back 8 h': -8 * hourMs,
      'back 400 d': -400 * dayMs,
      'on 2 min': 2 * minuteMs,
      'on 8 h': 8 * hourMs,
      'on 400 d': 400 * dayMs,
    }
  : { 'back 2 min': -2 * minuteMs, 'back 400 d': -400 * dayMs, 'on 8 h': 8 * hourMs };

const noon = Date.parse('2026-01-15T12:00:00Z');
const at = (ms: number) => new Date(ms).toISOString();

/** A job for each rule that waits: a stall, a repetition, a backoff, an interval, a fixed time, a delay, an approval. */
const jobs = [
  { id: 'still', policy: { stallSeconds: 1800, reportEverySeconds: 600 } },
  { id: 'dead', policy: { reportEverySeconds: 900 } },
  { id: 'lazy', policy: { autoResume: true, autoResumeBackoffSeconds: 900 } },
  { id: 'often', kind: 'one_shot_read', schedule: { everySeconds: 600 } },
  { id: 'daily', kind: 'one_shot_read', schedule: '1 12 * * *' },
  { id: 'write', kind: 'one_shot_write', risk: 'write_local', after: [{ jobId: 'verify', delaySeconds: 300 }] },
  { id: 'verify', kind: 'one_shot_read', enabled: false },
];

test('a clock that is set makes no rule wait or hold longer than it was given', () =>
  expectRow('clock-jumps', async (row) => {
    for (const [name, jump] of Object.entries(jumps)) await tryJump(row, name, jump);
  }));

async function tryJump(row: Row, name: string, jump: number): Promise<void> {
  const bench = await makeBench();
  await bench.configure(jobs, { quietHours: { start: '00:00', end: '00:00' } });
  for (const id of ['dead', 'lazy']) await bench.setStatus(id, {});
  for (const minute of [0, 1, 2]) {
    await bench.setStatus('still', running(minute));
    await bench.tick(at(noon + minute * minuteMs));
  }
  await approve(bench, at(noon + 2 * minuteMs));
  await bench.run(at(noon + 2 * minuteMs), ['run', 'write']);
  await approve(bench, at(noon + 2 * minuteMs));
  const starts = await bench.calls('lazy', 'start');
  const set = noon + 2 * minuteMs + jump;
  const told: Record<string, number[]> = { stalled: [], progress: [], dead: [] };
  const calls: Record<string, Record<number, number>> = {};
  for (const minute of [0, 1, 4, 6, 9, 10, 16, 22, 28, 31]) {
    row.add('rounds');
    const body = await bench.tick(at(set + minute * minuteMs));
    if (sectionOf(body, 'still').includes('stalled')) told['stalled']?.push(minute);
    else if (sectionOf(body, 'still') !== '') told['progress']?.push(minute);
    if (sectionOf(body, 'dead') !== '') told['dead']?.push(minute);
    for (const [id, command] of [
      ['verify', 'run'],
      ['often', 'run'],
      ['daily', 'run'],
      ['lazy', 'start'],
    ] as const)
      (calls[id] ??= {})[minute] = await bench.calls(id, command);
  }
  const demand = (holds: boolean, what: string) =>
    row.demand(holds, 'other', () => `${name}: ${what}: ${JSON.stringify({ told, calls })}`);
  // A step of two minutes is like a tick that came late.
  const stallAt = jump === 2 * minuteMs ? '28' : '31';
  demand(told['stalled']?.join() === stallAt, 'a stall is told when nothing got on for half an hour of looks');
  demand((told['progress']?.[0] ?? Infinity) <= 10, 'progress is told within its interval');
  demand((told['dead']?.[0] ?? Infinity) <= 16, 'an alert is repeated within its interval');
  demand((calls['lazy']?.[16] ?? 0) > starts, 'a job is resumed within its backoff');
  demand((calls['often']?.[10] ?? 0) >= 2, 'a check is run within its interval');
  demand((calls['often']?.[31] ?? 0) <= 6, 'a check is run no more often than that');
  demand(calls['daily']?.[31] === (jump > dayMs ? 2 : 1), 'a fixed time is run once');
  demand(jump > 0 || calls['verify']?.[4] === 0, 'a verification waits for its delay');
  demand(calls['verify']?.[6] === 1, 'a verification waits no longer than its delay');
  const { exitCode } = await bench.run(at(set), ['run', 'write', '--dry-run']);
  const holds = Math.abs(jump) < 5 * minuteMs;
  demand(exitCode === (holds ? 0 : 77), `an approval of an hour ${holds ? 'holds' : 'holds no longer'}`);
}

async function approve(bench: Bench, time: string): Promise<void> {
  await bench.run(time, ['approve', 'write', '--by', 'a', '--reason', 'b', '--expires', '1h']);
}

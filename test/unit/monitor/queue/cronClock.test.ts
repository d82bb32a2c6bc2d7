import { loadParts } from '@owner-report/spool';
import { beforeAll, expect, test } from 'vitest';

import { parseCron } from '../../../../packages/monitor/src/config/cronPattern.ts';
import { checkSchedule, type Slot } from '../../../../packages/monitor/src/queue/schedule.ts';
import { makeJob } from '../../../fixtures/monitor/job.ts';
import { runsOfCron } from '../../../fixtures/monitor/vixie.ts';

beforeAll(loadParts);

/** Lists, ranges, steps, names, stars of all kinds, and days that are the last ones. */
const patterns = [
  '30 2,14 * * *',
  '*/7 * * * *',
  '0 * * * *',
  '15,45 1-3 * * *',
  '0-59/20 0-5 * * *',
  '5 */2 * * *',
  '* 2 * * *',
  '0 0 * * *',
  '59 23 28-31 * *',
  '30 1,2,3 */2 * *',
  '10 0-4 * * */2',
  '40 2 13 mar-nov sun',
  '20 3 * oct,mar 0-7/7',
  '0,1 0,1,2,3,4 1-7 * sat,sun',
];

/** A zone, and days on which its clock is changed, or none. */
const changes: [string, ...string[]][] = [
  ['Europe/Berlin', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['Pacific/Chatham', '2026-04-05', '2026-09-27'],
  ['Atlantic/Azores', '2026-03-29', '2026-10-25'],
  ['Africa/Casablanca', '2026-02-15', '2026-03-22'],
  ['America/Santiago', '2026-04-05', '2026-09-06'],
  ['Asia/Kolkata', '2026-03-29'],
  ['Pacific/Apia', '2011-12-30', '2020-09-27'],
  ['Antarctica/Troll', '2026-03-29', '2026-10-25'],
  ['Africa/Cairo', '2026-04-24', '2026-10-30'],
  ['America/Havana', '2026-03-08', '2026-11-01'],
  ['Asia/Beirut', '2026-03-29', '2026-10-25'],
];

/** What a zone's clock is ahead of UTC, in minutes, as the tables of this runtime say. */
function makeOffsets(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / 900_000);
    const found = known.get(quarter) ?? read(format.format(new Date(quarter * 900_000)));
    known.set(quarter, found);
    return found;
  };
}

function read(text: string): number {
  const match = /GMT(?:([+-])(\d+):(\d+))?/.exec(text);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === '-' ? -minutes : minutes;
}

/** The minutes in which ticks run a job; each tick comes some seconds after its minute began. */
function runsOfTicks(cron: string, first: number, count: number, offsetAt: (ms: number) => number): number[] {
  const job = makeJob({ kind: 'one_shot_read', schedule: { cron } });
  let slot: Slot = {};
  const runs: number[] = [];
  for (let minute = first; minute < first + count; minute += 1) {
    const second = (minute * 7) % 40;
    const found = checkSchedule(job, slot, new Date((minute * 60 + second) * 1000), offsetAt);
    if (found?.due === true) runs.push(minute);
    slot = found?.slot ?? slot;
  }
  return runs;
}

const rows = changes.flatMap(([zone, ...days]) => days.map((day) => [zone, day] as const));

test.each(rows)('ticks of each minute run what Vixie cron runs, in %s around %s', (zone, day) => {
  const offsetAt = makeOffsets(zone);
  const change = findChange(offsetAt, Date.parse(`${day}T12:00Z`) / 60_000 - 1440);
  expect(change === undefined).toBe(zone === 'Asia/Kolkata');
  const first = (change ?? Date.parse(`${day}T20:00Z`) / 60_000) - 250;
  const count = 550;
  const wall = Array.from({ length: count }, (_, n) => first + n + offsetAt((first + n) * 60_000));
  for (const cron of patterns) {
    const expected = runsOfCron(cron, first, wall);
    expect({ cron, runs: runsOfTicks(cron, first, count, offsetAt) }).toEqual({ cron, runs: expected });
  }
});

/** The first minute of another offset within two days. */
function findChange(offsetAt: (ms: number) => number, from: number): number | undefined {
  const before = offsetAt(from * 60_000);
  const minutes = Array.from({ length: 2 * 96 }, (_, n) => from + n * 15);
  return minutes.find((minute) => offsetAt(minute * 60_000) !== before);
}

test.each(['*/2 * 1', '1 * */2', '*/2 * */3', '13 * 5', '31 2,3 *', '29 2 *', '1-7 * mon', '*,4 * 2', '* 2-5/2 0-7/3'])(
  'days fit as they do in Vixie cron: %s',
  (days) => {
    const cron = `0 0 ${days}`;
    const first = Date.parse('2027-12-31T00:00Z') / 60_000;
    const wall = Array.from({ length: 800 }, (_, n) => first + n * 1440);
    const expected = runsOfCron(cron, 0, wall);
    const pattern = parseCron(cron);
    if (typeof pattern === 'string') throw new Error(pattern);
    const runs = wall.flatMap((at, n) => (n > 0 && pattern.nextAfter((at - 1) * 60_000) === at * 60_000 ? [n] : []));
    expect(runs).toEqual(expected);
  },
);

test('runs that were missed around a change of the clock are made up for once', () => {
  const offsetAt = makeOffsets('Europe/Berlin');
  const job = makeJob({ kind: 'one_shot_read', schedule: { cron: '30 2,14 * * *' } });
  const ask = (before: string, now: string) =>
    checkSchedule(
      job,
      { lastScheduledAt: Date.parse(before) / 1000, schedule: JSON.stringify(job.schedule) },
      new Date(now),
      offsetAt,
    )?.due;
  // Asleep from before the change until after it.
  expect(ask('2026-03-29T00:50Z', '2026-03-29T09:00Z')).toBe(true);
  expect(ask('2026-03-29T09:00Z', '2026-03-29T12:29Z')).toBe(false);
  // The second 02:30 of the autumn day.
  expect(ask('2026-10-25T00:31Z', '2026-10-25T13:29Z')).toBe(false);
  expect(ask('2026-10-24T12:31Z', '2026-10-25T01:31Z')).toBe(true);
});

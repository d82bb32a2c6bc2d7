import { expect, test } from 'vitest';

import { type Bench, makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';

const hourly = { reportEverySeconds: 3600, stallSeconds: 0 };

async function makeJobs(jobs: object[], defaults: object = {}): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure(
    jobs.map((job) => ({ policy: hourly, ...job })),
    defaults,
  );
  return bench;
}

test('routine progress waits from 23:00 to 08:00 when the config says nothing', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  expect(await bench.tick('22:59:59')).not.toBe('');
  for (const time of ['01-16 00:00', '01-16 07:59:59']) expect(await bench.tick(time)).toBe('');
  expect(await bench.tick('01-16 08:00')).toContain('status: running');
});

test('a job first seen in quiet hours is reported when they end', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  expect(await bench.tick('01-15 23:00')).toBe('');
  expect(await bench.tick('01-16 08:00')).toContain('status: running');
});

test('completion waits for the end of quiet hours, and is then reported once', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  await bench.tick('22:00');
  await bench.setStatus('a', { completed: true });
  expect(await bench.tick('23:30')).toBe('');
  expect(await bench.tick('01-16 08:00')).toContain('status: completed');
  expect(await bench.tick('01-16 08:01')).toBe('');
});

test('completion in quiet hours is told even if the job runs again by morning', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  await bench.tick('22:00');
  await bench.setStatus('a', { completed: true });
  await bench.tick('01-16 03:10');
  await bench.setStatus('a', running(1));
  expect(await bench.tick('01-16 07:00')).toBe('');
  const body = await bench.tick('01-16 08:00');
  expect(body).toContain('- status: running\n');
  expect(body).toContain('- message: completed at 03:10, and begun again since\n');
});

test('an anomaly is reported in quiet hours, and repeated there', async () => {
  const bench = await makeJobs([{ id: 'a' }, { id: 'b' }]);
  await bench.setStatus('a', {});
  await bench.setStatus('b', running(1));
  const body = await bench.tick('01-16 02:00');
  expect(body).toContain('ACTION REQUIRED: paused');
  expect(sectionOf(body, 'b')).toBe('');
  expect(await bench.tick('01-16 02:59:59')).toBe('');
  expect(await bench.tick('01-16 03:00')).toContain('ACTION REQUIRED: paused');
});

test('a change to warn is told in quiet hours, too', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  await bench.setStatus('a', running(1));
  await bench.tick('22:30');
  await bench.setStatus('a', running(1, { level: 'warn' }));
  expect(await bench.tick('23:00')).toContain('level warn');
  expect(await bench.tick('23:01')).toBe('');
});

test('quiet hours that do not wrap midnight hold from their start to before their end', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '12:00', end: '13:30' } });
  await bench.setStatus('a', running(1));
  expect(await bench.tick('11:59:59')).not.toBe('');
  await bench.setStatus('a', { completed: true });
  for (const time of ['12:00', '13:29:59']) expect(await bench.tick(time)).toBe('');
  expect(await bench.tick('13:30')).toContain('completed');
});

test('quiet hours with equal times are none', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '08:00', end: '08:00' } });
  await bench.setStatus('a', running(1));
  for (const time of ['08:00', '23:30', '01-16 03:00']) expect(await bench.tick(time)).not.toBe('');
});

test('a job may have quiet hours of its own, and take over one end of them', async () => {
  const own = { ...hourly, quietHours: { start: '00:00', end: '00:00' } };
  const late = { ...hourly, quietHours: { end: '10:00' } };
  const bench = await makeJobs([{ id: 'own', policy: own }, { id: 'late', policy: late }, { id: 'plain' }]);
  for (const id of ['own', 'late', 'plain']) await bench.setStatus(id, running(1));
  const seen = async (time: string) => (await bench.tick(time)).match(/(?<=^• )\w+/gm);
  expect(await seen('01-16 02:00')).toEqual(['own']);
  expect(await seen('01-16 08:00')).toEqual(['own', 'plain']);
  expect(await seen('01-16 10:00')).toEqual(['own', 'late', 'plain']);
});

test('quiet hours are of the local time zone', async () => {
  const bench = await makeJobs([{ id: 'a' }]);
  bench.zone = 'America/New_York';
  await bench.setStatus('a', running(1));
  expect(await bench.tick('2026-01-15T12:59:59Z')).toBe('');
  expect(await bench.tick('2026-01-15T13:00:00Z')).not.toBe('');
});

test('on the night when the clock is set forward, quiet hours end by the clock on the wall', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '01:30', end: '03:00' } });
  bench.zone = 'Europe/Berlin';
  await bench.setStatus('a', running(1));
  expect(await bench.tick('2026-03-29T01:59:59+01:00')).toBe('');
  // The next second is 03:00.
  expect(await bench.tick('2026-03-29T03:00:00+02:00')).not.toBe('');
});

test('on that night, quiet hours that begin in the hour that is left out begin after it', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '02:30', end: '04:00' } });
  bench.zone = 'Europe/Berlin';
  await bench.setStatus('a', running(1));
  expect(await bench.tick('2026-03-29T03:00:00+02:00')).toBe('');
  expect(await bench.tick('2026-03-29T04:00:00+02:00')).not.toBe('');
});

test('on the night when the clock is set back, an hour that comes twice is quiet twice', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '02:00', end: '03:00' } });
  bench.zone = 'Europe/Berlin';
  await bench.setStatus('a', running(1));
  for (const time of ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'])
    expect(await bench.tick(time)).toBe('');
  expect(await bench.tick('2026-10-25T03:00:00+01:00')).not.toBe('');
});

test('intervals do not grow or shrink when the clock is set forward or back', async () => {
  const bench = await makeJobs([{ id: 'a' }], { quietHours: { start: '00:00', end: '00:00' } });
  bench.zone = 'Europe/Berlin';
  await bench.setStatus('a', running(1));
  await bench.tick('2026-03-29T01:30:00+01:00');
  expect(await bench.tick('2026-03-29T03:29:59+02:00')).toBe('');
  expect(await bench.tick('2026-03-29T03:30:00+02:00')).not.toBe('');
  await bench.tick('2026-10-25T02:30:00+02:00');
  expect(await bench.tick('2026-10-25T02:29:59+01:00')).toBe('');
  expect(await bench.tick('2026-10-25T02:30:00+01:00')).not.toBe('');
});

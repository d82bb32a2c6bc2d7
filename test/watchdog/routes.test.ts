import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { claimOf, makeGate, start } from '../fixtures/send/gate.ts';
import { makeHome, until } from '../harness.ts';
import { threeLanes, way, waysOf, writeAt, writeConfig } from './routes.ts';

const failed = (route: string) => expect.stringMatching(new RegExp(`failed \\S+ \\(route ${route}, attempt 1\\)`));

describe('routes', () => {
  test('send each report by the first that takes it, lane by lane in their order, and the rest the default way', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await writeAt(home, 1);
    await writeAt(home, 2, { team: 'ops-db' });
    await writeAt(home, 3, { status: 'alert' });
    await writeAt(home, 4, { team: 'ops-db', status: 'blocked' });
    await writeAt(home, 5, { team: 'devops-db' });
    expect(await home.run('watchdog', ['--all'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await waysOf(home)).toEqual(['urgent 03', 'urgent 04', 'ops 02', 'rest 01', 'rest 05']);
    expect(await home.names('pending')).toEqual([]);
    expect((await home.deliveries()).map(({ route }) => route)).toEqual([
      'urgent',
      'urgent',
      'ops',
      'default',
      'default',
    ]);
  });

  test('match each field by any of its patterns, and all fields that are named', async () => {
    const home = await makeHome();
    const match = { worker: ['db-?', 'web*'], task_id: '*backup*', source: 'cron' };
    await writeConfig(home, {
      sendCommand: way(home, 'rest'),
      routes: [{ name: 'a', match, sendCommand: way(home, 'a') }],
    });
    const fields = { worker: 'db-1', task_id: 'nightly-backup', source: 'cron' };
    await writeAt(home, 1, fields);
    await writeAt(home, 2, { ...fields, worker: 'web' });
    await writeAt(home, 3, { ...fields, worker: 'db-10' });
    await writeAt(home, 4, { ...fields, task_id: 'Nightly-Backup' });
    await writeAt(home, 5, { ...fields, source: '' });
    await home.run('watchdog', ['--all']);
    expect(await waysOf(home)).toEqual(['a 01', 'a 02', 'rest 03', 'rest 04', 'rest 05']);
  });

  test('stop only the lane whose send fails, which ends the pass with 75', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { ops: 'exit 1' }));
    await writeAt(home, 1, { team: 'ops-a' });
    await writeAt(home, 2, { team: 'ops-a' });
    await writeAt(home, 3);
    await writeAt(home, 4, { status: 'alert' });
    const result = await home.run('watchdog', ['--all']);
    expect(result).toMatchObject({ exitCode: 75, stderr: failed('ops') });
    expect(await waysOf(home)).toEqual(['urgent 04', 'ops 01', 'rest 03']);
    expect(await home.names('pending')).toHaveLength(2);
  });

  test('leave an unknown outcome to its lane: the others go on, and it waits for its backoff', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { urgent: 'kill -KILL $PPID; sleep 60' }));
    await writeAt(home, 1, { status: 'alert' });
    await writeAt(home, 2);
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    await writeAt(home, 3);
    const again = await home.run('watchdog', ['--all']);
    expect(again).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining('waiting 20261121T101101000Z-w (route urgent)'),
    });
    // By its own lane: the line needs no flag for that.
    expect(again.stderr).toMatch(/to send it now: owner-report-driver \S+ --home \S+$/m);
    expect(await waysOf(home)).toEqual(['urgent 01', 'rest 02', 'rest 03']);
  });

  test('leave what cannot be read to the default lane: 65 when nothing else is wrong, 75 when a lane failed', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { ops: 'exit 1' }));
    await home.write('20261121T101100000Z-bad', '---\nstatus: alert\nno end');
    await writeAt(home, 1);
    await writeAt(home, 2, { team: 'ops-a' });
    const broken = await home.run('watchdog', ['--all']);
    expect(broken).toMatchObject({ exitCode: 75, stderr: failed('ops') });
    expect(broken.stderr).toContain('owner-report-watchdog hold 20261121T101100000Z-bad');
    await writeConfig(home, threeLanes(home));
    const invalid = await home.run('watchdog', ['--all']);
    expect(invalid.stderr).toContain('Route default waits for it.');
    expect(invalid).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('hold 20261121T101100000Z-bad') });
    expect(await waysOf(home)).toEqual(['ops 02', 'ops 02']);
    const held = await home.run('watchdog', ['--all', '--on-invalid', 'hold']);
    expect(held).toMatchObject({ exitCode: 0 });
    expect(await home.names('held')).toEqual(['20261121T101100000Z-bad.md']);
    expect((await waysOf(home)).at(-1)).toBe('rest 01');
  });

  test('take from the top level what they leave out', async () => {
    const home = await makeHome();
    await writeConfig(home, {
      sendCommand: `echo "$OWNER_REPORT_CHANNEL $OWNER_REPORT_TARGET" >> '${home.base}/ways'`,
      channel: 'slack',
      target: 'all',
      routes: [
        { name: 'a', match: { team: 'a' }, target: 'team a' },
        { name: 'b', match: { team: 'b' }, channel: 'Discord' },
      ],
    });
    await writeAt(home, 1, { team: 'b' });
    await writeAt(home, 2, { team: 'a' });
    await writeAt(home, 3, { team: 'c' });
    await home.run('watchdog', ['--all']);
    expect(await waysOf(home)).toEqual(['slack team a', 'discord all', 'slack all']);
  });

  test('hold a report by the number of their own lane', async () => {
    const home = await makeHome();
    const config = threeLanes(home, { urgent: 'exit 1', ops: 'exit 1' });
    await writeConfig(home, { ...config, routes: [{ ...config.routes[0], holdAfter: 1 }, config.routes[1]] });
    const held = await writeAt(home, 1, { status: 'alert' });
    const stays = await writeAt(home, 2, { team: 'ops-a' });
    expect(await home.run('watchdog', ['--all'])).toMatchObject({ exitCode: 75 });
    expect(await home.names('held')).toEqual([`${held}.md`]);
    expect(await home.names('pending')).toEqual([`${stays}.md`]);
  });

  test('that are an empty list leave one lane, whose lines name none', async () => {
    const home = await makeHome();
    await writeConfig(home, { sendCommand: way(home, 'rest'), routes: [] });
    await writeAt(home, 1);
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^sent \S+ \(attempt 1, /) });
    expect((await home.deliveries())[0]).not.toHaveProperty('route');
  });
});

describe('what a pass with routes may send', () => {
  test('counts over all lanes, and a lane that fails takes nothing of it', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home, { urgent: 'exit 1' }));
    for (const second of [1, 2]) await writeAt(home, second, { status: 'alert' });
    for (const second of [3, 4]) await writeAt(home, second, { team: 'ops-a' });
    for (const second of [5, 6]) await writeAt(home, second);
    expect(await home.run('watchdog', ['--max-count', '3'])).toMatchObject({ exitCode: 75 });
    expect(await waysOf(home)).toEqual(['urgent 01', 'ops 03', 'ops 04', 'rest 05']);
  });

  test('goes by the order of the lanes, and starves none of them', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    for (let second = 10; second < 30; second += 1) await writeAt(home, second, { status: 'alert' });
    await writeAt(home, 30, { team: 'ops-a' });
    await writeAt(home, 31);
    for (let pass = 0; pass < 9; pass += 1) await home.run('watchdog', ['--max-count', '1']);
    const urgent = (...seconds: number[]) => seconds.map((second) => `urgent ${second}`);
    expect(await waysOf(home)).toEqual([
      ...urgent(10, 11, 12),
      'ops 30',
      ...urgent(13, 14, 15),
      'rest 31',
      ...urgent(16),
    ]);
  });

  test('leaves the turn of a lane that has nothing to send, or fails, to the next one', async () => {
    const home = await makeHome();
    const config = threeLanes(home, { ops: 'exit 1' });
    const empty = { name: 'empty', match: { team: 'nobody' }, sendCommand: 'false' };
    await writeConfig(home, { ...config, routes: [config.routes[0], empty, config.routes[1]] });
    for (let second = 10; second < 20; second += 1) await writeAt(home, second, { status: 'alert' });
    await writeAt(home, 30, { team: 'ops-a' });
    await writeAt(home, 31);
    for (let pass = 0; pass < 4; pass += 1) await home.run('watchdog', ['--max-count', '1']);
    expect(await waysOf(home)).toEqual(['urgent 10', 'urgent 11', 'urgent 12', 'ops 30', 'rest 31']);
  });

  test('is told of in last-pass.json as far as it was not reached', async () => {
    const home = await makeHome();
    await writeConfig(home, threeLanes(home));
    await writeAt(home, 1, { status: 'alert' });
    await writeAt(home, 2);
    await home.run('watchdog', ['--max-count', '1']);
    const note = JSON.parse(await readFile(home.path('last-pass.json'), 'utf8')) as object;
    expect(note).toMatchObject({ sent: 1, left: 1, not_reached: { ops: 1, default: 1 }, since_turn: 1 });
    await home.run('watchdog', ['--max-count', '1']);
    expect(JSON.parse(await readFile(home.path('last-pass.json'), 'utf8'))).not.toHaveProperty('not_reached');
  });
});

test('an edit of config.json during a send harms nothing: the attempt is settled with what it began with', async () => {
  const home = await makeHome();
  const gate = await makeGate(home, 'exit 1');
  const route = { name: 'urgent', match: { status: 'alert' }, sendCommand: gate.command, holdAfter: 1 };
  await writeConfig(home, { sendCommand: 'false', routes: [route] });
  const id = await writeAt(home, 1, { status: 'alert' });
  const pass = start(home, 'watchdog', []);
  await gate.reached();
  pass.kill('SIGKILL');
  await pass;
  await writeConfig(home, { sendCommand: way(home, 'rest') });
  await writeAt(home, 2);
  // One send at a time, whatever lane it is of.
  expect(await home.run('watchdog', [])).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining(`in flight ${id} (route urgent)`),
  });
  expect(await waysOf(home)).toEqual([]);
  await gate.open();
  const claim = await claimOf(home, id);
  await until('the receipt', async () => (await readFile(claim, 'utf8')).includes('exit 1\n'));
  expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
  expect(await waysOf(home)).toEqual(['rest 02']);
  expect(await home.deliveries()).toMatchObject([
    { event: 'failed', report_id: id, route: 'urgent' },
    { event: 'held', report_id: id, route: 'urgent' },
    { event: 'sent' },
  ]);
});

import { constants } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { withEnoughTime } from '../enoughTime.ts';
import { type Bench, makeBench, running, sectionOf } from '../fixtures/monitor/bench.ts';
import { linesOf } from '../fixtures/send/gate.ts';
import { until } from '../harness.ts';

/** A bench with a sound job `b`, and a job `a` whose status command is this shell text. */
async function makeJobs(text: string, policy: object = {}): Promise<Bench> {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy, commands: { status: ['/bin/sh', '-c', text] } }, { id: 'b' }]);
  await bench.setStatus('b', running(1));
  return bench;
}

describe('a status command that breaks its contract is an alert for its job, and no other:', () => {
  test.each([
    [
      'a non-zero exit',
      'echo one >&2; echo no such bucket >&2; exit 3',
      'its status command failed (exit 3): no such bucket',
    ],
    ['a signal', 'kill -KILL $$', 'its status command failed (killed by SIGKILL)'],
    ['no output', ':', 'its status command printed nothing; expected a JSON object'],
    ['no JSON', 'echo all is well', 'its status command printed no JSON: "all is well"'],
    ['two objects', `echo '{"running":true,"completed":false}{}'`, 'its status command printed no JSON'],
    ['no object', 'echo "[]"', 'its status command broke the contract: expected a JSON object'],
    [
      'wrong types',
      `echo '{"running":"true","completed":null,"pid":"x","progress":[],"level":"fatal"}'`,
      'its status command broke the contract: running: expected true or false, got "true"; completed: expected true or false, got null; pid: expected a whole number, got "x"; progress: expected an object, got []; level: expected ok, warn or alert, got "fatal"',
    ],
    [
      'fields left out',
      `echo '{"progress":{}}'`,
      'its status command broke the contract: running: expected true or false, got nothing; completed',
    ],
    ['binary output', String.raw`printf '\000\377\033[2J\n'`, 'its status command printed no JSON'],
    ['a flood', 'yes', 'its status command printed more than 1048576 bytes'],
    ['a flood on stderr', 'head -c 20000000 /dev/zero >&2; exit 1', 'its status command failed (exit 1)'],
  ])('%s', async (_what, text, message) => {
    const bench = await makeJobs(text);
    const body = await bench.tick('12:00');
    expect(sectionOf(body, 'a')).toContain(`- status: unknown\n- ACTION REQUIRED: ${message}`);
    expect(sectionOf(body, 'b')).toContain('- status: running\n');
    expect((await bench.pending())[0]).toMatchObject({ taskId: 'tick', status: 'alert' });
    expect(body).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/);
  });

  test.each([
    ['a program that is not there', { status: ['./missing'] }, {}, './missing: no such program'],
    ['a cwd that is not there', {}, { cwd: '/no/such/place' }, 'cwd /no/such/place: no such directory'],
  ])('%s', async (_what, commands, job, message) => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a', commands, ...job }, { id: 'b' }]);
    await bench.setStatus('b', running(1));
    const body = await bench.tick('12:00');
    expect(sectionOf(body, 'a')).toContain(message);
    expect(sectionOf(body, 'b')).toContain('- status: running\n');
  });
});

test('a status that takes too long is ended with its whole group', async () => {
  const bench = await withEnoughTime(async (timeoutSeconds) => {
    const tried = await makeBench();
    const path = (name: string) => join(tried.base, name);
    // A child that does not care for TERM waits at the FIFO, and says so if it is let through.
    const child = `trap '' TERM; echo > '${path('ready')}'; read -r go < '${path('fifo')}'; echo > '${path('survived')}'`;
    const text = `mkfifo '${path('fifo')}'; (${child}) & wait`;
    await tried.configure([{ id: 'a', policy: { timeoutSeconds }, commands: { status: ['/bin/sh', '-c', text] } }]);
    expect(await tried.tick('12:00')).toContain('its status command failed (timed out after ');
    return (await readdir(tried.base)).includes('ready') ? tried : 'too late';
  });
  // With nobody at the other end, it cannot be opened for writing without blocking.
  const flag = constants.O_WRONLY | constants.O_NONBLOCK;
  await until('the end of the child', () =>
    writeFile(join(bench.base, 'fifo'), 'go\n', { flag }).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENXIO',
    ),
  );
  expect(await readdir(bench.base)).not.toContain('survived');
});

test('a status is believed when its command exits, whatever it leaves behind', async () => {
  const bench = await makeBench();
  const fifo = join(bench.base, 'fifo');
  const left = `mkfifo '${fifo}'; (read -r go < '${fifo}'; echo "$go" > '${bench.base}/went-on') &`;
  const text = `${left} echo '{"running":true,"completed":false}'`;
  await bench.configure([{ id: 'a', commands: { status: ['/bin/sh', '-c', text] } }]);
  expect(await bench.tick('12:00')).toContain('- status: running\n');
  await writeFile(fifo, 'yes\n');
  await until('what was left behind', async () => (await linesOf(join(bench.base, 'went-on'))).length > 0);
});

test('a status may stand among blank lines, have null for what it does not know, and keys of its own', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus(
    'a',
    '\n\n {"running": true, "completed": false, "pid": 4711, "stopReason": null, "progress": null, "progressKey": null,' +
      ' "level": null, "message": null, "host": "x"} \n',
  );
  expect(await bench.tick('12:00')).toMatch(/- status: running \(pid=4711\)\n$/);
});

test('a job that cannot be observed is reported once, repeated seldom, and its recovery is told', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a', policy: { stallSeconds: 0 } }]);
  await bench.setStatus('a', 'one');
  expect(await bench.tick('12:00')).toContain('printed no JSON: "one"');
  await bench.setStatus('a', 'two');
  expect(await bench.tick('12:01')).toBe('');
  expect(await bench.tick('12:30')).toContain('printed no JSON: "two"');
  await bench.setStatus('a', running(1));
  expect(await bench.tick('12:31')).toContain('recovered, was unobservable');
});

test('what is remembered of a job outlives a time in which it cannot be observed', async () => {
  const bench = await makeBench();
  await bench.configure([{ id: 'a' }]);
  await bench.setStatus('a', { completed: true });
  await bench.tick('12:00');
  await bench.setStatus('a', '');
  expect(await bench.tick('12:01')).toContain('ACTION REQUIRED');
  await bench.setStatus('a', { completed: true });
  expect(await bench.tick('12:02')).toContain('recovered, was unobservable');
  expect(await bench.tick('12:03')).toBe('');
});

test('16 status commands run at a time, and all are run', async () => {
  const bench = await makeBench();
  const log = join(bench.base, 'log');
  // Each one waits at a gate of its own, and notes that it has begun. That there are no more: test/unit/monitor/run/turns.test.ts.
  const text = `mkfifo "gate.$0"; echo "$0" >> log; read -r go < "gate.$0"; echo '{"running":true,"completed":false}'`;
  const ids = Array.from({ length: 40 }, (_, index) => `job-${index}`);
  await bench.configure(ids.map((id) => ({ id, commands: { status: ['/bin/sh', '-c', text, id] } })));
  const tick = bench.start('12:00', ['tick']);
  for (let released = 0; released < ids.length; released += 1) {
    const full = Math.min(16 + released, ids.length);
    const waiting = await until(`${full} commands`, async () => {
      const names = await linesOf(log);
      return names.length >= full && names;
    });
    await writeFile(join(bench.base, `gate.${waiting[released]}`), 'go\n');
  }
  expect((await tick).exitCode).toBe(0);
  expect((await bench.pending())[0]?.body.match(/status: running/g)).toHaveLength(ids.length);
});

describe('status', () => {
  test('says how every job is, enabled or not, and changes nothing', async () => {
    const bench = await makeBench();
    await bench.configure([
      { id: 'a' },
      { id: 'off', enabled: false },
      { id: 'still' },
      { id: 'broken' },
      { id: 'check', kind: 'one_shot_read' },
      { id: 'w', kind: 'one_shot_write', risk: 'write_local', after: [{ jobId: 'check' }] },
    ]);
    await bench.setStatus('a', running(1, { message: 'on its way\u001B[2J' }));
    await bench.setStatus('off', { completed: true });
    await bench.setStatus('still', { stopReason: 'killed' });
    await bench.setStatus('broken', 'x');
    const result = await bench.run('12:00', ['status']);
    expect(result.exitCode).toBe(0);
    expect(String(result.stdout).split('\n')).toEqual([
      expect.stringMatching(/^a: running; done=1; on its way[^\u001B]*$/),
      'off: (disabled) completed',
      'still: paused (stopReason=killed)',
      'broken: unknown; its status command printed no JSON: "x"',
      'check: never ran',
      'w: write, not approved (nobody has approved it); never ran',
      '',
    ]);
    expect(await readdir(bench.base)).not.toContain('state');
    expect(await bench.home.names('.')).toEqual([]);
  });

  test('has the same as a document for programs', async () => {
    const bench = await makeBench();
    await bench.configure([{ id: 'a' }, { id: 'check', kind: 'one_shot_read' }]);
    await bench.setStatus('a', running(1));
    await bench.setOutput('check', 'run', '', 4);
    await bench.run('12:00', ['run', 'check']);
    const document = JSON.parse(String((await bench.run('12:00', ['status', '--json'])).stdout)) as object;
    expect(document).toMatchObject({
      schemaVersion: 1,
      jobs: [
        { job: 'a', state: 'running', progress: { done: 1 }, progress_key: '{"done": 1}', level: 'ok' },
        { job: 'check', last_exit_code: 4, last_run_at: expect.stringMatching(/^2026-01-15T12:0\d:/) },
      ],
      queued: 0,
    });
  });
});

test('a command of a job gets its arguments as they stand, in its directory, and no shell', async () => {
  const bench = await makeBench();
  const program = await bench.home.script(
    'args',
    `printf '%s|' "$PWD" "$@" > '${bench.base}/seen'; echo '{"running":true,"completed":false}'`,
  );
  await bench.configure([{ id: 'a', cwd: '~/dir', commands: { status: [program, '$HOME', "a'b; rm x", ''] } }]);
  await mkdir(join(bench.base, 'dir'));
  expect(await bench.tick('12:00')).toContain('- status: running\n');
  expect(await readFile(join(bench.base, 'seen'), 'utf8')).toBe(`${bench.base}/dir|$HOME|a'b; rm x||`);
});

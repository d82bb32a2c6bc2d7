import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { until } from '../harness.ts';
import { examples, copyExample } from './exampleCopy.ts';

test.each(examples)('%s is valid wherever it is copied, and says nothing odd', async (name) => {
  const example = await copyExample(name);
  const { code, out, err } = await example.monitor(['validate-config']);
  expect(err).toBe('');
  expect(out).toMatch(/^ok: /);
  expect(code).toBe(0);
});

describe('host-health', () => {
  test('is silent while all is well', async () => {
    const example = await copyExample('host-health');
    const limits = { HEALTH_DISK_PERCENT: '100', HEALTH_MEMORY_PERCENT: '100', HEALTH_LOAD_PER_CPU: '100000' };
    const { code, out } = await example.monitor(['tick', '--json'], limits);
    expect(code).toBe(0);
    const { ran } = JSON.parse(out) as { ran: { job: string; exit_code: number }[] };
    expect(ran.toSorted((a, b) => a.job.localeCompare(b.job))).toEqual([
      { job: 'disk', exit_code: 0 },
      { job: 'load', exit_code: 0 },
      { job: 'memory', exit_code: 0 },
    ]);
    expect(await example.reports()).toEqual([]);
  });

  test('raises one alert for the value that is beyond its limit', async () => {
    const example = await copyExample('host-health');
    const limits = { HEALTH_DISK_PERCENT: '-1', HEALTH_MEMORY_PERCENT: '100', HEALTH_LOAD_PER_CPU: '100000' };
    await example.monitor(['tick'], limits);
    const [report, ...others] = await example.reports();
    expect(others).toEqual([]);
    expect(report).toContain('status: alert');
    expect(report).toMatch(/- message: ALERT: disk \/ is \d+ % full/);
    expect(report).not.toContain('(memory, ');
  });
});

describe('security-scan', () => {
  test('names what is open to others, until it is accepted', async () => {
    const example = await copyExample('security-scan');
    await mkdir(example.path('tree'));
    for (const [name, mode] of Object.entries({ open: 0o666, 'server.key': 0o644, closed: 0o600 })) {
      await writeFile(example.path('tree', name), '');
      await chmod(example.path('tree', name), mode);
    }
    const env = { SCAN_ROOT: 'tree' };
    await example.monitor(['tick'], env);
    const [report] = await example.reports();
    expect(report).toContain('ALERT: 2 paths');
    expect(report).toContain('ALERT: tree/open');
    expect(report).toContain('ALERT: tree/server.key');
    expect(report).not.toContain('closed');
    await writeFile(example.path('data/accepted.txt'), 'tree/open\ntree/server.key\n');
    expect((await example.monitor(['run', 'file-permissions'], env)).out).toMatch(/^ok: /);
  });

  test('names packages of a foreign registry, without checksum, or listed as bad', async () => {
    const example = await copyExample('security-scan');
    expect((await example.monitor(['run', 'dependencies'])).out).toMatch(/^ok: 2 packages/);
    const good = { version: '1.0.0', resolved: 'https://registry.npmjs.org/x/-/x-1.0.0.tgz', integrity: 'sha512-x' };
    const packages = {
      '': { name: 'root' },
      'node_modules/good': good,
      'node_modules/elsewhere': { ...good, resolved: 'https://evil.example/x.tgz' },
      'node_modules/@scope/plain': { ...good, resolved: 'http://registry.npmjs.org/x.tgz' },
      'node_modules/unsigned': { ...good, integrity: undefined },
      'node_modules/good/node_modules/event-stream': { ...good, version: '3.3.6' },
    };
    await writeFile(example.path('lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
    const { code, out } = await example.monitor(['run', 'dependencies'], { SCAN_LOCKFILE: 'lock.json' });
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      'ALERT: elsewhere@1.0.0 comes from https://evil.example',
      'ALERT: @scope/plain@1.0.0 comes from http://registry.npmjs.org',
      'ALERT: unsigned@1.0.0 has no checksum',
      'ALERT: event-stream@3.3.6 is listed as bad',
    ]);
    expect((await example.monitor(['run', 'dependencies'], { SCAN_LOCKFILE: 'none.json' })).code).toBe(66);
  });
});

describe('templates of status commands', () => {
  const interpreters = { 'status.sh': 'sh', 'status.py': 'python3', 'status.mjs': process.execPath };

  test.for(Object.entries(interpreters))(
    'the output of %s is accepted by a tick',
    async ([name, program], { skip }) => {
      const { exitCode } = await execa(program, ['--version'], { reject: false, stdin: 'ignore' });
      if (program === 'python3' && exitCode !== 0) skip('a machine need not have Python');
      const example = await copyExample('templates');
      const job = {
        id: 'job',
        kind: 'long_running_read',
        risk: 'read_only',
        enabled: true,
        cwd: '.',
        commands: { start: ['true'], status: [program, name] },
      };
      const defaults = { quietHours: { start: '00:00', end: '00:00' } };
      await writeFile(example.path('ops-jobs.json'), JSON.stringify({ version: 1, defaults, jobs: [job] }));
      expect(await example.status('job')).toMatchObject({ state: 'paused' });

      await writeFile(example.path('pid'), `${process.pid}\n`);
      await writeFile(example.path('count'), '5\n');
      await example.monitor(['tick']);
      expect((await example.reports())[0]).toContain(`- status: running (pid=${process.pid})\n- progress: count=5\n`);

      // One that has ended, and whose parent has not looked yet.
      const parent = execa('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000'], { reject: false, buffer: false });
      onTestFinished(() => void parent.kill('SIGKILL'));
      const zombie = await new Promise<number>((read) =>
        parent.stdout.once('data', (data) => read(Number(String(data)))),
      );
      await until('the zombie', async () =>
        / Z /.test(await readFile(`/proc/${zombie}/stat`, 'utf8').catch(() => ' Z ')),
      );
      await writeFile(example.path('pid'), `${zombie}\n`);
      expect(await example.status('job')).toMatchObject({ state: 'paused' });

      // A number that no process has.
      await writeFile(example.path('pid'), '4999999\n');
      await writeFile(example.path('complete'), '');
      await example.monitor(['tick']);
      expect((await example.reports())[1]).toContain('- status: completed\n- progress: count=5\n');
    },
  );
});

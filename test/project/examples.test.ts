import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

import { makeHome, root, type TestHome, until } from '../harness.ts';

const examples = ['host-health', 'sync-and-verify', 'security-scan', 'inventory-scan', 'config-change'];
// Long enough to be waited for by nobody: what is paused is killed there.
const forEver = '3600';

/** A copy of an example, and the monitor called in it as its README says. */
class Example {
  readonly home: TestHome;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv = {
    OWNER_REPORT_CONFIG_FILE: 'ops-jobs.json',
    OWNER_REPORT_STATE_FILE: 'data/monitor.json',
  };

  constructor(home: TestHome, name: string) {
    this.home = home;
    this.dir = join(home.base, name);
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  async monitor(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string; err: string }> {
    const result = await this.home.run('monitor', args, { cwd: this.dir, env: { ...this.env, ...env } });
    return { code: result.exitCode ?? -1, out: String(result.stdout), err: String(result.stderr) };
  }

  /** What `status` says of one job. */
  async status(job: string): Promise<JobStatus> {
    const { out } = await this.monitor(['status', '--json']);
    return (JSON.parse(out) as { jobs: JobStatus[] }).jobs.find((one) => one.job === job) as JobStatus;
  }

  /** All reports, in queue order. */
  async reports(): Promise<string[]> {
    const names = await this.home.names('pending');
    return Promise.all(names.map((name) => readFile(this.home.path('pending', name), 'utf8')));
  }
}

interface JobStatus {
  job: string;
  state: string;
  pid: number | null;
  stop_reason: string | null;
  progress: Record<string, number>;
}

async function copyExample(name: string): Promise<Example> {
  const example = new Example(await makeHome(), name);
  await cp(join(root, 'examples', name), example.dir, {
    recursive: true,
    filter: (path) => basename(path) !== 'data',
  });
  return example;
}

// A worker of a test that failed in the middle must not go on.
function stopAtTheEnd(example: Example, job: string): void {
  onTestFinished(async () => void (await example.monitor(['stop', job])));
}

async function killGroupOf(pid: number): Promise<void> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const group = Number(stat.replace(/^.*\) /s, '').split(' ')[2]);
  process.kill(-group, 'SIGKILL');
}

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

describe('sync-and-verify', () => {
  test('goes on after a kill where it was, and its end is verified', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    const source = join(example.home.base, 'source with space');
    await mkdir(join(source, 'below'), { recursive: true });
    for (const name of ['a', 'b c', 'below/d', "below/it's"]) await writeFile(join(source, name), `first ${name}\n`);
    example.env['SYNC_SOURCE'] = source;

    expect((await example.monitor(['start', 'sync'], { SYNC_PAUSE: forEver })).code).toBe(0);
    const before = await until('the first file', async () => {
      const status = await example.status('sync');
      return status.progress['files'] === 1 && status;
    });
    expect(before).toMatchObject({ state: 'running', progress: { files: 1, of: 4 } });
    await killGroupOf(before.pid as number);
    await until('the death of the worker', async () => (await example.status('sync')).state === 'paused');
    // It is copied already, so that a run which went on does not see this.
    await writeFile(join(source, 'a'), 'second\n');

    await example.monitor(['tick']);
    expect((await example.reports()).join()).toMatch(/paused \(stopReason=killed\)[^•]*- AUTORUN: started/);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    expect(await readFile(example.path('data/copy/a'), 'utf8')).toBe('first a\n');
    expect(await readFile(example.path("data/copy/below/it's"), 'utf8')).toBe("first below/it's\n");

    await example.monitor(['tick']);
    expect((await example.monitor(['queue'])).out).toMatch(/^pending {2}verify-backup/);
    await example.monitor(['tick']);
    expect((await example.monitor(['queue'])).out).toMatch(/^done {2}verify-backup .* exit 0/);
  });

  test('stops when it is told to, and no tick resumes it then', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    await example.monitor(['start', 'sync'], { SYNC_PAUSE: forEver });
    await until('the first file', async () => (await example.status('sync')).progress['files'] === 1);
    expect((await example.monitor(['stop', 'sync'])).code).toBe(0);
    expect(await example.status('sync')).toMatchObject({ state: 'paused', stop_reason: 'stopped' });
    await example.monitor(['tick']);
    expect((await example.reports()).join()).toContain('ACTION REQUIRED: stopped by hand');
    expect((await example.status('sync')).state).toBe('paused');
    await example.monitor(['start', 'sync']);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    expect((await example.monitor(['run', 'verify-backup'])).code).toBe(0);
  });

  test('verification raises an alert when the copy was changed, or is not there', async () => {
    const example = await copyExample('sync-and-verify');
    stopAtTheEnd(example, 'sync');
    expect((await example.monitor(['run', 'verify-backup'])).out).toContain('ALERT: there is no complete copy');
    await example.monitor(['start', 'sync']);
    await until('the completion', async () => (await example.status('sync')).state === 'completed');
    await writeFile(example.path('data/copy/README.md'), 'changed');
    const { code, out } = await example.monitor(['run', 'verify-backup']);
    expect(code).toBe(1);
    expect(out).toMatch(/README\.md: FAILED/);
    expect((await example.reports()).at(-1)).toContain('status: alert');
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

describe('inventory-scan', () => {
  test('goes on after a kill from its checkpoint', async () => {
    const example = await copyExample('inventory-scan');
    stopAtTheEnd(example, 'inventory');
    const tree = join(example.home.base, 'tree');
    for (const name of ['a.txt', 'one/b.txt', 'one/deep/c.md', 'two/d']) {
      await mkdir(join(tree, name, '..'), { recursive: true });
      await writeFile(join(tree, name), '12345');
    }
    example.env['SCAN_ROOT'] = tree;

    await example.monitor(['start', 'inventory'], { SCAN_PAUSE_MS: '3600000' });
    const before = await until('the first directory', async () => {
      const status = await example.status('inventory');
      return status.progress['directories'] === 1 && status;
    });
    expect(before).toMatchObject({ state: 'running', progress: { files: 1, left: 2 } });
    process.kill(before.pid as number, 'SIGKILL');
    await until('the death of the worker', async () => (await example.status('inventory')).state === 'paused');
    // Its directory is counted already, so that a scan which went on does not see this.
    await writeFile(join(tree, 'later.txt'), '');

    await example.monitor(['tick']);
    expect((await example.reports()).join()).toMatch(/paused \(stopReason=killed\)[^•]*- AUTORUN: started/);
    await until('the completion', async () => (await example.status('inventory')).state === 'completed');
    expect(JSON.parse(await readFile(example.path('data/inventory.json'), 'utf8'))).toEqual({
      root: tree,
      directories: 4,
      files: 4,
      bytes: 20,
      unreadable: 0,
      byEnding: { '.txt': 2, '.md': 1, '(none)': 1 },
    });
  });

  test('stops in the middle of a pause, keeps its checkpoint, and begins anew after its completion', async () => {
    const example = await copyExample('inventory-scan');
    stopAtTheEnd(example, 'inventory');
    await example.monitor(['start', 'inventory'], { SCAN_PAUSE_MS: '3600000' });
    await until('the first directory', async () => (await example.status('inventory')).progress['directories'] === 1);
    expect((await example.monitor(['stop', 'inventory'])).code).toBe(0);
    expect(await example.status('inventory')).toMatchObject({ state: 'paused', stop_reason: 'stopped' });
    await example.monitor(['start', 'inventory']);
    await until('the completion', async () => (await example.status('inventory')).state === 'completed');
    const { files = 0 } = (await example.status('inventory')).progress;
    await writeFile(example.path('one more'), '');
    await example.monitor(['start', 'inventory']);
    await until('the file that came later', async () => {
      const { state, progress } = await example.status('inventory');
      return state === 'completed' && progress['files'] === files + 1;
    });
  });
});

describe('config-change', () => {
  const approve = (job: string) => ['approve', job, '--by', 'alice', '--reason', 'ticket 42'];

  test('needs an approval, is verified by the next tick, and can be rolled back', async () => {
    const example = await copyExample('config-change');
    expect((await example.monitor(['run', 'raise-limit'])).code).toBe(77);
    expect((await example.reports())[0]).toContain('status: action_required');

    expect((await example.monitor(approve('raise-limit'))).code).toBe(0);
    const run = await example.monitor(['run', 'raise-limit']);
    expect(run.code).toBe(0);
    expect(run.out).toContain('roll back:');
    expect(await readFile(example.path('data/service.conf'), 'utf8')).toContain('max_connections = 200');
    await example.monitor(['tick']);
    expect((await example.reports()).at(-1)).toContain('verification of raise-limit passed');
    expect((await example.monitor(['run', 'raise-limit'])).code).toBe(77);

    await example.monitor(approve('roll-back'));
    expect((await example.monitor(['run', 'roll-back'])).code).toBe(0);
    await example.monitor(['tick']);
    expect((await example.reports()).at(-1)).toContain('verification of roll-back passed');
    const sample = await readFile(join(root, 'examples/config-change/service.conf'), 'utf8');
    expect(await readFile(example.path('data/service.conf'), 'utf8')).toBe(sample);
  });

  test('says how to roll back when its verification fails', async () => {
    const example = await copyExample('config-change');
    await example.monitor(approve('raise-limit'));
    await example.monitor(['run', 'raise-limit']);
    await writeFile(example.path('data/service.conf'), 'max_connections = 150\n');
    await example.monitor(['tick']);
    const report = (await example.reports()).at(-1);
    expect(report).toContain('status: alert');
    expect(report).toContain('ACTION REQUIRED: verification of raise-limit failed');
    expect(report).toContain('expected 200; roll back: owner-report-monitor approve roll-back');
  });

  test('changes nothing when the line is not as expected', async () => {
    const example = await copyExample('config-change');
    await writeFile(example.path('own.conf'), 'max_connections = many\n');
    await example.monitor(approve('raise-limit'));
    const env = { CHANGE_FILE: 'own.conf' };
    expect((await example.monitor(['run', 'raise-limit'], env)).code).toBe(65);
    expect(await readFile(example.path('own.conf'), 'utf8')).toBe('max_connections = many\n');
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

      // A number that no process has.
      await writeFile(example.path('pid'), '4999999\n');
      await writeFile(example.path('complete'), '');
      await example.monitor(['tick']);
      expect((await example.reports())[1]).toContain('- status: completed\n- progress: count=5\n');
    },
  );
});

import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { makeBench } from '../fixtures/monitor/bench.ts';
import { type Command, commandPath, makeHome, type TestHome } from '../harness.ts';

/** Runs a built command under a umask. */
function runUnder(umask: string, home: TestHome, command: Command, args: string[], env: NodeJS.ProcessEnv = {}) {
  return execa('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', commandPath(command), ...args], {
    reject: false,
    extendEnv: false,
    env: { ...home.environment(), ...env },
    cwd: home.base,
  });
}

/** The modes of all that lies below a directory, itself included, without those that are as they should be. */
async function findOddModes(dir: string): Promise<string[]> {
  const entries = ['.', ...(await readdir(dir, { recursive: true }))];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const info = await stat(join(dir, entry));
      const wanted = info.isDirectory() ? 0o700 : 0o600;
      return (info.mode & 0o777) === wanted ? [] : [`${entry} ${(info.mode & 0o777).toString(8)}`];
    }),
  );
  return found.flat();
}

describe.each(['000', '022', '177', '277', '777'])('under a umask of %s', (umask) => {
  test('a queue has directories 0700 and files 0600, and works', async () => {
    const home = await makeHome();
    const report = ['--task-id', 'job', '--done', 'x'];
    expect(await runUnder(umask, home, 'producer', report)).toMatchObject({ exitCode: 0 });
    expect(await runUnder(umask, home, 'producer', [...report, '--report-id', 'z'])).toMatchObject({ exitCode: 0 });
    expect(await runUnder(umask, home, 'watchdog', ['--send-cmd', 'exit 1'])).toMatchObject({ exitCode: 75 });
    expect(await findOddModes(home.dir)).toEqual([]);
    expect(await runUnder(umask, home, 'watchdog', ['--all', '--send-cmd', 'cat'])).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toHaveLength(2);
    expect(await findOddModes(home.dir)).toEqual([]);
  });

  test('the state of the monitor is as private, and so is its log of writes', async () => {
    const bench = await makeBench();
    await bench.configure([
      { id: 'a' },
      { id: 'w', kind: 'one_shot_write', after: [] },
      { id: 'r', kind: 'one_shot_read' },
    ]);
    const files = ['--config-file', bench.configPath, '--state-file', bench.statePath];
    await bench.setStatus('a', { running: true });
    await runUnder(umask, bench.home, 'monitor', ['tick', ...files]);
    await bench.setStatus('a', { running: false });
    await runUnder(umask, bench.home, 'monitor', ['start', 'a', ...files]);
    expect(await readdir(dirname(bench.statePath))).toContain('ops-monitor.start-logs');
    expect(await findOddModes(dirname(bench.statePath))).toEqual([]);
  });
});

test('a directory that was there keeps its mode', async () => {
  const home = await makeHome();
  await execa('mkdir', ['-m', '750', home.dir]);
  expect(await home.run('producer', ['--task-id', 'job', '--done', 'x'])).toMatchObject({ exitCode: 0 });
  expect((await stat(home.dir)).mode & 0o777).toBe(0o750);
});

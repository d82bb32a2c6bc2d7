import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';

import { execa } from 'execa';
import { expect, test } from 'vitest';

import { countingSend, makeGate, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome } from '../harness.ts';
import { writeAll } from './queue.ts';

async function lastPass(home: TestHome): Promise<unknown> {
  return JSON.parse(await readFile(home.path('last-pass.json'), 'utf8'));
}

const common = { schemaVersion: 1, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) };

test('each pass leaves when it ended and how, also one that failed, was broken off, or had nothing to do', async () => {
  const home = await makeHome();
  await writeAll(home, ['r1', 'r2']);
  await home.run('watchdog', ['--send-cmd', countingSend(home)]);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 0, sent: 1, left: 1 });
  await home.run('watchdog', ['--send-cmd', 'exit 1']);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 75, sent: 0, left: 1 });
  await rm(home.path('pending', 'r2.md'));
  await home.write('r1', 'no report');
  await home.run('watchdog', ['--send-cmd', 'true']);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 65, error: expect.stringContaining('r1.md') });
  await rm(home.path('pending', 'r1.md'));
  await home.run('watchdog', ['--send-cmd', 'true']);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 0, sent: 0, left: 0 });
});

test('a pass that settings keep from beginning says so, and is what status speaks of', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await home.run('watchdog', ['--send-cmd', 'exit 1']);
  await writeFile(home.path('config.json'), '{', { mode: 0o600 });
  await home.run('watchdog', ['--dry-run']);
  expect(await lastPass(home)).toMatchObject({ exit_code: 75 });
  await home.run('watchdog', []);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 78, error: expect.stringContaining('config.json') });
  expect((await home.run('watchdog', ['status'])).stdout).toMatch(
    /^alert: the last pass was broken off: .*config\.json/,
  );
});

test('a pass leaves its word also in a home that holds nothing but settings', async () => {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  await writeFile(home.path('config.json'), '{"sendCommand": "true"}', { mode: 0o600 });
  await home.run('watchdog', []);
  expect(await lastPass(home)).toEqual({ ...common, exit_code: 0, sent: 0, left: 0 });
  expect((await stat(home.path('tmp'))).mode & 0o777).toBe(0o700);
  const status = await home.run('watchdog', ['status', '--max-silence', '10m']);
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^last pass +\d.*, exit 0$/m) });
});

test('a pass that finds the lock busy leaves no word, and makes no home', async () => {
  const home = await makeHome();
  await home.run('watchdog', ['--send-cmd', 'true']);
  expect(await home.names('')).toEqual([]);
  await home.write('r1', reportText('r1'));
  const gate = await makeGate(home);
  const child = start(home, 'watchdog', ['--send-cmd', gate.command]);
  await gate.reached();
  await home.run('watchdog', ['--send-cmd', 'true']);
  expect(await home.names('')).not.toContain('last-pass.json');
  await gate.open();
  await child;
  expect(await lastPass(home)).toMatchObject({ exit_code: 0, sent: 1 });
});

test.each(['a FIFO', 'a directory'])('%s in the place of last-pass.json blocks nobody', async (what) => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  if (what === 'a FIFO') await execa('mkfifo', [home.path('last-pass.json')]);
  else await mkdir(home.path('last-pass.json', 'with'), { recursive: true });
  expect(await home.run('watchdog', ['--send-cmd', 'true'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await home.names('sent')).toEqual(['r1.md']);
});

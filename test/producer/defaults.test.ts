import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

import { describe, expect, test } from 'vitest';

import { makeHome, type TestHome } from '../harness.ts';
import { readOnly } from './runCommand.ts';

async function writeConfig(home: TestHome, text: string): Promise<void> {
  await mkdir(home.dir, { mode: 0o700 });
  await writeFile(home.path('config.json'), text, { mode: 0o600 });
}

describe('what the command line does not say', () => {
  test('is the host, the team of config.json and the status "normal"', async () => {
    const home = await makeHome();
    await writeConfig(home, '{"team":"ops"}');
    expect(await home.run('producer', ['--task-id', 'job', '--done', 'x'])).toMatchObject({ exitCode: 0, stderr: '' });
    const worker = hostname();
    const message = `**[normal] ops / ${worker} · job**\n\nDone: x\n`;
    expect(await readOnly(home)).toMatchObject({ team: 'ops', worker, status: 'normal', message });
  });

  test('is no team where config.json names none', async () => {
    const home = await makeHome();
    await home.run('producer', ['--task-id', 'job', '--worker', 'w', '--done', 'x']);
    expect(await readOnly(home)).toMatchObject({ team: '', message: '**[normal] w · job**\n\nDone: x\n' });
  });

  test('costs no report when config.json cannot be used, and is not looked up when it is said', async () => {
    const home = await makeHome();
    await writeConfig(home, '{"team":');
    const result = await home.run('producer', ['--task-id', 'job', '--done', 'x']);
    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the report has no team') });
    const said = await home.run('producer', ['--task-id', 'job', '--team', 't', '--done', 'x']);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('is the name of the command where one is run', async () => {
    const home = await makeHome();
    expect(await home.run('producer', ['run', '--', '/bin/true'])).toMatchObject({ exitCode: 0 });
    expect(await readOnly(home)).toMatchObject({ task_id: 'true', worker: hostname(), status: 'done' });
  });
});

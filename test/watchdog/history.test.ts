import { mkdir, rm, writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { makeHome, reportText, type TestHome } from '../harness.ts';

async function history(home: TestHome, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { exitCode, stdout } = await home.run('watchdog', ['history', ...args], { env });
  expect(exitCode).toBe(0);
  return String(stdout).split('\n').filter(Boolean);
}

/** A line of the log about r1 that is so many hours old. */
function lineOf(hours: number, fields: object = {}): string {
  const at = new Date(Date.now() - hours * 3_600_000).toISOString();
  return `${JSON.stringify({ schemaVersion: 1, at, event: 'sent', report_id: 'r1', attempt: 1, ...fields })}\n`;
}

test('what went out is told with its title, after how many tries, and what kept it', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1', { status: 'warn', progress: '40%' }));
  await home.run('watchdog', ['--send-cmd', 'echo "channel is down"; exit 3']);
  await home.run('watchdog', ['--send-cmd', 'true']);
  const [failed, sent, ...others] = await history(home);
  expect(others).toEqual([]);
  expect(failed).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  failed     r1  \[warn\] t \/ w · job · 40%  \(attempt 1, [^)]* s\): send command exited with 3$/,
  );
  expect(sent).toMatch(/  sent       r1  \[warn\] t \/ w · job · 40%  \(attempt 2, .* s\)$/);
  expect(await history(home, ['--failed'])).toEqual([failed]);
});

test('--json gives a document an event: the line of the log, with task and title', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  await home.run('watchdog', ['--send-cmd', 'true']);
  const [line] = await home.deliveries();
  const documents = (await history(home, ['--json'])).map((text) => JSON.parse(text) as object);
  expect(documents).toEqual([{ ...line, task_id: 'job', title: '[normal] t / w · job' }]);
});

test('--task chooses by the task of the report, wherever that is by now', async () => {
  const home = await makeHome();
  for (const [id, task] of [
    ['r1', 'a'],
    ['r2', 'b'],
    ['r3', 'a'],
  ] as const)
    await home.write(id, reportText(id, { task_id: task }));
  await home.run('watchdog', ['--send-cmd', '[ "$OWNER_REPORT_ID" != r3 ]', '--all']);
  const ids = (lines: string[]) => lines.map((line) => /  (r\d)  /.exec(line)?.[1]);
  expect(ids(await history(home, ['--task', 'a']))).toEqual(['r1', 'r3']);
  expect(ids(await history(home, ['--task', 'b']))).toEqual(['r2']);
  await rm(home.path('sent', 'r1.md'));
  expect(ids(await history(home, ['--task', 'a']))).toEqual(['r3']);
  expect(ids(await history(home))).toEqual(['r1', 'r2', 'r3']);
});

describe('--since', () => {
  test('goes back a day where nothing is said, across rotated logs, oldest first', async () => {
    const home = await makeHome();
    await mkdir(home.dir, { mode: 0o700 });
    await writeFile(home.path('deliveries.jsonl'), lineOf(50) + lineOf(23, { report_id: 'r2' }));
    await home.run('watchdog', ['prune', '--older-than', '1d']);
    expect(await home.names('')).not.toContain('deliveries.jsonl');
    // Torn by a crash, and gone on with.
    await writeFile(home.path('deliveries.jsonl'), `{"event":"se\n${lineOf(1, { report_id: 'r3' })}`);
    const ids = (lines: string[]) => lines.map((line) => /  (r\d)  /.exec(line)?.[1]);
    expect(ids(await history(home))).toEqual(['r2', 'r3']);
    expect(ids(await history(home, ['--since', '3d']))).toEqual(['r1', 'r2', 'r3']);
    expect(ids(await history(home, ['--since', '2h']))).toEqual(['r3']);
  });

  test.each(['x', '', '30', '-1d'])('refuses %j', async (since) => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['history', `--since=${since}`])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('--since'),
    });
  });
});

test('nothing on record is said, and no error; a home that is not there is not made', async () => {
  const home = await makeHome();
  expect(await home.run('watchdog', ['history'])).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringContaining('nothing of that kind is on record in the last 24h'),
  });
  expect(await home.names('')).toEqual([]);
});

test('a log of many thousand lines is read to its end', async () => {
  const home = await makeHome();
  await mkdir(home.dir, { mode: 0o700 });
  const long = lineOf(1, { event: 'failed', reason: 'ü'.repeat(3000) });
  await writeFile(home.path('deliveries.jsonl'), long.repeat(200) + lineOf(0.5, { report_id: 'last' }));
  const lines = await history(home);
  expect(lines).toHaveLength(201);
  expect(lines[0]).toContain('ü'.repeat(3000));
  expect(lines.at(-1)).toContain('  last');
  expect(await history(home, ['--failed'])).toHaveLength(200);
});

test('a home whose names cannot be read is an error that says what to do', async () => {
  const home = await makeHome();
  await writeFile(home.dir, 'no directory');
  expect(await home.run('watchdog', ['history'])).toMatchObject({
    exitCode: 74,
    stderr: expect.stringMatching(
      /home: cannot be listed: .*\n  Check that this user may read and enter the directory\.\n$/,
    ),
  });
});

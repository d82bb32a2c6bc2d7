import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa, execaSync } from 'execa';
import { describe, expect, test } from 'vitest';

import { bareEnvironment, commandPath, makeHome, root, type RunOptions, type TestHome, until } from '../harness.ts';

const fields = ['--team', 't', '--worker', 'w', '--task-id', 'job'];
const canMakeTerminal =
  execaSync('script', ['-qec', 'true', '/dev/null'], { reject: false, stdin: 'ignore' }).exitCode === 0;
if (!canMakeTerminal) console.warn('SKIPPED: what needs a terminal needs the script command of util-linux');
const fixture = (name: string) => join(root, 'test/fixtures/producer', name);

function run(home: TestHome, args: string[], options: RunOptions = {}) {
  return home.run('producer', ['run', ...fields, ...args], options);
}

interface Consumed {
  status: string;
  done: string;
  next: string;
  message: string;
  extra: Record<string, string>;
}

async function readOnly(home: TestHome): Promise<Consumed> {
  const { stdout } = await home.run('consumer', ['--all']);
  return JSON.parse(String(stdout)) as Consumed;
}

/** Starts `run` and leaves it to the test to wait for it. */
function start(home: TestHome, args: string[]) {
  return execa(commandPath('producer'), ['run', ...fields, ...args], {
    reject: false,
    extendEnv: false,
    stdin: 'ignore',
    // In a session of its own: without the terminal that the tests may run in.
    detached: true,
    env: { ...bareEnvironment(home.base), OWNER_REPORT_HOME: home.dir },
  });
}

describe('run', () => {
  test('reports a success as done, with exit code, duration and the last lines', async () => {
    const home = await makeHome();
    const result = await run(home, ['--next', 'rest', '--field', 'host=db1', '--', 'sh', '-c', 'echo one; echo two']);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\n' });
    const [name] = await home.names('pending');
    expect(result.stderr).toBe(`${home.path('pending', name ?? '')}\n`);
    const report = await readOnly(home);
    expect(report).toMatchObject({
      status: 'done',
      next: 'rest',
      extra: { host: 'db1', exit_code: '0', command: "sh -c 'echo one; echo two'" },
    });
    expect(report.done).toMatch(/^`sh -c 'echo one; echo two'` finished: exit 0 after \d+\.\d s$/);
    expect(report.extra['duration_seconds']).toMatch(/^\d+\.\d{3}$/);
    expect(report.message).toBe(
      `**[done] t / w · job**\n\nDone: ${report.done}\nNext: rest\n\nLast 2 lines:\n\`\`\`\none\ntwo\n\`\`\`\n`,
    );
  });

  test('reports a failure as alert and exits as the command did', async () => {
    const home = await makeHome();
    expect(await run(home, ['--', 'sh', '-c', 'echo oops >&2; exit 42'])).toMatchObject({
      exitCode: 42,
      stdout: '',
      stderr: expect.stringMatching(/^oops\n/),
    });
    const report = await readOnly(home);
    expect(report).toMatchObject({ status: 'alert', extra: { exit_code: '42' } });
    expect(report.done).toContain('failed: exit 42 after');
    expect(report.message).toContain('Last line:\n```\noops\n```\n');
  });

  test.each([
    ['KILL', 137],
    ['TERM', 143],
    ['SEGV', 139],
  ])('exits as a shell does when the command is ended by SIG%s', async (signal, exitCode) => {
    const home = await makeHome();
    expect(await run(home, ['--', 'sh', '-c', `kill -${signal} $$`])).toMatchObject({ exitCode });
    expect(await readOnly(home)).toMatchObject({
      status: 'alert',
      extra: { signal: `SIG${signal}`, exit_code: String(exitCode) },
    });
  });

  test.each([
    ['no-such-command-here', 127, 'not found'],
    ['/no/such/file', 127, 'not found'],
    ['/', 126, 'not executable'],
  ])('reports the command %s, which cannot be started, with exit %i', async (command, exitCode, reason) => {
    const home = await makeHome();
    expect(await run(home, ['--', command, 'x'])).toMatchObject({ exitCode });
    expect(await readOnly(home)).toMatchObject({
      status: 'alert',
      done: expect.stringContaining(`could not be started: ${reason}`),
    });
  });

  test('passes stdin, stdout and stderr through byte for byte', async () => {
    const home = await makeHome();
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 256));
    await writeFile(join(home.base, 'bytes'), bytes);
    const script =
      '"$0" run --team t --worker w --task-id j --quiet -- sh -c "tee copy >&2; cat copy" < bytes > out 2> err';
    const result = await execa('sh', ['-c', script, commandPath('producer')], {
      cwd: home.base,
      env: { OWNER_REPORT_HOME: home.dir },
      reject: false,
    });
    expect(result.exitCode).toBe(0);
    for (const name of ['out', 'err']) expect(bytes.equals(await readFile(join(home.base, name)))).toBe(true);
  });

  test('loses nothing when its reader is slow, and is not held up by gigabytes', async () => {
    const home = await makeHome();
    const script =
      'owner-report-producer run --team t --worker w --task-id j -- head -c 300000000 /dev/zero | dd bs=64k status=none | wc -c';
    const env = { OWNER_REPORT_HOME: home.dir, NODE_OPTIONS: '--max-old-space-size=64' };
    const { stdout } = await execa('sh', ['-c', script], { preferLocal: true, localDir: root, env });
    expect(stdout.trim()).toBe('300000000');
  });

  test('lets the command feel that its reader has gone', async () => {
    const home = await makeHome();
    const script =
      'owner-report-producer run --team t --worker w --task-id j -- yes | head -n 1; echo ${PIPESTATUS[0]}';
    const { stdout } = await execa('bash', ['-c', script], {
      preferLocal: true,
      localDir: root,
      env: { OWNER_REPORT_HOME: home.dir },
    });
    expect(stdout).toMatch(/^y\n(1|141)$/);
    expect(await readOnly(home)).toMatchObject({ status: 'alert' });
  });

  test('does not wait for a daemon that the command left behind', async () => {
    const home = await makeHome();
    const fifo = join(home.base, 'gate');
    await execa('mkfifo', [fifo]);
    // The daemon holds stdout until somebody opens the gate, which happens after run has ended.
    expect(await run(home, ['--', fixture('leave-daemon.sh'), fifo])).toMatchObject({
      exitCode: 0,
      stdout: 'before exit\n',
    });
    expect((await readOnly(home)).message).toContain('before exit');
    await writeFile(fifo, 'go\n');
  });

  test('says nothing of its own with --quiet', async () => {
    const home = await makeHome();
    expect(await run(home, ['--quiet', '--', 'echo', 'x'])).toMatchObject({ exitCode: 0, stdout: 'x\n', stderr: '' });
  });

  test('puts the JSON document on stderr, as its last line', async () => {
    const home = await makeHome();
    const result = await run(home, ['--json', '--', 'sh', '-c', 'echo x; echo y >&2; exit 3']);
    expect(result.stdout).toBe('x\n');
    const [first, last] = String(result.stderr).trimEnd().split('\n');
    expect(first).toBe('y');
    expect(JSON.parse(last ?? '')).toMatchObject({
      schemaVersion: 1,
      state: 'pending',
      outcome: 'enqueued',
      exit_code: 3,
    });
  });

  test('leaves options behind -- to the command', async () => {
    const home = await makeHome();
    const result = await run(home, ['--', 'echo', '--json', '--tail', '--status=x', '--', '"q"']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '--json --tail --status=x -- "q"\n' });
  });
});

describe('the tail', () => {
  test.each([
    [[], 20],
    [['--tail', '3'], 3],
    [['--tail=500'], 500],
  ])('holds with %j the last %i lines', async (args, count) => {
    const home = await makeHome();
    await run(home, [...args, '--', 'seq', '1000']);
    const lines = /Last (\d+) lines:\n```\n([^]*)\n```\n$/.exec((await readOnly(home)).message);
    expect(lines?.[1]).toBe(String(count));
    expect(lines?.[2]?.split('\n')).toEqual(Array.from({ length: count }, (_, index) => String(1001 - count + index)));
  });

  test('is left out with --tail 0, and may be set by the environment', async () => {
    const home = await makeHome();
    expect(await run(home, ['--', 'echo', 'x'], { env: { OWNER_REPORT_TAIL: '0' } })).toMatchObject({ stdout: 'x\n' });
    expect((await readOnly(home)).message).not.toContain('```');
  });

  test('has no colours, control characters, overwritten lines or secrets', async () => {
    const home = await makeHome();
    const env = { MY_TOKEN: 'hunter2hunter2' };
    await run(home, ['--', fixture('colourful.sh')], { env });
    expect((await readOnly(home)).message).toContain(
      '\n```\n100%\nred bell\nvalue [redacted]\npassword=[redacted]\n繁體中文 🛠️\n```\n',
    );
  });

  test('is fenced by more backticks than it holds', async () => {
    const home = await makeHome();
    await run(home, ['--', 'printf', '%s\\n', '```', '````x']);
    expect((await readOnly(home)).message).toContain('\n`````\n```\n````x\n`````\n');
  });

  test('of one endless line is cut to what a report can hold', async () => {
    const home = await makeHome();
    await run(home, ['--', 'sh', '-c', 'head -c 1000000 /dev/zero | tr "\\0" x']);
    const { message } = await readOnly(home);
    expect(message).toContain('Last line:\n```\n…xxx');
    expect(message.length).toBeLessThan(20_000);
  });

  test('keeps no part of a private key that is longer than the lines asked for', async () => {
    const home = await makeHome();
    await run(home, ['--tail', '3', '--', fixture('print-key.sh')]);
    const { message } = await readOnly(home);
    expect(message).toContain('after the key');
    expect(message).not.toContain('c2VjcmV0');
  });
});

describe('the command line that is shown', () => {
  test('is redacted, quoted and at most 200 characters long', async () => {
    const home = await makeHome();
    const secrets = [
      '--password=hunter2x',
      '--token',
      'abcdefgh',
      "it's",
      'https://me:pass1234@example.org/',
      'correct horse',
    ];
    await run(home, ['--', 'true', ...secrets, 'é'.repeat(300)], { env: { DB_PASSWORD: 'correct horse' } });
    const { extra, done } = await readOnly(home);
    expect(extra['command']).toMatch(
      /^true '?--password=\[redacted\]'? --token \[redacted\] 'it'\\''s' 'https:\/\/me:\[redacted\]@example.org\/' '\[redacted\]' 'é+…$/,
    );
    expect([...(extra['command'] ?? '')]).toHaveLength(200);
    expect(done).not.toMatch(/hunter2|abcdefgh|pass1234|correct horse/);
  });

  test('stays one line of inline code', async () => {
    const home = await makeHome();
    await run(home, ['--', 'true', 'a\nb\u001B[31m', '`tick`']);
    const { done, extra } = await readOnly(home);
    expect(extra['command']).toBe("true 'a\\nb\\x1b[31m' '`tick`'");
    expect(done).toMatch(/^``true .*'`tick`'`` finished/);
  });
});

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s goes to the command, whose end is reported',
    async (signal) => {
      const home = await makeHome();
      const ready = join(home.base, 'ready');
      const running = start(home, ['--', fixture('await-signal.sh'), ready]);
      await until('the command to be ready', () => stat(ready).catch(() => undefined));
      running.kill(signal);
      expect(await running).toMatchObject({ exitCode: 9, stdout: `got ${signal}` });
      expect(await readOnly(home)).toMatchObject({
        status: 'alert',
        extra: { exit_code: '9' },
        message: expect.stringContaining(`got ${signal}`),
      });
    },
  );

  test.skipIf(!canMakeTerminal)('of a terminal reaches the command once, also when stdin is no terminal', async () => {
    const home = await makeHome();
    const [interrupts, ready] = [join(home.base, 'interrupts'), join(home.base, 'ready')];
    const words = [commandPath('producer'), 'run', ...fields, '--', process.execPath];
    const line = [...words, fixture('count-interrupts.js'), interrupts, ready].map((word) => `'${word}'`).join(' ');
    const terminal = execa('script', ['-qec', `exec ${line} < /dev/null`, '/dev/null'], {
      reject: false,
      extendEnv: false,
      env: { ...bareEnvironment(home.base), OWNER_REPORT_HOME: home.dir },
    });
    const producer = Number(
      await until('the command to be ready', () => readFile(ready, 'utf8').catch(() => undefined)),
    );
    terminal.stdin.write('\u0003');
    await until('the interrupt', () => stat(interrupts).catch(() => undefined));
    // It comes after whatever the producer makes of the interrupt.
    process.kill(producer, 'SIGTERM');
    terminal.stdin.end();
    expect(await terminal).toMatchObject({ exitCode: 0 });
    expect(await readFile(interrupts, 'utf8')).toBe('INT\n');
    expect(await home.names('pending')).toHaveLength(1);
  });

  test('that ends the command is reported, and passed on as 128 plus its number', async () => {
    const home = await makeHome();
    const ready = join(home.base, 'ready');
    const running = start(home, ['--', 'sh', '-c', 'touch "$0"; exec tail -f /dev/null', ready]);
    await until('the command to be ready', () => stat(ready).catch(() => undefined));
    running.kill('SIGTERM');
    expect(await running).toMatchObject({ exitCode: 143 });
    expect(await readOnly(home)).toMatchObject({ extra: { signal: 'SIGTERM' } });
  });
});

describe('a report that cannot be enqueued', () => {
  test.each([
    [0, 74],
    [5, 5],
  ])('lets the command run; its exit %i becomes %i', async (code, exitCode) => {
    const home = await makeHome();
    await writeFile(home.dir, 'in the way');
    const result = await run(home, ['--', 'sh', '-c', `echo ran; exit ${code}`]);
    expect(result).toMatchObject({
      exitCode,
      stdout: 'ran\n',
      stderr: expect.stringContaining('could not be enqueued'),
    });
  });

  test('because another one has its id, is 74 after a success', async () => {
    const home = await makeHome();
    await run(home, ['--report-id', 'one', '--', 'true']);
    expect(await run(home, ['--report-id', 'one', '--json', '--', 'echo', 'again'])).toMatchObject({
      exitCode: 74,
      stdout: 'again\n',
    });
    expect(await run(home, ['--report-id', 'one', '--next', 'more', '--', 'true'])).toMatchObject({ exitCode: 74 });
  });

  test('is one report when the same command ends in the same way again, whatever it prints', async () => {
    const home = await makeHome();
    const count = ['--report-id', 'one', '--', 'sh', '-c', 'echo x >> "$0"; wc -l < "$0"; exit 3', `${home.base}/runs`];
    expect(await run(home, count)).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/^ *1\n$/) });
    expect(await run(home, count)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('already pending') });
    expect(await home.names('pending')).toEqual(['one.md']);
    expect(await readOnly(home)).toMatchObject({ message: expect.stringMatching(/Last line:\n```\n *1\n```/) });
  });
});

describe('before anything is started', () => {
  test.each([
    [['--status', 'done'], '--status'],
    [['--body', 'x'], '--body'],
    [['--body-file', 'x'], '--body-file'],
    [['--done', 'x'], '--done'],
    [['--dry-run'], 'dry-run'],
    [['--tail', 'x'], '--tail'],
    [['--tail=-1'], '--tail'],
    [['--field', 'exit_code=1'], 'exit_code'],
    [['foo'], 'foo'],
    [['--field', 'x'], '--field'],
    [['--report-id', '../x'], '--report-id'],
  ])('%j is refused with 64', async (args, message) => {
    const home = await makeHome();
    const ran = join(home.base, 'ran');
    const result = await run(home, [...args, '--', 'touch', ran]);
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(message) });
    await expect(stat(ran)).rejects.toThrow('ENOENT');
  });

  test('a missing field or command is refused with 64, and an oversized field with 65', async () => {
    const home = await makeHome();
    const ran = join(home.base, 'ran');
    expect(await home.run('producer', ['run', '--team', 't', '--', 'touch', ran])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('--worker, --task-id'),
    });
    for (const args of [[], ['--'], ['--', '']])
      expect(await run(home, args)).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('For example') });
    expect(await run(home, ['--next', 'x'.repeat(8000), '--', 'touch', ran])).toMatchObject({ exitCode: 65 });
    await expect(stat(ran)).rejects.toThrow('ENOENT');
    expect(await home.names('pending')).toEqual([]);
  });
});

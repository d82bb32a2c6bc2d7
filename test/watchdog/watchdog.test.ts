import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { countingSend, linesOf, makeGate, sendsOf, start } from '../fixtures/send/gate.ts';
import { makeHome, reportText, type TestHome, until } from '../harness.ts';

const stamp = (second: number) => `20261121T1011${String(second).padStart(2, '0')}000Z`;

/** Ids that went out, in order. */
async function sentIds(home: TestHome): Promise<string[]> {
  return (await sendsOf(home)).map((line) => line.split(' ', 1)[0] ?? '');
}

async function writeAll(home: TestHome, ids: string[]): Promise<void> {
  for (const id of ids) await home.write(id, reportText(id));
}

describe('a pass', () => {
  test('sends oldest first: by time stamp, a hand-written report by its mtime, ties by name', async () => {
    const home = await makeHome();
    const at = Date.parse('2026-11-21T10:11:02.500Z') / 1000;
    await writeAll(home, [
      `${stamp(3)}-a`,
      `${stamp(1)}-b`,
      `${stamp(1)}-a`,
      'by-hand',
      'a-by-hand',
      `${stamp(2)}-z`,
      '20261399T101100000Z-no-date',
    ]);
    await utimes(home.path('pending', 'by-hand.md'), at, at);
    await utimes(home.path('pending', 'a-by-hand.md'), at, at);
    await utimes(home.path('pending', '20261399T101100000Z-no-date.md'), 1, 1);
    const result = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await sentIds(home)).toEqual([
      '20261399T101100000Z-no-date',
      `${stamp(1)}-a`,
      `${stamp(1)}-b`,
      `${stamp(2)}-z`,
      'a-by-hand',
      'by-hand',
      `${stamp(3)}-a`,
    ]);
    expect(await home.names('pending')).toEqual([]);
  });

  test('sends one report by default, --max-count many, and all of them with --all', async () => {
    const home = await makeHome();
    const ids = [1, 2, 3, 4, 5, 6].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids.slice(0, 1));
    await home.run('watchdog', ['--max-count', '2', '--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids.slice(0, 3));
    await home.run('watchdog', ['--all', '--max-count', '1', '--send-cmd', countingSend(home)]);
    expect(await sentIds(home)).toEqual(ids);
  });

  test('sends with --all what was there at the start, not what arrives meanwhile', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`]);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--all', '--send-cmd', gate.command]);
    await gate.reached();
    await writeAll(home, [`${stamp(2)}-w`]);
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual([`${stamp(1)}-w`]);
    expect(await home.names('pending')).toEqual([`${stamp(2)}-w.md`]);
  });

  test('stops at the first failure and skips nothing', async () => {
    const home = await makeHome();
    const ids = [1, 2, 3].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    const command = `case "$OWNER_REPORT_ID" in *02000Z*) exit 7;; esac; ${countingSend(home)}`;
    const result = await home.run('watchdog', ['--all', '--send-cmd', command]);
    expect(result).toMatchObject({ exitCode: 75 });
    expect(result.stderr).toContain(`failed ${ids[1]}`);
    expect(await sentIds(home)).toEqual(ids.slice(0, 1));
    expect(await home.names('pending')).toEqual([`${ids[1]}.md`, `${ids[2]}.md`]);
  });

  test('over an empty queue is silent and 0, with and without a home and a send command', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await mkdir(home.path('pending'), { recursive: true });
    expect(await home.run('watchdog', ['--all', '--send-cmd', 'false'])).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('without a send command is 78', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 78, stdout: '' });
    expect(await home.names('pending')).toEqual(['r1.md']);
  });

  test('with --dry-run shows what would be sent and runs and changes nothing', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const before = await readdir(home.dir, { recursive: true });
    const result = await home.run('watchdog', ['--all', '--dry-run', '--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(
      new RegExp(`next 1 of 2[\\s\\S]*${stamp(1)}-w[\\s\\S]*next 2 of 2[\\s\\S]*${stamp(2)}-w`),
    );
    expect(await sendsOf(home)).toEqual([]);
    expect(await readdir(home.dir, { recursive: true })).toEqual(before);
  });

  test('tells each delivery and its end as NDJSON with --json', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const { stdout } = await home.run('watchdog', ['--json', '--send-cmd', 'true']);
    expect(
      String(stdout)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      { schemaVersion: 1, event: 'delivery', report_id: 'r1', outcome: 'sent', duration_ms: expect.any(Number) },
      { schemaVersion: 1, event: 'pass', sent: 1, left: 0, exit_code: 0 },
    ]);
  });

  test('names in its JSON what the log names, by the same names', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const { stdout } = await home.run('watchdog', ['--json', '--timeout', '10ms', '--send-cmd', 'sleep 60']);
    const delivery = JSON.parse(String(stdout).split('\n', 1)[0] ?? '') as Record<string, unknown>;
    const [line] = await home.deliveries();
    expect(delivery).toMatchObject({ report_id: 'r1', outcome: 'unknown', retry_at: line?.['retry_at'] });
    expect(Object.keys(delivery)).not.toContain('id');
  });

  test('with --quiet says nothing of what was sent, and a warning all the same', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const quiet = ['--quiet', '--send-cmd'];
    expect(await home.run('watchdog', [...quiet, 'true'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    await writeAll(home, ['r2']);
    const failed = await home.run('watchdog', [...quiet, 'false']);
    expect(failed).toMatchObject({ exitCode: 75, stdout: '' });
    expect(failed.stderr).toContain('failed r2');
    expect((await home.run('watchdog', ['--help'])).stdout).toContain('Do not tell what was sent');
  });

  test('over a queue of nothing but foreign names says so, a name a line', async () => {
    const home = await makeHome();
    await mkdir(home.path('pending', 'one.md'), { recursive: true });
    await mkdir(home.path('pending', 'forged\nsent r1.md'));
    const result = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(String(result.stderr).split('\n').filter(Boolean)).toHaveLength(2);
    expect(result.stderr).toContain(`${home.path('pending', 'one.md')}: not a report`);
  });

  test('that cannot look for open attempts is 74, also when nothing is pending', async () => {
    const home = await makeHome();
    await mkdir(home.dir);
    await writeFile(home.path('attempts'), '');
    const result = await home.run('watchdog', ['--send-cmd', 'true']);
    expect(result).toMatchObject({ exitCode: 74 });
    expect(result.stderr).toContain(`${home.path('attempts')}: cannot be listed`);
  });

  test('holds a head after --hold-after attempts and goes on', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const command = `case "$OWNER_REPORT_ID" in *01000Z*) exit 7;; esac; ${countingSend(home)}`;
    const run = () => home.run('watchdog', ['--all', '--send-cmd', command], { env: { OWNER_REPORT_HOLD_AFTER: '2' } });
    expect(await run()).toMatchObject({ exitCode: 75 });
    expect(await run()).toMatchObject({ exitCode: 75 });
    expect([await home.names('pending'), await home.names('held'), await home.names('sent')]).toEqual([
      [],
      [`${stamp(1)}-w.md`],
      [`${stamp(2)}-w.md`],
    ]);
    expect((await home.deliveries()).map((line) => line['event'])).toEqual(['failed', 'failed', 'held', 'sent']);
  });
});

describe('a report that can never be sent', () => {
  const invalid: [string, string | Uint8Array][] = [
    ['without front matter', 'hello\n'],
    ['with a NUL in its body', reportText('bad', {}, 'a\0b\n')],
    ['with a NUL in a field', reportText('bad', { done: '"a\\0b"' })],
    ['in JavaScript', `---js\n{ report_id: "bad", x: require("node:fs").writeFileSync("pwned", "") }\n---\nhello\n`],
    ['that is not UTF-8', Buffer.concat([Buffer.from(reportText('bad')), Buffer.from([0xff, 0xfe])])],
    ['too large', reportText('bad', {}, 'x'.repeat(256 * 1024))],
    ['with too much front matter', reportText('bad', { done: 'x'.repeat(8 * 1024) })],
    ['of another name', reportText('other')],
    ['with no body and nothing done', reportText('bad', {}, '')],
    ['of nothing but blank lines', '\n'.repeat(200_000)],
    ['of blank lines without a closing fence', `---\n${'\n'.repeat(200_000)}`],
    ['of no bytes', ''],
    ['with broken YAML', '---\nreport_id: bad\nteam: [\n---\nhello\n'],
    [
      'with an alias bomb',
      `---\nreport_id: bad\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n---\nhello\n`,
    ],
  ];

  test.each(invalid)('(%s) stops the pass with 65 and names the way to hold it', async (_what, content) => {
    const home = await makeHome();
    const path = await home.write('bad', content);
    await utimes(path, 1, 1);
    await writeAll(home, [`${stamp(1)}-w`]);
    const stopped = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
    expect(stopped).toMatchObject({ exitCode: 65, stdout: '' });
    expect(stopped.stderr).toContain(path);
    expect(stopped.stderr).toContain('owner-report-watchdog hold bad --reason');
    expect(stopped.stderr).not.toContain('    at ');
    expect(await sendsOf(home)).toEqual([]);
    // The command it names works, and the queue goes on.
    expect(await home.run('watchdog', ['hold', 'bad', '--reason', 'invalid'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual([`${stamp(1)}-w`]);
    expect(await readFile(home.path('held', 'bad.md'))).toEqual(Buffer.from(content));
    expect((await readdir(home.base, { recursive: true })).filter((name) => name.includes('pwned'))).toEqual([]);
  });

  test('is held by OWNER_REPORT_ON_INVALID=hold, and the pass goes on', async () => {
    const home = await makeHome();
    for (const name of ['bad1', 'bad 2', "it's"]) await utimes(await home.write(name, 'no front matter'), 1, 1);
    await writeAll(home, [`${stamp(1)}-w`]);
    const result = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)], {
      env: { OWNER_REPORT_ON_INVALID: 'hold' },
    });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual([`${stamp(1)}-w`]);
    expect(await home.names('held')).toEqual(['bad 2.md', 'bad1.md', "it's.md"]);
    expect((await home.deliveries()).filter((line) => line['event'] === 'held')).toHaveLength(3);
  });

  test.each([
    ['--on-invalid', 'hold', 0],
    ['--hold-after', '1', 75],
  ])('and is held by %s %s makes way for as many sends as were asked for', async (flag, value, exitCode) => {
    const home = await makeHome();
    const ids = [1, 2, 3, 4, 5].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    const command = `case "$OWNER_REPORT_ID" in *0[13]000Z*) exit 7;; esac; ${countingSend(home)}`;
    if (flag === '--on-invalid') for (const id of [ids[0], ids[2]]) await home.write(String(id), 'no front matter');
    const one = await home.run('watchdog', ['--send-cmd', command, flag, value]);
    expect(one).toMatchObject({ exitCode });
    expect(await sentIds(home)).toEqual([ids[1]]);
    expect(await home.run('watchdog', ['--max-count', '2', '--send-cmd', command, flag, value])).toMatchObject({
      exitCode,
    });
    expect(await sentIds(home)).toEqual([ids[1], ids[3], ids[4]]);
    expect(await home.names('held')).toEqual([`${ids[0]}.md`, `${ids[2]}.md`]);
  });

  test.each(['bad', 'x'.repeat(252)])('is held under another name when its own is taken: %s', async (name) => {
    const home = await makeHome();
    await home.write(name, 'first', 'held');
    await home.write(name, 'second');
    await writeAll(home, ['r1']);
    const args = ['--all', '--on-invalid', 'hold', '--send-cmd', countingSend(home)];
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 0 });
    expect(await sentIds(home)).toEqual(['r1']);
    const [, second] = await home.names('held');
    const [first, other] = [`${name}.md`, name === 'bad' ? 'bad.2.md' : String(second)];
    expect(await readFile(home.path('held', first), 'utf8')).toBe('first');
    expect(await home.names('held')).toHaveLength(2);
    expect(await home.names('held')).toContain(other);
  });

  test('of a name that is no id is named so that the command can be typed', async () => {
    const home = await makeHome();
    await home.write("it's; touch pwned", 'no front matter');
    const { stderr } = await home.run('watchdog', ['--send-cmd', 'true']);
    const command = /owner-report-watchdog (hold .*)$/m.exec(String(stderr))?.[1];
    const typed = await execa('/bin/sh', ['-c', `printf '%s\\n' ${command}`], { cwd: home.base });
    expect(typed.stdout.split('\n')).toEqual([
      'hold',
      home.path('pending', "it's; touch pwned.md"),
      '--reason',
      'invalid',
    ]);
  });

  test('is not one with 200,000 newlines in its body', async () => {
    const home = await makeHome();
    await home.write('r1', reportText('r1', {}, `a${'\n'.repeat(200_000)}b\n`));
    expect(await home.run('watchdog', ['--send-cmd', 'cat > /dev/null'])).toMatchObject({ exitCode: 0 });
  });
});

test('links, FIFOs, directories, dotfiles and other names in pending never block and are never sent', async () => {
  const home = await makeHome();
  await writeAll(home, ['r1']);
  await writeFile(join(home.base, 'secret.md'), reportText('link'));
  await symlink(join(home.base, 'secret.md'), home.path('pending', 'link.md'));
  await symlink('/nowhere', home.path('pending', 'dangling.md'));
  await execa('mkfifo', [home.path('pending', 'fifo.md')]);
  await mkdir(home.path('pending', 'dir.md'));
  await writeFile(home.path('pending', '.hidden.md'), reportText('.hidden'));
  await writeFile(home.path('pending', 'notes.txt'), 'x');
  await writeFile(home.path('pending', 'r1.md~'), 'x');
  const result = await home.run('watchdog', ['--all', '--send-cmd', countingSend(home)]);
  expect(result).toMatchObject({ exitCode: 0 });
  for (const name of ['link.md', 'dangling.md', 'fifo.md', 'dir.md'])
    expect(result.stderr).toContain(`${home.path('pending', name)}: not a report`);
  expect(await sentIds(home)).toEqual(['r1']);
  for (const id of ['link', 'fifo', 'dir'])
    expect(await home.run('driver', [id, '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 65 });
  expect(await sentIds(home)).toEqual(['r1']);
});

describe('settings', () => {
  test('are taken from the flag, then the environment, then config.json', async () => {
    const home = await makeHome();
    const note = (word: string) => `echo ${word} >> '${home.base}/words'`;
    await writeAll(
      home,
      [1, 2, 3, 4, 5, 6].map((second) => `${stamp(second)}-w`),
    );
    await writeFile(home.path('config.json'), JSON.stringify({ sendCommand: note('config'), maxCount: 2 }), {
      mode: 0o600,
    });
    await home.run('watchdog', []);
    expect(await linesOf(join(home.base, 'words'))).toEqual(['config', 'config']);
    const env = { OWNER_REPORT_SEND_CMD: note('environment'), OWNER_REPORT_MAX_COUNT: '1' };
    await home.run('watchdog', [], { env });
    await home.run('watchdog', ['--send-cmd', note('flag'), '--max-count', '3'], { env });
    expect(await linesOf(join(home.base, 'words'))).toEqual([
      'config',
      'config',
      'environment',
      'flag',
      'flag',
      'flag',
    ]);
  });

  test('of config.json all have an effect', async () => {
    const home = await makeHome();
    const config = {
      channel: 'discord',
      target: 'room 5',
      maxChars: 60,
      holdAfter: 1,
      onInvalid: 'hold',
      timeoutSeconds: 1,
      maxCount: 5,
      sendCommand: `echo "$OWNER_REPORT_CHANNEL $OWNER_REPORT_TARGET" >> '${home.base}/words'; exec sleep 60`,
    };
    await utimes(await home.write('bad', 'no front matter'), 1, 1);
    await home.write('r1', reportText('r1', {}, 'line\n'.repeat(100)));
    await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
    const shown = JSON.parse(String((await home.run('driver', ['r1', '--dry-run', '--json'])).stdout)) as {
      message: string;
    };
    expect(shown.message.length).toBeLessThanOrEqual(60);
    expect(shown.message).toContain('more characters');
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 75 });
    expect(await linesOf(join(home.base, 'words'))).toEqual(['discord room 5']);
    expect(await home.names('held')).toEqual(['bad.md', 'r1.md']);
    expect((await home.deliveries()).map((line) => line['event'])).toEqual(['held', 'unknown', 'held']);
  });

  test('that are wrong in config.json are 78 and all named', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(
      home.path('config.json'),
      JSON.stringify({ maxCount: 0, onInvalid: 'skip', timeoutSeconds: -1, sendCmd: 'true', holdAfter: 1.5 }),
      { mode: 0o600 },
    );
    const result = await home.run('watchdog', ['--send-cmd', countingSend(home)]);
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    for (const key of ['maxCount', 'onInvalid', 'timeoutSeconds', 'sendCmd', 'holdAfter'])
      expect(result.stderr).toContain(key);
    await writeFile(home.path('config.json'), '{ not json');
    expect(await home.run('driver', ['r1', '--send-cmd', countingSend(home)])).toMatchObject({ exitCode: 78 });
    expect(await sendsOf(home)).toEqual([]);
  });

  test.each([
    ['sendCommand', 5, 'sendCommand: expected text, got 5'],
    ['sendCommand', 'true\0', 'sendCommand: expected text without NUL, got "true\\u0000"'],
    ['channel', 'a\0b', 'channel: expected text without NUL'],
    ['target', '\0', 'target: expected text without NUL'],
    ['timeoutSeconds', '60', 'timeoutSeconds: expected a number of seconds, got "60"'],
    ['maxCount', null, 'maxCount: expected a whole number, got null'],
    ['onInvalid', 'go', 'onInvalid: expected "stop" or "hold", got "go"'],
    ['colour', 'red', 'expected known keys only, got "colour"'],
  ])('that cannot be used are 78 and say what was expected and found: %s %j', async (key, value, message) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const config = { sendCommand: 'true', [key]: value };
    await writeFile(home.path('config.json'), JSON.stringify(config), { mode: 0o600 });
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({ exitCode: 78, stdout: '', stderr: expect.stringContaining(message) });
  });

  test.each([['null'], ['[]'], ['"text"']])('of a config.json that holds %s are 78', async (content) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(home.path('config.json'), content, { mode: 0o600 });
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(`expected an object, got ${content}`),
    });
  });

  test('in a config.json that everybody can write are refused with 78', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    await writeFile(home.path('config.json'), JSON.stringify({ sendCommand: countingSend(home) }));
    await chmod(home.path('config.json'), 0o666);
    const result = await home.run('watchdog', []);
    expect(result).toMatchObject({ exitCode: 78 });
    expect(result.stderr).toContain('chmod 600');
    expect(await sendsOf(home)).toEqual([]);
    await chmod(home.path('config.json'), 0o600);
    expect(await home.run('watchdog', [])).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [['--max-count', '0']],
    [['--max-count', 'x']],
    [['--timeout', '0']],
    [['--timeout', 'soon']],
    [['--on-invalid', 'skip']],
    [['--max-chars', '-1']],
    [['--no-such-option']],
    [['no-such-command']],
    [['--follow', '--dry-run']],
  ])('that make no sense on the command line are 64: %j', async (args) => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    expect(await home.run('watchdog', [...args, '--send-cmd', countingSend(home)])).toMatchObject({
      exitCode: 64,
      stdout: '',
    });
    expect(await sendsOf(home)).toEqual([]);
  });
});

describe('--follow', () => {
  test('sends what is there and what arrives, and ends with 0 on TERM', async () => {
    const home = await makeHome();
    await home.produce(['--report-id', 'first']);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    await until('the first report', async () => (await home.names('sent')).includes('first.md'));
    await home.produce(['--report-id', 'second']);
    await until('the second report', async () => (await home.names('sent')).includes('second.md'));
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await sendsOf(home)).toEqual(['first 1 0', 'second 1 0']);
  });

  test('finishes the send under way before it ends', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', gate.command]);
    await gate.reached();
    child.kill('SIGTERM');
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(await home.names('sent')).toEqual(['r1.md']);
    expect(await gate.sends()).toEqual(['r1 1 0']);
  });

  test('begins no other send once it was told to end', async () => {
    const home = await makeHome();
    await writeAll(home, [`${stamp(1)}-w`, `${stamp(2)}-w`]);
    const gate = await makeGate(home);
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', gate.command]);
    await gate.reached();
    child.kill('SIGTERM');
    await gate.open();
    expect(await child).toMatchObject({ exitCode: 0 });
    expect([await home.names('sent'), await home.names('pending')]).toEqual([
      [`${stamp(1)}-w.md`],
      [`${stamp(2)}-w.md`],
    ]);
  });

  test('outlives an error of the system, and ends on TERM while it waits', async () => {
    const home = await makeHome();
    await writeAll(home, ['r1']);
    const record = { version: 1, report_id: 'r1', attempts: 1, failures: 0, unknowns: 0, maybeDuplicate: false };
    const current = { attempt: 1, token: 't', digest: 'd', startedAt: '', deadline: '', bootId: '' };
    await mkdir(home.path('attempts', 'r1.1.run'), { recursive: true });
    await writeFile(home.path('attempts', 'r1.json'), JSON.stringify({ ...record, current }));
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    await until('the wait after the error', () => said.includes('next pass in'));
    child.kill('SIGTERM');
    expect(await child).toMatchObject({ exitCode: 0 });
    expect(said).toContain('EISDIR');
  });

  test('names what it passes over once, not in every pass', async () => {
    const home = await makeHome();
    await mkdir(home.path('pending', 'directory.md'), { recursive: true });
    const child = start(home, 'watchdog', ['--follow', '--send-cmd', countingSend(home)]);
    for (const id of ['first', 'second', 'third']) {
      await home.produce(['--report-id', id]);
      await until(id, async () => (await home.names('sent')).includes(`${id}.md`));
    }
    child.kill('SIGTERM');
    expect(String((await child).stderr).match(/directory\.md/g)).toHaveLength(1);
  });

  test('without a send command is 78', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['--follow'])).toMatchObject({ exitCode: 78 });
  });
});

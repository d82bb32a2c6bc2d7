import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { countingSend, sendsOf } from '../fixtures/send/gate.ts';
import { makeHome, reportText } from '../harness.ts';
import { stamp, sentIds, writeAll } from './queue.ts';

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

  test('is passed over by a dry run of a pass that would hold it', async () => {
    const home = await makeHome();
    await utimes(await home.write('bad', 'no front matter'), 1, 1);
    const ids = [1, 2].map((second) => `${stamp(second)}-w`);
    await writeAll(home, ids);
    for (const [args, shown] of [
      [[], ids.slice(0, 1)],
      [['--all'], ids],
    ] as const) {
      const dry = await home.run('watchdog', [...args, '--dry-run', '--on-invalid', 'hold']);
      expect(dry).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^would be held: .*bad\.md: expected/) });
      expect(String(dry.stdout).match(/^report .*$/gm)).toEqual(
        shown.map((id) => `report   ${home.path('pending', `${id}.md`)}`),
      );
    }
    expect(await home.names('held')).toEqual([]);
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
      '--home',
      home.dir,
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

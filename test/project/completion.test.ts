import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, test } from 'vitest';

import { type Command, commandPath, makeHome, root, type TestHome } from '../harness.ts';
import { testWith } from '../testIf.ts';

const commands: Command[] = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];
const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const inBash = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _owner_report "$1"
[ "\${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;

/** The script that users get, as a file. */
async function scriptOf(home: TestHome, shell: Shell): Promise<string> {
  const path = join(home.base, `owner report.${shell}`);
  const { stdout, exitCode } = await home.run('watchdog', ['completion', shell]);
  expect(exitCode).toBe(0);
  await writeFile(path, String(stdout));
  return path;
}

/** What a shell offers for the last one of some words. */
async function complete(home: TestHome, shell: Shell, words: string[]): Promise<string[]> {
  const script = await scriptOf(home, shell);
  const line = words.join(' ');
  const calls: Record<Shell, string[]> = {
    bash: ['--norc', '--noprofile', '-c', inBash, 'bash', script, ...words],
    zsh: ['-f', join(root, 'test/fixtures/shell/complete.zsh'), script, 'eval', line],
    fish: ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line],
  };
  const env = { ...home.environment(), XDG_CONFIG_HOME: home.base, XDG_DATA_HOME: home.base };
  const { stdout } = await execa(shell, calls[shell], { env, extendEnv: false, cwd: home.base });
  const offered = stdout.replace(/=>.*$/s, '').split('\n');
  // fish describes a word behind a tab.
  return offered.map((one) => one.replace(/\t.*/, '')).filter((one) => one !== '');
}

const ask = (words: string) => words.split(' ').map((word, index) => (index === 0 ? `owner-report-${word}` : word));

describe.each(shells)('in %s', (shell) => {
  const testHere = testWith(shell);

  testHere('the script has no error', async () => {
    const home = await makeHome();
    const result = await execa(shell, ['-n', await scriptOf(home, shell)]);
    expect(result).toMatchObject({ stdout: '', stderr: '' });
  });

  for (const [words, expected] of [
    ['watchdog sta', ['status']],
    ['watchdog --via dis', ['discord']],
    ['watchdog --target status --on-invalid ', ['hold', 'stop']],
    ['watchdog status --max-a', ['--max-age']],
    ['watchdog completion ', ['bash', 'fish', 'zsh']],
    ['monitor --config-file tick sel', ['selftest']],
    ['producer --status ', ['action_required', 'alert', 'blocked', 'done', 'normal', 'warn']],
    ['producer hook ', ['claude', 'codex', 'gemini']],
    ['producer run --task-id ', []],
    ['producer --body-file not', ['notes.txt']],
    ['producer run -- mkfif', ['mkfifo']],
    ['send openclaw-', ['openclaw-or-telegram']],
    ['consumer --state h', ['held']],
    ['relay pull --key-file not', ['notes.txt']],
  ] as [string, string[]][])
    testHere(`owner-report-${words}TAB offers ${expected.join(' ') || 'nothing'}`, async () => {
      const home = await makeHome();
      await writeFile(join(home.base, 'notes.txt'), '');
      expect([...new Set(await complete(home, shell, ask(words)))].sort()).toEqual(expected);
    });

  testHere('offers ids of the reports that a command is for, of the home that counts, and no odd names', async () => {
    const home = await makeHome();
    const other = await makeHome();
    for (const [place, id] of [
      ['pending', 'r1'],
      ['pending', '$(touch x)'],
      ['pending', '-r2'],
      ['held', 'r3'],
      ['sent', 'r4'],
    ] as const)
      await home.write(id, '', place);
    await other.write('elsewhere', '', 'held');
    await mkdir(home.path('tmp'));
    expect(await complete(home, shell, ask('watchdog hold '))).toEqual(['r1']);
    expect(await complete(home, shell, ask('driver r'))).toEqual(['r1']);
    expect((await complete(home, shell, ask('consumer '))).sort()).toEqual(['r1', 'r3', 'r4']);
    expect(await complete(home, shell, ask('watchdog release --reason x '))).toEqual(['r3']);
    expect(await complete(home, shell, ask(`watchdog release --home ${other.dir} `))).toEqual(['elsewhere']);
  });

  testHere('offers every option that the help has', async () => {
    const home = await makeHome();
    const calls = [
      ...commands.map((command) => [command, '']),
      ['watchdog', 'hold'],
      ['producer', 'run'],
      ['monitor', 'approve'],
      ['send', 'mail'],
    ] as [Command, string][];
    for (const [command, subcommand] of calls) {
      const args = subcommand === '' ? [] : [subcommand];
      const help = String((await home.run(command, [...args, '--help'])).stdout);
      const options = [...help.matchAll(/^ +(?:-\w, )?(--[\w-]+) {2}/gm)].map(([, name]) => name).sort();
      const offered = await complete(home, shell, [`owner-report-${command}`, ...args, '--']);
      expect(offered.sort(), `${command} ${subcommand}`).toEqual(options);
      expect(options).toContain('--help');
    }
  });
});

testWith('zsh')('zsh finds the script in a directory of fpath, too', async () => {
  const home = await makeHome();
  const fixture = join(root, 'test/fixtures/shell/complete.zsh');
  const script = await scriptOf(home, 'zsh');
  const env = home.environment();
  const args = ['-f', fixture, script, 'fpath', 'owner-report-watchdog sta'];
  const { stdout } = await execa('zsh', args, { env, extendEnv: false, cwd: home.base });
  expect(stdout).toBe('status=>owner-report-watchdog status ');
});

test('bash completes behind "=", as it takes such words apart', async () => {
  const home = await makeHome();
  const words = (text: string) => complete(home, 'bash', text.split('|'));
  expect(await words('owner-report-watchdog|--via|=|dis')).toEqual(['discord']);
  expect(await words('owner-report-watchdog|--via|=')).toContain('discord');
  expect(await words('owner-report-watchdog|--target|a|:|b|sta')).toEqual(['status']);
});

test('bash completes the commands by the function, also where they are called by a path', async () => {
  const home = await makeHome();
  const script = await scriptOf(home, 'bash');
  const { stdout } = await execa('bash', ['--norc', '-c', 'source "$1"; complete -p', 'bash', script]);
  for (const command of commands) expect(stdout).toContain(`complete -F _owner_report owner-report-${command}`);
  expect(await complete(home, 'bash', [commandPath('watchdog'), 'sta'])).toEqual(['status']);
});

test('another shell is refused with those that there are', async () => {
  const home = await makeHome();
  const result = await home.run('watchdog', ['completion', 'fihs']);
  expect(result).toMatchObject({ exitCode: 64, stdout: '' });
  expect(result.stderr).toContain('expected one of bash, zsh, fish, got "fihs"');
});

test('the help as JSON names options, commands and exit codes, whatever else is in the line', async () => {
  const home = await makeHome();
  const { stdout, exitCode } = await home.run('watchdog', ['status', '--no-such', '--help', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(String(stdout))).toMatchObject({
    schemaVersion: 1,
    name: 'owner-report-watchdog',
    commands: expect.arrayContaining([
      expect.objectContaining({
        name: 'hold',
        positionals: [expect.objectContaining({ name: 'report', required: true })],
      }),
    ]),
    exits: expect.arrayContaining([expect.objectContaining({ code: 64 })]),
  });
  const version = await home.run('watchdog', ['--version', '--json']);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const plain = await home.run('watchdog', ['--help'], { env: { OWNER_REPORT_JSON: '1' } });
  expect(plain.stdout).toContain('Exit codes:');
});

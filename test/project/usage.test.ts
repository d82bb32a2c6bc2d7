import { describe, expect, test } from 'vitest';

import { type Command, makeHome, reportText } from '../harness.ts';

const commands: Command[] = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];

describe.each(commands)('%s', (command) => {
  test('has help and version by one letter, too, and whatever else is wrong', async () => {
    const home = await makeHome();
    const help = await home.run(command, ['--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('Exit codes:') });
    expect(await home.run(command, ['-h'])).toMatchObject({ exitCode: 0, stdout: help.stdout });
    expect(await home.run(command, ['--no-such-option', '-h'])).toMatchObject({ exitCode: 0, stdout: help.stdout });
    const version = await home.run(command, ['--version']);
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await home.run(command, ['-V'])).toMatchObject({ exitCode: 0, stdout: version.stdout });
  });

  test.each(['-dash', '-x', '--taks-id=5', '--hmoe'])('names the wrong option %s as it was typed', async (typed) => {
    const home = await makeHome();
    const result = await home.run(command, [typed, 'value']);
    const [name = ''] = typed.split('=');
    expect(result).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining(`got ${name}\n`) });
  });
});

describe('what was probably meant is said', () => {
  test.each([
    ['producer', ['--taks-id', 'x'], 'Did you mean --task-id?'],
    ['producer', ['--job=x'], 'See "owner-report-producer --help"'],
    ['producer', ['rnu', '--', 'true'], 'Did you mean "run"?'],
    ['watchdog', ['stauts'], 'Did you mean "status"?'],
    ['watchdog', ['-max-count', '5'], 'Did you mean --max-count?'],
    ['watchdog', ['status', '--maxage', '5m'], 'Did you mean --max-age?'],
    ['watchdog', ['status', '--older-than', '5d'], 'It is an option of "prune".'],
    ['watchdog', ['prune', '--all'], 'It is an option of the command without a subcommand.'],
    ['watchdog', ['hold', '-dash'], 'A name that begins with a dash stands behind "--".'],
    ['watchdog', ['--on-invalid', 'hodl', '--send-cmd', 'true'], 'Did you mean "hold"?'],
    ['monitor', ['tcik'], 'Did you mean "tick"?'],
    ['consumer', ['--all', '--state', 'pendng'], 'Did you mean "pending"?'],
    ['driver', ['a', 'b'], 'expected one report, got "b" too'],
    ['watchdog', ['--help=false'], 'expected --help without a value, got --help=false'],
    ['watchdog', ['status', '--version=1'], 'status: expected --version without a value, got --version=1'],
    ['watchdog', ['hold', '--reason', 'x'], 'hold: expected a report, got nothing'],
  ] as [Command, string[], string][])('by %s %j: %s', async (command, args, meant) => {
    const home = await makeHome();
    expect(await home.run(command, args)).toMatchObject({
      exitCode: 64,
      stdout: '',
      stderr: expect.stringContaining(meant),
    });
  });
});

test.each([
  ['watchdog', [], { OWNER_REPORT_MAX_COUNT: '0' }, 'watchdog: OWNER_REPORT_MAX_COUNT: expected a whole number'],
  ['watchdog', ['--max-count=none'], { OWNER_REPORT_MAX_COUNT: '0' }, 'watchdog: --max-count: expected a whole number'],
  ['watchdog', ['status'], { OWNER_REPORT_MAX_AGE: '30' }, 'watchdog: OWNER_REPORT_MAX_AGE: expected a unit'],
  ['driver', ['x'], { OWNER_REPORT_VIA: 'pigeon' }, 'driver: OWNER_REPORT_VIA: expected one of discord'],
  [
    'watchdog',
    ['--max-count'],
    { OWNER_REPORT_MAX_COUNT: '2' },
    'watchdog: --max-count: expected a value, got nothing',
  ],
  ['send', ['ntfy', '--to=x', '--timeout=0'], { OWNER_REPORT_TIMEOUT: '9' }, 'send: --timeout: expected more than 0'],
] as [Command, string[], Record<string, string>, string][])(
  'a wrong value is told by the name that was typed: %s %j with %j',
  async (command, args, env, words) => {
    const home = await makeHome();
    const result = await home.run(command, args, { env, input: 'x' });
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(words) });
  },
);

describe('a monitor without a command', () => {
  test.each([[[]], [['--config-file', '/x']], [['--quiet']]])(
    'says so and prints its help to stderr: %j',
    async (args) => {
      const home = await makeHome();
      const result = await home.run('monitor', args);
      expect(result).toMatchObject({ exitCode: 64, stdout: '' });
      expect(result.stderr).toContain('owner-report-monitor tick');
      expect(result.stderr).toMatch(/expected a command, got none\n {2}For example: owner-report-monitor tick\n$/);
    },
  );
});

describe('a command that is run without "--"', () => {
  test('is answered with the line to type', async () => {
    const home = await makeHome();
    const args = ['run', '--task-id', 'two words', 'sh', '-c', 'exit 3'];
    const { exitCode, stderr } = await home.run('producer', args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('expected "--" before the command, got sh without it');
    expect(stderr).toContain("Put it there: owner-report-producer run --task-id 'two words' -- sh -c 'exit 3'\n");
    expect(await home.names('pending')).toEqual([]);
  });

  test('is answered so, too, where a variable is set for it', async () => {
    const home = await makeHome();
    const { exitCode, stderr } = await home.run('producer', ['run', 'LEVEL=9', 'make', 'all']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Put it there: owner-report-producer run -- env LEVEL=9 make all\n');
  });
});

describe('the help of a subcommand', () => {
  test('lists its own exit codes only', async () => {
    const home = await makeHome();
    const codesOf = async (command: Command, ...args: string[]) => {
      const { stdout } = await home.run(command, [...args, '--help']);
      const [, list = ''] = String(stdout).split('Exit codes:\n');
      return [...list.matchAll(/^ {2}(\w+) /gm)].map(([, code]) => code);
    };
    expect(await codesOf('watchdog', 'status')).toEqual(['0', '64', '74', '75', '78']);
    expect(await codesOf('monitor', 'schema')).toEqual(['0', '64']);
    expect(await codesOf('producer', 'run')).toEqual(['0', '64', '65', '74', '124', '126', '127', 'N']);
  });

  test('marks what is required', async () => {
    const home = await makeHome();
    const required = async (command: Command, ...args: string[]) => {
      const { stdout } = await home.run(command, [...args, '--help']);
      return [...String(stdout).matchAll(/--([a-z-]+) .*\[required\]/g)].map(([, name]) => name);
    };
    expect(await required('producer')).toEqual(['task-id']);
    expect(await required('producer', 'run')).toEqual([]);
    expect(await required('watchdog', 'hold')).toEqual(['reason']);
    expect(await required('watchdog', 'prune')).toEqual(['older-than']);
    expect(await required('monitor', 'approve')).toEqual(['by', 'reason']);
  });
});

test('the help of a program names the subcommands of a code, unless the command without one ends so, too', async () => {
  const home = await makeHome();
  const { stdout } = await home.run('producer', ['--help']);
  expect(stdout).toContain('\n  64  usage; ');
  expect(stdout).toContain('\n  124 run: the command took longer');
});

test('an option that looks like help is a value where a value is meant', async () => {
  const home = await makeHome();
  await home.write('r1', reportText('r1'));
  expect(await home.run('watchdog', ['hold', 'r1', '--reason', '-h'])).toMatchObject({ exitCode: 0 });
  expect(await home.run('producer', ['run', '--', 'echo', '-h'])).toMatchObject({ exitCode: 0, stdout: '-h\n' });
});

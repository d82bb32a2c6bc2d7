import { userInfo } from 'node:os';

import { describe, expect, test } from 'vitest';

import { type Command, makeHome, reportText } from '../harness.ts';

const on: [string, string[], NodeJS.ProcessEnv][] = [
  ['--json', ['--json'], {}],
  ['--json=1', ['--json=1'], {}],
  ['--json=true', ['--json=true'], {}],
  ['--json=yes', ['--json=yes'], { OWNER_REPORT_JSON: '0' }],
  ['--json=0 --json', ['--json=0', '--json'], {}],
  ['OWNER_REPORT_JSON=1', [], { OWNER_REPORT_JSON: '1' }],
];
const off: [string, string[], NodeJS.ProcessEnv][] = [
  ['nothing', [], {}],
  ['--json=0', ['--json=0'], { OWNER_REPORT_JSON: '1' }],
  ['--json=off', ['--json=off'], {}],
  ['--json --json=false', ['--json', '--json=false'], {}],
  ['OWNER_REPORT_JSON=0', [], { OWNER_REPORT_JSON: '0' }],
];

describe('JSON', () => {
  test.each(on)('is printed of a success and of an error with %s', async (_name, args, env) => {
    const home = await makeHome();
    await home.write('r1', reportText('r1'));
    const success = await home.run('watchdog', ['status', ...args], { env });
    expect(JSON.parse(String(success.stdout))).toMatchObject({ pending: 1 });
    for (const wrong of [
      ['release', 'nothing'],
      ['status', '--no-such-option'],
    ]) {
      const error = await home.run('watchdog', [...wrong, ...args], { env });
      const exitCode = wrong[0] === 'release' ? 66 : 64;
      expect(error).toMatchObject({ exitCode });
      expect(JSON.parse(String(error.stdout))).toMatchObject({ error: { exit_code: exitCode } });
    }
  });

  test.each(off)('is not printed with %s', async (_name, args, env) => {
    const home = await makeHome();
    expect((await home.run('watchdog', ['status', ...args], { env })).stdout).toMatch(/^attention: /);
    expect(await home.run('watchdog', ['release', 'nothing', ...args], { env })).toMatchObject({
      exitCode: 66,
      stdout: '',
    });
  });

  test('is not printed for a flag behind --, or for a value', async () => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['release', '--', '--json'])).toMatchObject({ exitCode: 66, stdout: '' });
    const args = ['hold', 'nothing', '--reason=--json'];
    expect(await home.run('watchdog', args)).toMatchObject({ exitCode: 66, stdout: '' });
  });
});

describe('the home', () => {
  test.each([[['--home', '']], [['--home=']]])('may not be an empty flag: %j', async (args) => {
    const home = await makeHome();
    expect(await home.run('watchdog', ['status', ...args])).toMatchObject({ exitCode: 64, stdout: '' });
  });

  test('is the default one when its variable is empty', async () => {
    const home = await makeHome();
    const { stdout } = await home.run('watchdog', ['status'], { env: { OWNER_REPORT_HOME: '' } });
    expect(stdout).toContain(`${home.base}/.clawteam/owner-reports`);
  });

  test('is that of the account, not of the working directory, when HOME is empty', async () => {
    const home = await makeHome();
    const env = { OWNER_REPORT_HOME: '', HOME: '' };
    const { stdout } = await home.run('watchdog', ['status'], { env });
    // It may be there or not.
    expect(`${String(stdout)}\n`.replace(' (not there yet)\n', '\n')).toContain(
      `home          ${userInfo().homedir}/.clawteam/owner-reports\n`,
    );
  });
});

describe('a switch', () => {
  test.each([
    ['watchdog', ['--dry-run=maybe']],
    ['consumer', ['--all=2']],
    ['watchdog', ['status', '--json=']],
  ] as [Command, string[]][])('of %s is on or off: %j', async (command, args) => {
    const home = await makeHome();
    const result = await home.run(command, args);
    expect(result).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining('expected 1 or 0') });
  });

  test('does not take the next word for its value', async () => {
    const home = await makeHome();
    await home.write('true', reportText('true'));
    expect(await home.run('consumer', ['--json', 'true'])).toMatchObject({ exitCode: 0 });
    expect(await home.run('driver', ['--dry-run', 'true'])).toMatchObject({ exitCode: 0 });
  });
});

import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { bareEnvironment, makeHome, type TestHome } from '../harness.ts';
import { waysOf, writeAt, writeConfig } from './routes.ts';

/** A PATH on which `owner-report-send` notes its channel, the report's channel, and its target. */
async function withSend(home: TestHome): Promise<NodeJS.ProcessEnv> {
  const path = await home.script(
    'sender',
    `echo "$1 $OWNER_REPORT_CHANNEL $OWNER_REPORT_TARGET" >> '${home.base}/ways'`,
  );
  await mkdir(join(home.base, 'bin'));
  await symlink(path, join(home.base, 'bin/owner-report-send'));
  return { PATH: `${join(home.base, 'bin')}:${bareEnvironment(home.base)['PATH']}` };
}

describe('via', () => {
  test('is short for the send command and the channel of that name, wherever it is given', async () => {
    const home = await makeHome();
    const env = await withSend(home);
    await writeConfig(home, { via: 'ntfy', target: 'topic' });
    for (const second of [1, 2, 3]) await writeAt(home, second);
    await home.run('watchdog', [], { env });
    await home.run('watchdog', [], { env: { ...env, OWNER_REPORT_VIA: 'Slack' } });
    await home.run('watchdog', ['--via', 'telegram'], { env: { ...env, OWNER_REPORT_VIA: 'slack' } });
    expect(await waysOf(home)).toEqual(['ntfy ntfy topic', 'slack slack topic', 'telegram telegram topic']);
  });

  test('and a send command are one choice: the higher place counts', async () => {
    const home = await makeHome();
    const env = await withSend(home);
    const echo = (word: string) => `echo "${word} $OWNER_REPORT_CHANNEL" >> '${home.base}/ways'`;
    await writeConfig(home, { sendCommand: echo('config'), channel: 'discord' });
    for (const second of [1, 2, 3, 4]) await writeAt(home, second);
    await home.run('watchdog', ['--via', 'mail'], { env: { ...env, OWNER_REPORT_SEND_CMD: echo('variable') } });
    await home.run('watchdog', ['--send-cmd', echo('flag')], { env: { ...env, OWNER_REPORT_VIA: 'mail' } });
    await home.run('watchdog', [], { env: { ...env, OWNER_REPORT_VIA: 'mail', OWNER_REPORT_CHANNEL: 'slack' } });
    await writeConfig(home, { via: 'mail' });
    await home.run('watchdog', ['--send-cmd', echo('flag')], { env });
    expect(await waysOf(home)).toEqual(['mail mail ', 'flag discord', 'mail slack ', 'flag ']);
  });

  test('and a send command at one place are refused: 64 by flag or variable, 78 in config.json', async () => {
    const home = await makeHome();
    await writeAt(home, 1);
    const both = 'expected --via or --send-cmd';
    expect(await home.run('watchdog', ['--via', 'mail', '--send-cmd', 'true'])).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(both),
    });
    const env = { OWNER_REPORT_VIA: 'mail', OWNER_REPORT_SEND_CMD: 'true' };
    expect(await home.run('driver', ['x'], { env })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(both),
    });
    await writeConfig(home, { via: 'mail', sendCommand: 'true' });
    expect(await home.run('watchdog', [])).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('via: expected "via" or "sendCommand", found both, got "mail"'),
    });
  });

  test('knows its channels, and lists them', async () => {
    const home = await makeHome();
    const channels =
      'discord, slack, telegram, ntfy, webhook, mail, matrix, apprise, openclaw, openclaw-or-telegram, file';
    const flag = await home.run('watchdog', ['--via', 'telegran']);
    expect(flag).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(`--via: expected one of ${channels}`) });
    expect(flag.stderr).toContain('Did you mean "telegram"?');
    await writeConfig(home, { via: 'pigeon' });
    const config = await home.run('watchdog', []);
    expect(config).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(`via: expected one of ${channels}`) });
  });

  test('of a route brings its channel, unless the route names another', async () => {
    const home = await makeHome();
    const env = await withSend(home);
    await writeConfig(home, {
      via: 'ntfy',
      channel: 'discord',
      target: 'top',
      routes: [
        { name: 'a', match: { team: 'a' }, via: 'mail', target: 'a@example.org' },
        { name: 'b', match: { team: 'b' }, via: 'apprise', channel: 'pushover' },
        { name: 'c', match: { team: 'c' } },
      ],
    });
    for (const [index, team] of ['a', 'b', 'c', 'd'].entries()) await writeAt(home, index + 1, { team });
    expect(await home.run('watchdog', ['--all'], { env })).toMatchObject({ exitCode: 0 });
    expect(await waysOf(home)).toEqual([
      'mail mail a@example.org',
      'apprise pushover top',
      'ntfy discord top',
      'ntfy discord top',
    ]);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Home, loadParts, resolveHome } from '@owner-report/spool';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { readOptions } from '../../../../packages/cli/src/arguments/readOptions.ts';
import { formatFlags } from '../../../../packages/cli/src/settings/formatFlags.ts';
import { relayVariables } from '../../../../packages/cli/src/settings/relayVariables.ts';
import { requireSendCommand } from '../../../../packages/cli/src/settings/requireSendCommand.ts';
import { defaultSettings, resolveSettings } from '../../../../packages/cli/src/settings/resolveSettings.ts';
import { fieldOptions, passOptions, relayOptions } from '../../../../packages/cli/src/settings/settingOptions.ts';
import { settingRows } from '../../../../packages/cli/src/settings/settingsTable.ts';

beforeAll(loadParts);

async function makeHome(config?: object): Promise<Home> {
  const dir = await mkdtemp(join(tmpdir(), 'owner-report-unit-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const home = resolveHome(dir);
  if (config !== undefined) await writeFile(home.config, JSON.stringify(config), { mode: 0o600 });
  return home;
}

describe('each setting', () => {
  test.each(settingRows.map(([name, row]) => [name, row] as const))(
    '%s has a flag and a key of its own',
    (name, row) => {
      const others = settingRows.filter(([other]) => other !== name);
      expect(others.some(([, { flag, key }]) => flag === row.flag || key === row.key)).toBe(false);
      expect({ ...passOptions, ...relayOptions, ...fieldOptions }[row.flag]?.describe).toBe(row.help);
    },
  );
});

describe('a path', () => {
  test('is made absolute, and one that only a shell would have made one is refused', async () => {
    const home = await makeHome({ relayKeyFile: '~/key', relayCaFile: '/etc/ca.crt' });
    expect(resolveSettings(home, {})).toMatchObject({ relayCaFile: '/etc/ca.crt' });
    expect(resolveSettings(home, {}).relayKeyFile).toMatch(/^\/.*\/key$/);
    expect(resolveSettings(home, { 'key-file': 'key' }).relayKeyFile).toBe(join(process.cwd(), 'key'));
    for (const odd of ['key', '$HOME/key', '']) {
      const refused = await makeHome({ relayKeyFile: odd });
      expect(() => resolveSettings(refused, {}), odd).toThrow('expected a path in full');
    }
  });

  test('and the other settings of the relay are no part of a route', async () => {
    const home = await makeHome({ routes: [{ name: 'x', match: {}, via: 'file', relayServers: 'nats://hub' }] });
    expect(() => resolveSettings(home, {})).toThrow('expected known keys only, got "relayServers"');
  });
});

test('the variables of a relay say what its settings do', async () => {
  const given = { relayServers: 'tls://hub:4222', relayHost: 'db1', relayKeyFile: '/k', relayReplicas: 3 };
  expect(relayVariables(resolveSettings(await makeHome(given), {}))).toEqual({
    OWNER_REPORT_SERVERS: 'tls://hub:4222',
    OWNER_REPORT_HOST: 'db1',
    OWNER_REPORT_KEY_FILE: '/k',
    OWNER_REPORT_REPLICAS: '3',
  });
});

describe('what counts', () => {
  test('is the default where nothing is said', async () => {
    expect(resolveSettings(await makeHome(), {})).toEqual(defaultSettings);
  });

  test('is config.json over the default, and a flag over both', async () => {
    const home = await makeHome({ maxCount: 3, timeoutSeconds: 1.5, channel: 'Slack', allowMentions: true });
    const settings = resolveSettings(home, { 'max-count': '4', 'allow-mentions': false });
    expect(settings).toMatchObject({ maxCount: 4, timeoutMs: 1500, channel: 'slack', allowMentions: false });
  });

  test('is the default of a schedule where neither is there, its channel only with its send command', async () => {
    const scheduled = resolveSettings(await makeHome(), {}, true);
    expect(scheduled).toMatchObject({ sendCommand: 'owner-report-send openclaw', maxCount: 5, channel: 'discord' });
    const own = resolveSettings(await makeHome({ sendCommand: 'cat' }), {}, true);
    expect(own).toMatchObject({ sendCommand: 'cat', maxCount: 5, channel: '' });
  });

  test('is the same when it is written as flags', async () => {
    const home = await makeHome();
    const given = { 'send-cmd': 'cat "$x"', timeout: '90s', target: '-1', 'max-chars': '7', 'hold-after': '2' };
    const settings = resolveSettings(home, given);
    expect(resolveSettings(home, readOptions(formatFlags(settings), passOptions))).toEqual(settings);
  });
});

describe('a wrong setting', () => {
  test.each([
    [{ 'max-count': '0' }, '--max-count: expected a whole number of at least 1'],
    [{ timeout: '0' }, '--timeout: expected more than 0'],
    [{ timeout: '2d' }, 'at most 86400 seconds'],
    [{ 'on-invalid': 'skip' }, '--on-invalid: expected one of stop, hold, got "skip"'],
  ])('%j is refused by its flag', async (given, message) => {
    const home = await makeHome();
    expect(() => resolveSettings(home, given)).toThrow(message);
  });

  test('of config.json is refused with all others at once', async () => {
    const home = await makeHome({
      maxCount: 0,
      onInvalid: 'skip',
      timeoutSeconds: -1,
      allowMentions: 'yes',
      sendcommand: 'x',
    });
    expect(() => resolveSettings(home, {})).toThrow(
      /maxCount: expected at least 1, got 0.*onInvalid: expected one of stop, hold.*"sendcommand"/s,
    );
  });

  test('no send command is one where something is to be sent', () => {
    const home = resolveHome('/nowhere');
    expect(() => requireSendCommand(defaultSettings, home)).toThrow('no send command');
    expect(requireSendCommand({ ...defaultSettings, sendCommand: 'cat' }, home)).toBe('cat');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError, loadParts, PartNeeded, resolveHome } from '@owner-report/spool';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';

import { parseConfig } from '../../../../packages/cli/src/settings/configFile.ts';
import { checkConfig } from '../../../../packages/cli/src/settings/configSchema.ts';
import { readFlatConfig } from '../../../../packages/cli/src/settings/flatConfig.ts';
import { resolveSendingOrDefault } from '../../../../packages/cli/src/settings/resolveSettings.ts';
import { settingRows } from '../../../../packages/cli/src/settings/settingsTable.ts';

const usual = [
  {},
  { sendCommand: 'owner-report-send ntfy' },
  { via: 'telegram', target: '-100123' },
  { via: 'openclaw', channel: 'Discord', target: 'channel:123', maxCount: 5, holdAfter: 3 },
  { $schema: './config.schema.json', sendCommand: 'cat', timeoutSeconds: 1.5, onInvalid: 'hold', allowMentions: true },
  { team: 'ops', pingUrl: 'https://hc.example.org/ping/1', pingMaxAgeSeconds: 86_400, maxChars: 2000 },
  { relayServers: 'tls://hub:4222', relayHost: 'db1', relayKeyFile: '~/key', relayCaFile: '/ca.crt', relayReplicas: 3 },
];

const odd = [
  { routes: [] },
  { routes: [{ name: 'alerts', match: { status: 'alert' }, via: 'file' }] },
  { sendcommand: 'cat' },
  { via: 'file', sendCommand: 'cat' },
  { maxCount: 0 },
  [],
  null,
];

// Before any other test: no part is loaded yet.
describe('a config.json', () => {
  test.each(usual)('%j is read without its schema', (config) => {
    expect(Object.keys(parseConfig(JSON.stringify(config), 'config.json'))).toEqual(Object.keys(config));
  });

  test.each(odd)('%j needs its schema', (config) => {
    expect(() => parseConfig(JSON.stringify(config), 'config.json')).toThrow(PartNeeded);
  });

  test('that needs its schema does not pass for one that cannot be used', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'owner-report-unit-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const home = resolveHome(dir);
    await writeFile(home.config, '{"maxCount": 0}', { mode: 0o600 });
    const faults: string[] = [];
    expect(() => resolveSendingOrDefault(home, (fault) => faults.push(fault))).toThrow(PartNeeded);
    expect(faults).toEqual([]);
    await loadParts();
    resolveSendingOrDefault(home, (fault) => faults.push(fault));
    expect(faults.join('')).toContain('maxCount: expected at least 1, got 0');
  });
});

describe('what is read without the schema', () => {
  const keys = [...settingRows.map(([, { key }]) => key), '$schema', 'routes', 'sendcommand', '__proto__', 'toString'];
  const texts = ['', ' ', 'a\0', '~/key', '/key', 'key', 'file', 'File', 'stop', 'https://x', 'http://x/\0', 'ftp://x'];
  const others = [-1, 0, 1, 1.5, 86_400, 86_401, 2 ** 53, -(2 ** 53), 1e300, true, false, null];
  const value = fc.oneof(fc.constantFrom(...texts, ...others), fc.jsonValue({ maxDepth: 1 }));
  const anything = fc.oneof(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 4 }), value);
  const right = fc.record(
    {
      via: fc.constantFrom('file', 'mail'),
      channel: fc.constantFrom('Slack', ''),
      team: fc.string(),
      maxCount: fc.integer(),
      holdAfter: fc.nat(),
      timeoutSeconds: fc.double({ min: -1, max: 100, noNaN: true }),
      allowMentions: fc.boolean(),
      relayKeyFile: fc.constantFrom('~/key', '/key'),
    },
    { requiredKeys: [] },
  );

  test('is what the schema makes of it, and what has a fault is left to the schema', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(anything, right), (config) => {
        const held: unknown = JSON.parse(JSON.stringify(config));
        const flat = readFlatConfig(held);
        if (flat !== undefined) expect(checkConfig(held, 'config.json')).toStrictEqual(flat);
        else if (!hasRoutes(held)) expect(() => checkConfig(held, 'config.json')).toThrow(ConfigError);
        read += flat === undefined ? 0 : 1;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(0);
  });

  function hasRoutes(held: unknown): boolean {
    return typeof held === 'object' && held !== null && Object.hasOwn(held, 'routes');
  }
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import {
  findConfigPath,
  findStateDirectory,
  openclawEnvironment,
} from '../../../../packages/send/src/openclaw/stateDirectory.ts';

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'owner-report-openclaw-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('the state directory of OpenClaw', () => {
  test('is ~/.openclaw where nothing is said', () => {
    expect(findStateDirectory({ HOME: '/home/me' })).toBe('/home/me/.openclaw');
  });

  test('is what OPENCLAW_STATE_DIR says, before all else', () => {
    const environment = { HOME: '/home/me', OPENCLAW_HOME: '/elsewhere', OPENCLAW_STATE_DIR: '/srv/state' };
    expect(findStateDirectory(environment)).toBe('/srv/state');
    expect(findConfigPath(environment)).toBe('/srv/state/openclaw.json');
    expect(findConfigPath({ ...environment, OPENCLAW_CONFIG_PATH: '/etc/openclaw.json' })).toBe('/etc/openclaw.json');
  });

  test('is OPENCLAW_HOME where the configuration lies there', () => {
    const home = makeDirectory();
    writeFileSync(join(home, 'openclaw.json'), '{}');
    mkdirSync(join(home, '.openclaw'));
    expect(findStateDirectory({ HOME: '/home/me', OPENCLAW_HOME: home })).toBe(home);
  });

  test('is .openclaw below OPENCLAW_HOME where that is its parent, as OpenClaw means it', () => {
    const home = makeDirectory();
    mkdirSync(join(home, '.openclaw'));
    expect(findStateDirectory({ HOME: '/home/me', OPENCLAW_HOME: home })).toBe(join(home, '.openclaw'));
  });

  test('is handed to OpenClaw by the name that has one sense', () => {
    const environment = { HOME: '/home/me', OPENCLAW_HOME: '/srv/openclaw', PATH: '/bin' };
    expect(openclawEnvironment(environment)).toEqual({
      HOME: '/home/me',
      PATH: '/bin',
      OPENCLAW_STATE_DIR: '/srv/openclaw',
    });
  });
});

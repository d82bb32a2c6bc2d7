import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { makeHome } from '../harness.ts';

const report = ['--task-id', 'job', '--done', 'x'];

describe('a home that no shell has expanded', () => {
  test.each([
    ['a variable', [], { OWNER_REPORT_HOME: '~/r' }],
    ['a flag', ['--home', '~/r'], {}],
    ['a flag with =', ['--home=~/r'], {}],
  ])('is below the home directory when %s says ~/r', async (_what, flags, env) => {
    const home = await makeHome();
    const result = await home.run('producer', [...flags, ...report], { env });
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${home.base}/r/pending/`) });
    expect(await readdir(home.base)).toEqual(['r']);
    const { stdout } = await home.run('watchdog', ['status'], { env: { OWNER_REPORT_HOME: join(home.base, 'r') } });
    expect(stdout).toMatch(/^pending +1$/m);
  });

  test.each(['$HOME/r', '${HOME}/r', '"/srv/r"', "'/srv/r'", '/srv/r\r', '/srv/r\n', '~bob/r', ' /srv/r'])(
    'makes no second queue where it is %j',
    async (value) => {
      const home = await makeHome();
      const asVariable = await home.run('producer', report, { env: { OWNER_REPORT_HOME: value } });
      const asFlag = await home.run('watchdog', ['status', `--home=${value}`]);
      for (const result of [asVariable, asFlag]) expect(result).toMatchObject({ exitCode: 64, stdout: '' });
      expect(asVariable.stderr).toContain(`OWNER_REPORT_HOME: expected a path, got ${JSON.stringify(value)}`);
      expect(asFlag.stderr).toContain(`--home: expected a path, got ${JSON.stringify(value)}`);
      expect(await readdir(home.base)).toEqual([]);
    },
  );
});

describe('files of the monitor that no shell has expanded', () => {
  test('are below the home directory', async () => {
    const home = await makeHome();
    const result = await home.run('monitor', ['validate-config', '--config-file=~/jobs.json']);
    expect(result).toMatchObject({ exitCode: 78, stderr: expect.stringContaining(`${home.base}/jobs.json`) });
  });

  test.each([
    ['OWNER_REPORT_STATE_FILE', { OWNER_REPORT_STATE_FILE: '$HOME/state.json' }],
    ['OWNER_REPORT_CONFIG_FILE', { OWNER_REPORT_CONFIG_FILE: '"/srv/jobs.json"' }],
    ['OPENCLAW_HOME', { OPENCLAW_HOME: '$HOME/.openclaw' }],
  ])('are refused where %s is one', async (name, env) => {
    const home = await makeHome();
    const result = await home.run('monitor', ['tick'], { env });
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining(`${name}: expected a path`) });
    expect(await readdir(home.base)).toEqual([]);
  });
});

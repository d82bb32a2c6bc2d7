import { cp, rm, symlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  bareEnvironment,
  makeDirectory,
  makeInstallation,
  makeToolDirectory,
  run,
  shellTools,
  writeNode,
  type Recording,
} from './workbench.ts';

async function runWrapper(args: readonly string[], env: Record<string, string> = {}): Promise<Recording> {
  const { wrapper } = await makeInstallation();
  const result = await run(wrapper, args, { ...bareEnvironment, ...env });
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(result.stdout) as Recording;
}

describe('the wrapper becomes the watchdog', () => {
  it('with --scheduled and every argument as it stands', async () => {
    const args = ['hold', 'id', '--reason', ' two  words ', '', "it's $HOME `id`", '--', '-x'];
    expect((await runWrapper(args)).args).toEqual(['--scheduled', ...args]);
  });

  it('with HOME, NODE_BIN and a PATH on which that node comes first, in a bare environment', async () => {
    const { env } = await runWrapper([]);
    expect(env).toMatchObject({ NODE_BIN: process.execPath, HOME: userInfo().homedir });
    const { stdout } = await run('/bin/sh', ['-c', 'command -v node'], { PATH: env['PATH'] ?? '' });
    expect(stdout).toBe(process.execPath);
  });

  it('when it is called through a link', async () => {
    const { wrapper } = await makeInstallation();
    const link = join(await makeDirectory(), 'watchdog');
    await symlink(wrapper, link);
    const { stdout } = await run(link, ['status'], bareEnvironment);
    expect((JSON.parse(stdout) as Recording).args).toEqual(['--scheduled', 'status']);
  });

  it('from a directory with a blank and a quote in its name', async () => {
    const { root } = await makeInstallation();
    const spaced = join(await makeDirectory(), "it's a root");
    await cp(root, spaced, { recursive: true });
    const { stdout } = await run(join(spaced, 'scripts/run_owner_report_watchdog.sh'), [], bareEnvironment);
    expect((JSON.parse(stdout) as Recording).args).toEqual(['--scheduled']);
  });
});

describe('the wrapper says what is missing', () => {
  const complain = async (env: Record<string, string>) => {
    const { wrapper } = await makeInstallation();
    return run(wrapper, [], { ...bareEnvironment, ...env });
  };

  it('refuses a NODE_BIN that is too old, naming both versions, with exit 69', async () => {
    const old = join(await makeDirectory(), 'node');
    await writeNode(old, '20.18.3');
    const result = await complain({ NODE_BIN: old });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/NODE_BIN.*20\.19.*20\.18\.3/);
  });

  it('refuses a NODE_BIN that is not there with exit 69', async () => {
    const result = await complain({ NODE_BIN: '/nowhere/node' });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toContain('/nowhere/node');
  });

  it('asks for a build when there is none, with exit 69', async () => {
    const { root, wrapper } = await makeInstallation();
    await rm(join(root, 'packages/watchdog/dist'), { recursive: true });
    const result = await run(wrapper, [], bareEnvironment);
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toContain(`npm ci && npm run build in '${root}'`);
  });
});

describe('the wrapper finds node', () => {
  const findWith = async (prepare: (home: string, tools: string) => Promise<void>) => {
    const { wrapper } = await makeInstallation();
    const home = await makeDirectory();
    const tools = await makeToolDirectory(shellTools);
    await prepare(home, tools);
    const { stdout } = await run(wrapper, [], { PATH: tools, HOME: home });
    return { home, tools, found: (JSON.parse(stdout) as Recording).env['NODE_BIN'] };
  };

  it('takes the newest of nvm by number, not by letter', async () => {
    const { home, found } = await findWith(async (directory) => {
      for (const version of ['9.9.9', '20.20.0', '100.0.0', '24.1.0']) {
        await writeNode(join(directory, `.nvm/versions/node/v${version}/bin/node`), version);
      }
    });
    expect(found).toBe(join(home, '.nvm/versions/node/v100.0.0/bin/node'));
  });

  it('passes over a node on PATH that is too old', async () => {
    const { home, found } = await findWith(async (directory, tools) => {
      await writeNode(join(tools, 'node'), '18.20.0');
      await writeNode(join(directory, '.volta/bin/node'), '22.0.0');
    });
    expect(found).toBe(join(home, '.volta/bin/node'));
  });

  it('prefers a node on PATH that is new enough to nvm', async () => {
    const { tools, found } = await findWith(async (directory, toolDirectory) => {
      await writeNode(join(toolDirectory, 'node'), '20.19.0');
      await writeNode(join(directory, '.nvm/versions/node/v24.0.0/bin/node'), '24.0.0');
    });
    expect(found).toBe(join(tools, 'node'));
  });
});

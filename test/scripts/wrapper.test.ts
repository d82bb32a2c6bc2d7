import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandPath } from '../harness.ts';
import {
  bareEnvironment,
  makeDirectory,
  makeInstallation,
  makeOpenclaw,
  makeToolDirectory,
  run,
  writeNode,
  type Recording,
} from './workbench.ts';

const shellTools = ['sh', 'cat', 'cut', 'dirname', 'getent', 'id', 'readlink', 'sed', 'sort', 'tr'];

async function runWrapper(args: readonly string[], env: Record<string, string>): Promise<Recording> {
  const { wrapper } = await makeInstallation();
  const result = await run(wrapper, args, { ...bareEnvironment, ...env });
  expect(result.stderr).toBe('');
  expect(result.exitCode).toBe(0);
  return JSON.parse(result.stdout) as Recording;
}

/** A home with one pending report and, if given, a config.json. */
async function makeHome(config?: string): Promise<string> {
  const home = await makeDirectory();
  await mkdir(join(home, 'pending'));
  await writeFile(join(home, 'pending/20261121T101112345Z-a.md'), '---\n---\nhello\n');
  if (config !== undefined) await writeFile(join(home, 'config.json'), config);
  return home;
}

describe('the wrapper fills in what nothing else says', () => {
  it('sends through OpenClaw to discord, five reports at most, in a bare environment without HOME', async () => {
    const { root, wrapper } = await makeInstallation();
    const home = await makeDirectory();
    const result = await run(wrapper, [], { ...bareEnvironment, OWNER_REPORT_HOME: home });
    const { env } = JSON.parse(result.stdout) as Recording;
    expect(env['OWNER_REPORT_SEND_CMD']).toBe(`'${root}/scripts/send/openclaw.sh'`);
    expect(env).toMatchObject({
      OWNER_REPORT_CHANNEL: 'discord',
      OWNER_REPORT_MAX_COUNT: '5',
      NODE_BIN: process.execPath,
      HOME: userInfo().homedir,
    });
  });

  it('quotes the send command when the path has spaces and quotes', async () => {
    const { root } = await makeInstallation();
    const spaced = join(await makeDirectory(), "it's a root");
    await cp(root, spaced, { recursive: true });
    const wrapper = join(spaced, 'scripts/run_owner_report_watchdog.sh');
    const home = await makeDirectory();
    const { stdout } = await run(wrapper, [], { ...bareEnvironment, OWNER_REPORT_HOME: home });
    const command = (JSON.parse(stdout) as Recording).env['OWNER_REPORT_SEND_CMD'] ?? '';
    const echoed = await run('/bin/sh', ['-c', `printf %s ${command}`], bareEnvironment);
    expect(echoed.stdout).toBe(join(spaced, 'scripts/send/openclaw.sh'));
  });

  it('leaves alone what the environment says', async () => {
    const env = {
      OWNER_REPORT_HOME: await makeHome(),
      OWNER_REPORT_SEND_CMD: 'cat',
      OWNER_REPORT_MAX_COUNT: '2',
    };
    const seen = await runWrapper([], env);
    expect(seen.env).toMatchObject(env);
    expect(seen.env).not.toHaveProperty('OWNER_REPORT_CHANNEL');
  });

  it('leaves alone what config.json says', async () => {
    const config = JSON.stringify({ sendCommand: 'cat', maxCount: 3, channel: 'slack' });
    const { env } = await runWrapper([], { OWNER_REPORT_HOME: await makeHome(config) });
    expect(env).not.toHaveProperty('OWNER_REPORT_SEND_CMD');
    expect(env).not.toHaveProperty('OWNER_REPORT_MAX_COUNT');
    expect(env).not.toHaveProperty('OWNER_REPORT_CHANNEL');
  });

  it('keeps a channel and a target of config.json and still fills in the send command', async () => {
    const { entry } = await makeOpenclaw();
    const home = await makeHome(JSON.stringify({ channel: 'telegram', target: '42' }));
    const { env } = await runWrapper([], { OWNER_REPORT_HOME: home, OPENCLAW_ENTRY: entry });
    expect(env['OWNER_REPORT_SEND_CMD']).toContain('openclaw.sh');
    expect(env).not.toHaveProperty('OWNER_REPORT_CHANNEL');
    expect(env).not.toHaveProperty('OWNER_REPORT_TARGET');
  });

  it.each([[['--max-count', '7']], [['--max-count=7']], [['--all']]])('sets no maximum beside %j', async (args) => {
    const { env } = await runWrapper(args, { OWNER_REPORT_HOME: await makeDirectory() });
    expect(env).not.toHaveProperty('OWNER_REPORT_MAX_COUNT');
  });

  it.each([['--all=on'], ['--all=YES'], ['--all=1']])('sets no maximum beside %s', async (argument) => {
    const { env } = await runWrapper([argument], { OWNER_REPORT_HOME: await makeDirectory() });
    expect(env).not.toHaveProperty('OWNER_REPORT_MAX_COUNT');
  });

  it.each(['off', 'No', 'FALSE', '0'])('sets a maximum where OWNER_REPORT_ALL is %s', async (value) => {
    const { env } = await runWrapper([], { OWNER_REPORT_HOME: await makeDirectory(), OWNER_REPORT_ALL: value });
    expect(env['OWNER_REPORT_MAX_COUNT']).toBe('5');
  });

  it.each([[['--send-cmd', 'cat']], [['--send-cmd=cat']]])('sets no send command beside %j', async (args) => {
    const { env } = await runWrapper(args, { OWNER_REPORT_HOME: await makeHome() });
    expect(env).not.toHaveProperty('OWNER_REPORT_SEND_CMD');
    expect(env).not.toHaveProperty('OWNER_REPORT_CHANNEL');
  });

  it.each(['not json', '[]', 'null', '7'])(
    'leaves the verdict on a config.json of %j to the watchdog',
    async (config) => {
      const home = await makeHome(config);
      const { env } = await runWrapper(['status'], { OWNER_REPORT_HOME: home });
      expect(env['OWNER_REPORT_MAX_COUNT']).toBe('5');
    },
  );

  it('passes every argument on as it stands', async () => {
    const args = ['hold', 'id', '--reason', ' two  words ', '', "it's $HOME `id`", '--dry-run'];
    const seen = await runWrapper(args, { OWNER_REPORT_HOME: await makeDirectory() });
    expect(seen.args).toEqual(args);
  });

  it('works when it is called through a link', async () => {
    const { root, wrapper } = await makeInstallation();
    const link = join(await makeDirectory(), 'watchdog');
    await symlink(wrapper, link);
    const { stdout } = await run(link, [], {
      ...bareEnvironment,
      OWNER_REPORT_HOME: await makeDirectory(),
    });
    expect((JSON.parse(stdout) as Recording).env['OWNER_REPORT_SEND_CMD']).toContain(root);
  });
});

describe('the wrapper says what is missing', () => {
  const complain = async (args: readonly string[], env: Record<string, string>) => {
    const { wrapper } = await makeInstallation();
    return run(wrapper, args, { ...bareEnvironment, ...env });
  };

  it('asks for a target when there is a report to send, with exit 78', async () => {
    const result = await complain([], { OWNER_REPORT_HOME: await makeHome() });
    expect(result).toMatchObject({ exitCode: 78, stdout: '' });
    expect(result.stderr).toMatch(/OWNER_REPORT_TARGET/);
    expect(result.stderr.split('\n')).toHaveLength(1);
  });

  it.each([[['--home']], [['--home=']]])('looks for reports in the home of %j', async ([flag = '']) => {
    const home = await makeHome();
    const args = flag.endsWith('=') ? [`${flag}${home}`] : [flag, home];
    const result = await complain(args, { OWNER_REPORT_HOME: await makeDirectory() });
    expect(result.exitCode).toBe(78);
  });

  it.each([['--dry-run'], ['--help'], ['--version'], ['status'], ['doctor'], ['hold'], ['release'], ['prune']])(
    'asks for nothing when %s sends nothing',
    async (argument) => {
      const seen = await runWrapper([argument], { OWNER_REPORT_HOME: await makeHome() });
      expect(seen.args).toEqual([argument]);
    },
  );

  it.each(['--dry-run=1', '--dry-run=Yes', '--dry-run=on'])(
    'asks for nothing when %s sends nothing',
    async (argument) => {
      const seen = await runWrapper([argument], { OWNER_REPORT_HOME: await makeHome() });
      expect(seen.args).toEqual([argument]);
    },
  );

  it.each(['off', 'No', 'FALSE', '0'])('asks for a target where OWNER_REPORT_DRY_RUN is %s', async (value) => {
    const env = { OWNER_REPORT_HOME: await makeHome(), OWNER_REPORT_DRY_RUN: value };
    expect(await complain([], env)).toMatchObject({ exitCode: 78 });
  });

  it('asks for a target where --dry-run=0 outranks the environment', async () => {
    const env = { OWNER_REPORT_HOME: await makeHome(), OWNER_REPORT_DRY_RUN: '1' };
    expect(await complain(['--dry-run=0'], env)).toMatchObject({ exitCode: 78 });
  });

  it('knows every option of the watchdog that takes a value', async () => {
    const commands = [[], ['status'], ['doctor'], ['hold'], ['release'], ['prune']];
    const helps = await Promise.all(
      commands.map((words) => run(commandPath('watchdog'), [...words, '--help'], bareEnvironment)),
    );
    const found = helps.flatMap(({ stdout }) =>
      [...stdout.matchAll(/^ +--([\w-]+) .*\[string\]$/gm)].map(([, name]) => name),
    );
    expect(found).toContain('older-than');
    // The value of these three decides by itself whether anything is asked for.
    const judged: ReadonlySet<unknown> = new Set(['home', 'send-cmd', 'target']);
    const names = new Set(found.filter((name) => !judged.has(name)));
    const home = await makeHome();
    for (const name of names) {
      const result = await complain([`--${name}`, 'status'], { OWNER_REPORT_HOME: home });
      expect([name, result.exitCode]).toEqual([name, 78]);
    }
  });

  it('takes the value of an option for a value, even if it reads like a command', async () => {
    const result = await complain(['--timeout', 'status'], { OWNER_REPORT_HOME: await makeHome() });
    expect(result.exitCode).toBe(78);
  });

  it('asks for a target before it follows an empty home', async () => {
    const result = await complain(['--follow'], { OWNER_REPORT_HOME: await makeDirectory() });
    expect(result.exitCode).toBe(78);
  });

  it('asks for OpenClaw when its entry is not there, with exit 69', async () => {
    const env = {
      OWNER_REPORT_HOME: await makeHome(),
      OWNER_REPORT_TARGET: '1',
      OPENCLAW_ENTRY: '/nowhere/entry.js',
    };
    const result = await complain([], env);
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/OPENCLAW_ENTRY.*\/nowhere\/entry\.js/);
  });

  it('asks for a node that suits OpenClaw, naming both versions, with exit 69', async () => {
    const { entry } = await makeOpenclaw('>=99.1');
    const env = {
      OWNER_REPORT_HOME: await makeHome(),
      OWNER_REPORT_TARGET: '1',
      OPENCLAW_ENTRY: entry,
    };
    const result = await complain([], env);
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/>=99\.1.*found \d+\..*OPENCLAW_NODE_BIN/);
  });

  it('runs OpenClaw on OPENCLAW_NODE_BIN when that one suits it', async () => {
    const { entry } = await makeOpenclaw('>=99.1');
    const newer = join(await makeDirectory(), 'node');
    await writeNode(newer, '99.2.0');
    const { env } = await runWrapper([], {
      OWNER_REPORT_HOME: await makeHome(),
      OWNER_REPORT_TARGET: '1',
      OPENCLAW_ENTRY: entry,
      OPENCLAW_NODE_BIN: newer,
    });
    expect(env['NODE_BIN']).toBe(process.execPath);
  });

  it('refuses a NODE_BIN that is too old, naming both versions, with exit 69', async () => {
    const old = join(await makeDirectory(), 'node');
    await writeNode(old, '20.18.3');
    const result = await complain([], { NODE_BIN: old });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/NODE_BIN.*20\.19.*20\.18\.3/);
  });

  it('refuses a NODE_BIN that is not there with exit 69', async () => {
    const result = await complain([], { NODE_BIN: '/nowhere/node' });
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

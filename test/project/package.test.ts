import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { bareEnvironment, type Command, commandPath, makeHome, root } from '../harness.ts';

const commands: Command[] = ['producer', 'consumer', 'driver', 'relay', 'send', 'watchdog', 'monitor'];

interface Manifest {
  version: string;
}

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
}

describe('every command', () => {
  test.each(commands)(
    'owner-report-%s says the version of package.json, and helps with examples and exit codes',
    async (command) => {
      const { version } = await readManifest();
      const said = await execa(commandPath(command), ['--version']);
      expect(said.stdout).toBe(version);
      const help = await execa(commandPath(command), ['--help']);
      expect(help.stdout).toContain('Examples:');
      expect(help.stdout).toContain('Exit codes:');
      expect(help.stderr).toBe('');
    },
  );

  test.each(commands)(
    'owner-report-%s refuses an unknown flag with 64, its name and no stack trace',
    async (command) => {
      const result = await execa(commandPath(command), ['--no-such-flag'], { reject: false });
      expect(result.exitCode).toBe(64);
      expect(result.stderr).toContain('no-such-flag');
      expect(result.stderr).not.toContain('    at ');
    },
  );
});

describe('the tarball of npm pack', () => {
  let base: string;
  let bin: string;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'owner-report-pack-'));
    const env = { ...bareEnvironment(base), npm_config_prefix: join(base, 'prefix') };
    // What is built is packed: a build of its own would pull the commands out from under the other tests.
    await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', base], { cwd: root, env, extendEnv: false });
    const tarball = (await readdir(base)).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
    await execa('npm', ['install', '-g', '--offline', join(base, tarball)], {
      cwd: base,
      env,
      extendEnv: false,
    });
    bin = join(base, 'prefix', 'bin');
  });

  afterAll(() => rm(base, { recursive: true, force: true }));

  test('installs the six commands, which need nothing else', async () => {
    expect((await readdir(bin)).sort()).toEqual(commands.map((name) => `owner-report-${name}`).sort());
    const env = { ...bareEnvironment(base), OWNER_REPORT_HOME: join(base, 'home') };
    const run = (command: Command, args: string[]) =>
      execa(join(bin, `owner-report-${command}`), args, { env, extendEnv: false });
    await run('producer', [
      '--team',
      't',
      '--worker',
      'w',
      '--task-id',
      'j',
      '--status',
      'done',
      '--done',
      'x',
      '--report-id',
      'r1',
    ]);
    expect(JSON.parse((await run('consumer', ['r1'])).stdout)).toMatchObject({ report_id: 'r1', state: 'pending' });
    expect((await run('driver', ['r1', '--dry-run'])).stdout).toContain('r1');
    await run('watchdog', ['--send-cmd', 'true']);
    expect(await readdir(join(base, 'home', 'sent'))).toEqual(['r1.md']);
  });

  test('brings the examples, which are valid where they were installed', async () => {
    const examples = join(base, 'prefix/lib/node_modules/owner-report/examples');
    const env = { ...bareEnvironment(base), OWNER_REPORT_HOME: join(base, 'home') };
    for (const name of ['config-change', 'host-health', 'inventory-scan', 'security-scan', 'sync-and-verify']) {
      const args = ['validate-config', '--config-file', join(examples, name, 'ops-jobs.json')];
      const checked = await execa(join(bin, 'owner-report-monitor'), args, { env, extendEnv: false });
      expect(checked.stdout, name).toContain('ok: ');
    }
  });

  test('brings man pages, which npm links to where man looks, and completion for every shell', async () => {
    const pages = await readdir(join(base, 'prefix/share/man/man1'));
    expect(pages.sort()).toEqual(commands.map((name) => `owner-report-${name}.1`).sort());
    for (const page of pages) {
      const linked = await readFile(join(base, 'prefix/share/man/man1', page), 'utf8');
      expect(linked).toBe(await readFile(join(root, 'man', page), 'utf8'));
    }
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout } = await execa(join(bin, 'owner-report-watchdog'), ['completion', shell], {
        stripFinalNewline: false,
      });
      expect(stdout).toBe(await readFile(join(root, `completions/owner-report.${shell}`), 'utf8'));
    }
  });

  test('brings the skill for agents', async () => {
    const skill = await readFile(
      join(base, 'prefix/lib/node_modules/owner-report/skills/owner-report/SKILL.md'),
      'utf8',
    );
    expect(skill).toBe(await readFile(join(root, 'skills/owner-report/SKILL.md'), 'utf8'));
  });

  test('brings README and the manual in Chinese', async () => {
    for (const page of ['README.zh-TW.md', 'docs/zh-TW/manual.md']) {
      const installed = await readFile(join(base, 'prefix/lib/node_modules/owner-report', page), 'utf8');
      expect(installed, page).toBe(await readFile(join(root, page), 'utf8'));
    }
  });

  test('brings what a schedule needs: install names only files that are there', async () => {
    const PATH = `${join(root, 'test/fixtures/scheduler')}:${process.env['PATH'] ?? ''}`;
    const env = { ...bareEnvironment(base), PATH };
    const words = ['install', '--systemd', '--monitor', '--via', 'file', '--print'];
    const { stdout } = await execa(join(bin, 'owner-report-watchdog'), words, { env, extendEnv: false });
    const named = [...stdout.matchAll(/"(\/[^"]*\.(?:sh|cjs))"/g)].map(([, path = '']) => path);
    expect(named).toEqual([
      expect.stringMatching(/owner-report\/scripts\/run_owner_report_watchdog\.sh$/),
      expect.stringMatching(/owner-report-monitor\.cjs$/),
    ]);
    for (const path of named) expect(await readFile(path, 'utf8')).toMatch(/^#!/);
  });

  test('brings the scripts, which find the installed commands', async () => {
    const scripts = join(base, 'prefix/lib/node_modules/owner-report/scripts');
    const env = { PATH: '/usr/bin:/bin', HOME: base, NODE_BIN: process.execPath, OWNER_REPORT_SEND_CMD: 'true' };
    const result = await execa(join(scripts, 'run_owner_report_watchdog.sh'), ['--version'], { env, extendEnv: false });
    expect(result.stdout).toBe((await readManifest()).version);
  });

  test('sends through OpenClaw by a wrapper that knows where the commands were installed', async () => {
    const home = await makeHome();
    await home.produce(['--report-id', 'r1']);
    const { entry, directory } = await makeOpenclaw(home.base);
    const wrapper = join(base, 'prefix/lib/node_modules/owner-report/scripts/run_owner_report_watchdog.sh');
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home.base,
      NODE_BIN: process.execPath,
      OWNER_REPORT_HOME: home.dir,
      OWNER_REPORT_TARGET: 'channel:1',
      OPENCLAW_ENTRY: entry,
      FAKE_DIR: directory,
    };
    const pass = await execa(wrapper, [], { env, extendEnv: false, reject: false });
    expect(pass).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await home.names('sent')).toEqual(['r1.md']);
    expect(await readFile(join(directory, 'sent.jsonl'), 'utf8')).toContain('something');
  });
});

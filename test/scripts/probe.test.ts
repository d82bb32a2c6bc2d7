import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeOpenclaw } from '../fixtures/openclaw/installation.ts';
import { bareEnvironment, fixtures, makeDirectory, probe, run, writeExecutable, writeNode } from './workbench.ts';

const version = process.versions.node;

describe('the runtime probe', () => {
  it('prints node and the entry that OPENCLAW_ENTRY names as one JSON document', async () => {
    const { entry } = await makeOpenclaw(await makeDirectory(), '>=20.1 <99');
    const result = await run(probe, [], { ...bareEnvironment, OPENCLAW_ENTRY: entry });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toEqual({
      schemaVersion: 1,
      node: { path: process.execPath, version },
      openclaw: {
        entry,
        command: null,
        version: '2026.9.6',
        engines: '>=20.1 <99',
        node: { path: process.execPath, version, satisfies: true },
      },
    });
  });

  it('prints one line, and an indented document with --pretty', async () => {
    const { entry } = await makeOpenclaw(await makeDirectory());
    const env = { ...bareEnvironment, OPENCLAW_ENTRY: entry };
    const compact = await run(probe, [], env);
    const pretty = await run(probe, ['--pretty'], env);
    expect(compact.stdout).not.toContain('\n');
    expect(pretty.stdout).toContain('\n  "node": {\n');
    expect(JSON.parse(pretty.stdout)).toEqual(JSON.parse(compact.stdout));
  });

  it('escapes a path with quotes and backslashes', async () => {
    const { entry, root } = await makeOpenclaw(await makeDirectory());
    const odd = join(await makeDirectory(), 'a "b" \\c');
    await cp(root, odd, { recursive: true });
    const { stdout } = await run(probe, [], {
      ...bareEnvironment,
      OPENCLAW_ENTRY: entry.replace(root, odd),
    });
    expect(JSON.parse(stdout)).toMatchObject({ openclaw: { entry: join(odd, 'dist/entry.js') } });
  });

  it.each([
    ['>=22.12.0', '22.12.0', true],
    ['>=22.12.0', '22.11.9', false],
    ['>= 22', '24.0.0', true],
    ['^22.19 || >=24', '22.20.1', true],
    ['^22.19 || >=24', '23.5.0', false],
    ['22.x', '22.3.4', true],
    ['something else', '22.3.4', null],
  ])('judges the engines %s of OpenClaw on node %s as %s', async (engines, claimed, satisfies) => {
    const { entry } = await makeOpenclaw(await makeDirectory(), engines);
    const node = join(await makeDirectory(), 'node');
    await writeNode(node, claimed);
    const env = { ...bareEnvironment, OPENCLAW_ENTRY: entry, OPENCLAW_NODE_BIN: node };
    const { stdout } = await run(probe, [], env);
    expect(JSON.parse(stdout)).toMatchObject({
      openclaw: { node: { path: node, version: claimed, satisfies } },
    });
  });

  it('finds the package among the global ones beside node', async () => {
    const { root } = await makeOpenclaw(await makeDirectory());
    const prefix = await makeDirectory();
    await writeNode(join(prefix, 'bin/node'), '22.22.0');
    await cp(root, join(prefix, 'lib/node_modules/openclaw'), { recursive: true });
    const beside = await run(probe, [], {
      PATH: '/usr/bin:/bin',
      NODE_BIN: join(prefix, 'bin/node'),
    });
    expect(JSON.parse(beside.stdout)).toMatchObject({
      openclaw: { entry: join(prefix, 'lib/node_modules/openclaw/dist/entry.js') },
    });
  });

  it('finds what the installer of OpenClaw has put into ~/.openclaw, and takes its node where the first does not fit', async () => {
    const { root } = await makeOpenclaw(await makeDirectory(), '>=98.1');
    const home = await makeDirectory();
    const prefix = join(home, '.openclaw');
    await cp(root, join(prefix, 'lib/node_modules/openclaw'), { recursive: true });
    await writeNode(join(prefix, 'tools/node/bin/node'), '98.2.0');
    const probed = await run(probe, [], { ...bareEnvironment, HOME: home });
    expect(JSON.parse(probed.stdout)).toMatchObject({
      node: { path: process.execPath },
      openclaw: {
        entry: join(prefix, 'lib/node_modules/openclaw/dist/entry.js'),
        node: { path: join(prefix, 'tools/node/bin/node'), version: '98.2.0', satisfies: true },
      },
    });
    const named = await run(probe, [], { ...bareEnvironment, HOME: home, OPENCLAW_NODE_BIN: process.execPath });
    expect(JSON.parse(named.stdout)).toMatchObject({
      openclaw: { node: { path: process.execPath, satisfies: false } },
    });
  });

  it('follows an openclaw command on PATH to its package', async () => {
    const { root, entry } = await makeOpenclaw(await makeDirectory());
    await writeExecutable(join(root, 'openclaw.mjs'), '');
    const tools = await makeDirectory();
    await symlink(join(root, 'openclaw.mjs'), join(tools, 'openclaw'));
    const env = { ...bareEnvironment, PATH: `${tools}:/usr/bin:/bin`, HOME: tools };
    const { stdout } = await run(probe, [], env);
    expect(JSON.parse(stdout)).toMatchObject({
      openclaw: { entry, command: join(tools, 'openclaw') },
    });
  });

  it('names a command that belongs to no package', async () => {
    const PATH = `${join(fixtures, 'openclaw')}:/usr/bin:/bin`;
    const { stdout, exitCode } = await run(probe, [], {
      ...bareEnvironment,
      PATH,
      HOME: await makeDirectory(),
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      openclaw: {
        entry: null,
        command: join(fixtures, 'openclaw/openclaw'),
        version: null,
        node: { satisfies: null },
      },
    });
  });

  it('still prints its document when OpenClaw is missing, with exit 69 and what to set', async () => {
    const result = await run(probe, [], {
      ...bareEnvironment,
      OPENCLAW_ENTRY: '/nowhere/entry.js',
    });
    expect(result.exitCode).toBe(69);
    expect(result.stderr).toMatch(/OPENCLAW_ENTRY/);
    expect(JSON.parse(result.stdout)).toMatchObject({
      node: { version },
      openclaw: { entry: null, command: null },
    });
  });

  it('refuses an unknown argument with exit 64, and explains itself with --help', async () => {
    const refused = await run(probe, ['--fast'], bareEnvironment);
    expect(refused).toMatchObject({ exitCode: 64, stdout: '' });
    expect(refused.stderr).toContain('--fast');
    const help = await run(probe, ['--help'], bareEnvironment);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toMatch(/Exit codes/);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { expect, test as anywhere } from 'vitest';

import { bareEnvironment, makeHome, root } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { brokerReason, hasBroker } from './broker.ts';

testIf(hasBroker, brokerReason)('npm run demo:relay shows what it says, and leaves nothing behind', async () => {
  const { base } = await makeHome();
  const { NATS_SERVER } = process.env;
  const result = await execa(process.execPath, [join(root, 'scripts/relay-demo.mjs')], {
    reject: false,
    all: true,
    extendEnv: false,
    env: { ...bareEnvironment(base), TMPDIR: base, ...(NATS_SERVER === undefined ? {} : { NATS_SERVER }) },
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toContain('All as promised.');
  expect(await readdir(base)).toEqual([]);
});

anywhere('the client of the broker is in the bundle of this command alone', async () => {
  const bundleOf = async (command: string) => {
    const dir = join(root, 'packages', command, 'dist/bundle');
    const [, build = ''] = /'\.\/(.*)\/main\.cjs'/.exec(await readFile(join(dir, 'start.cjs'), 'utf8')) ?? [];
    const files = await readdir(join(dir, build));
    return (await Promise.all(files.map((name) => readFile(join(dir, build, name), 'utf8')))).join('');
  };
  const mark = 'Nats-Expected-Stream';
  expect(await bundleOf('relay')).toContain(mark);
  for (const command of ['producer', 'consumer', 'driver', 'send', 'watchdog', 'monitor'])
    expect(await bundleOf(command), command).not.toContain(mark);
});

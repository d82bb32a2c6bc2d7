import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';

import { execa } from 'execa';
import { expect } from 'vitest';

import { commandPath, makeHome, root } from '../harness.ts';
import { testIf } from '../testIf.ts';
import { brokerReason, canSync, hasBroker } from './broker.ts';

/** A port of loopback that was just free. */
function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

testIf(hasBroker, brokerReason)(
  'docs/relay.md can be followed in an empty home directory, command by command',
  async () => {
    const { base } = await makeHome();
    const [home, clone] = [join(base, 'a home'), join(base, 'my clone')];
    await mkdir(home);
    await symlink(root, clone);
    const port = await findPort();
    const page = await readFile(join(root, 'docs/relay.md'), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) =>
      block.replaceAll(':4222', `:${port}`),
    );
    expect(blocks).toHaveLength(4);
    // On a port of its own, and there before the next line needs it.
    const fit = canSync ? ':' : "sed -i '/sync_interval/d' nats.conf";
    const serve = [
      'serve() {',
      `  ${fit}`,
      `  mkdir ports; "$NATS_SERVER" "$@" -a 127.0.0.1 -p ${port} --ports_file_dir "$PWD/ports" -l "$PWD/log" & trap "kill $!" EXIT`,
      '  until [ -n "$(ls ports)" ]; do kill -0 $! || exit 1; done',
      '}',
    ];
    const session = [...serve, 'set -eu', ...blocks]
      .join('\n')
      .replace('nats-server -c nats.conf &', 'serve -c nats.conf');
    expect(session).toContain('serve -c nats.conf');
    await writeFile(join(base, 'session'), session);
    const path = [dirname(commandPath('producer')), dirname(process.execPath), '/usr/bin', '/bin', '/usr/sbin'];
    const result = await execa('sh', [join(base, 'session')], {
      reject: false,
      all: true,
      extendEnv: false,
      stdin: 'ignore',
      cwd: clone,
      env: {
        HOME: home,
        LANG: 'C.UTF-8',
        PATH: path.join(delimiter),
        NATS_SERVER: process.env['NATS_SERVER'] ?? 'nats-server',
      },
    });
    expect(result.exitCode, result.all).toBe(0);
    expect(result.all).toContain('1 report waiting');
    expect(result.all).toContain('backup complete');
  },
);

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from '../root.mjs';
import { nodePath } from './node.mjs';

// Only ends what hangs; no verdict depends on it.
const hangMs = 3_600_000;

/** Program and arguments of a built command, started as `node -e 0` is: without a shebang in between. */
export function ourCommand(name, ...args) {
  return [nodePath(), join(root, 'packages', name, 'bin', `owner-report-${name}.cjs`), ...args];
}

/** What commands are given of the environment: NODE_EXTRA_CA_CERTS and NODE_OPTIONS, for one, would slow every node. */
export function bareEnvironment(dir, extra) {
  return { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', ...extra };
}

/**
 * Runs a program to its end.
 * @throws when it ends with another code than 0: what fails is not measured.
 */
export function runProcess([program, ...args], { cwd, env }) {
  const { status, signal, error, stderr } = spawnSync(program, args, {
    cwd,
    env: bareEnvironment(cwd, env),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: hangMs,
    killSignal: 'SIGKILL',
  });
  if (error === undefined && status === 0) return;
  const end = error?.message ?? `exit ${status ?? signal}`;
  throw new Error(`${[program, ...args].join(' ').slice(0, 200)}: ${end}: ${String(stderr ?? '').slice(-500)}`);
}

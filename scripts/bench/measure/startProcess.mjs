import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { bareEnvironment } from './runProcess.mjs';
import { waitFor } from './waitFor.mjs';

/**
 * Starts a program that works beside the measuring, and waits until what it says fits.
 * @param until what it says, on stderr, once it is ready
 * @returns its pid, what was said that fits, and what ends it
 */
export async function startProcess([program, ...args], { cwd, env, until }) {
  const child = spawn(program, args, { cwd, env: bareEnvironment(cwd, env), stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  // A signal to this process must not leave it behind; it goes before its directory does.
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
  };
  try {
    await waitFor(
      () => until.test(said),
      `${until} of ${program}`,
      () => child.exitCode !== null,
    );
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; it said: ${said}`, { cause: error });
  }
  return { pid: child.pid, said: until.exec(said), stop };
}

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from '../root.mjs';

/**
 * Program and arguments of a peer in Python. The interpreter itself is called: a python3 of PATH may be a script that
 * looks for it, which would be a gift to our side.
 */
export function pythonPeer(name, ...args) {
  const interpreter = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  return [interpreter, join(root, 'scripts/bench/peers', name), ...args];
}

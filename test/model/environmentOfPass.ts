import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { clockEnvironment, root } from '../harness.ts';

/**
 * The environment of the n-th pass of a test: for it, ten minutes lie behind the one before it. A lock that it finds is
 * old, and a backoff is over.
 */
export function environmentOfPass(number: number): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: clock, ...shift } = clockEnvironment({ shiftMs: number * 600_000 });
  const stillLock = pathToFileURL(join(root, 'test/fixtures/stillLock.js')).href;
  return { ...shift, NODE_OPTIONS: `${clock} --import=${stillLock}` };
}

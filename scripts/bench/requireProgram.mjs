import { spawnSync } from 'node:child_process';

import { SkippedError } from './skippedError.mjs';

/** @throws SkippedError with these words where the command line does not end with 0. */
export function requireProgram([program, ...args], otherwise) {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  if (error !== undefined || status !== 0) throw new SkippedError(otherwise);
}

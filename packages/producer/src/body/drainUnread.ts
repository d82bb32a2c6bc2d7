import { drainPipe, readOptions } from '@owner-report/cli';

import { stateOptions } from '../options.ts';

/**
 * Reads the body of a call that failed before it did, for a wrong option perhaps, to its end. Otherwise a slip in the last
 * command of a pipeline would end the first one, hours into its work.
 * @param args the command line, which may be wrong
 */
export function drainUnread(args: readonly string[]): void {
  const { body, 'body-file': file } = readOptions(args, stateOptions);
  const named = /^(?:-|\/dev\/stdin|\/dev\/fd\/(?<descriptor>\d{1,4}))$/.exec(String(body === '-' ? body : file));
  if (named === null) return;
  try {
    drainPipe(Number(named.groups?.['descriptor'] ?? 0));
  } catch {
    // It is no pipe of ours. The failure that was told is the one that counts.
  }
}

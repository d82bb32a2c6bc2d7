import type { Talk } from '@owner-report/cli';
import { type ExitCode, schemaVersion } from '@owner-report/spool';

import type { PassResult } from './passOrder.ts';

/** Says how a pass has ended. @returns its exit code */
export function tellEnd(talk: Talk, { exitCode, lanes, ...counts }: PassResult & { locked?: boolean }): ExitCode {
  const quiet = lanes === undefined ? {} : { quiet: lanes.quiet };
  talk.document({ schemaVersion, event: 'pass', ...counts, ...quiet, exit_code: exitCode });
  return exitCode;
}

import type { Ending } from '@owner-report/cli';
import type { ProcessRecord } from '@owner-report/spool';

import { notStarted } from './describeEnding.ts';
import { isThere } from './processRecord.ts';

/**
 * The ending of a command that is not started beside one of before, which cannot be killed; undefined when that one is
 * gone, or there was none.
 */
export async function findSurvivorEnding(survivor: ProcessRecord | undefined): Promise<Ending | undefined> {
  if (survivor === undefined || !(await isThere(survivor))) return undefined;
  const reason = `the command of before cannot be killed and is still there (process ${survivor.pid}); no other one is run beside it`;
  return { ...notStarted(reason), survivor };
}

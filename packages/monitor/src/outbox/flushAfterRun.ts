import { type Ending, isSuccess, type Talk } from '@owner-report/cli';
import { type Home, messageOf } from '@owner-report/spool';

import type { StateFile } from '../state/stateFile.ts';
import { flushOutbox } from './outbox.ts';

/** A run by hand whose report is in the outbox. */
interface RunOrder {
  job: { id: string };
  stateFile: StateFile;
  home: Home;
  talk: Talk;
  now: Date;
}

/**
 * Enqueues the report of a run by hand. Where the home takes none, that is no reason to hide how a run has failed: its report
 * waits, and the exit code stays that of the work.
 * @throws CannotCreateError, IoError when the run itself went well
 */
export async function flushAfterRun(
  { job, stateFile, home, talk, now }: RunOrder,
  { ending }: { ending: Ending },
): Promise<void> {
  await flushOutbox(stateFile, home, now).catch((error: unknown) => {
    if (isSuccess(ending)) throw error;
    talk.warn(`run ${job.id}: its report waits for the next tick: ${messageOf(error)}`);
  });
}

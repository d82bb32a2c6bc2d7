import { ConfigError, messageOf } from '@owner-report/spool';

import { monitorHint } from '../config/monitorHint.ts';
import { type Jobs, readJobs } from '../config/readJobs.ts';
import { flushOutbox, putIntoOutbox } from '../outbox/outbox.ts';
import type { State } from '../state/state.ts';
import { noteConfigFault } from './configFaults.ts';
import type { TickOrder } from './tickOrder.ts';

/**
 * Reads the jobs; a fault of the whole file is reported, the same one at most once an hour, before it is thrown. What is
 * remembered stays.
 * @throws ConfigError
 */
export async function readJobsOrAlarm(order: TickOrder): Promise<Jobs> {
  try {
    return readJobs(order.configPath);
  } catch (error) {
    if (error instanceof ConfigError && order.mode !== 'print-only')
      // What keeps the alarm from being reported is not what has to be mended first.
      await alarm(error, order).catch((cause: unknown) =>
        order.onWarning(`this could not be reported: ${messageOf(cause)}`),
      );
    throw error;
  }
}

async function alarm({ message }: ConfigError, { stateFile, home, now, files }: TickOrder): Promise<void> {
  const note = (state: State) => noteConfigFault(state, message, monitorHint(files, 'validate-config'), now);
  // Most ticks have nothing to tell, and save nothing.
  if (note(stateFile.read().state).length > 0)
    await stateFile.update((state) => void putIntoOutbox(state, note(state), now));
  await flushOutbox(stateFile, home, now);
}

import { ConfigError, messageOf, PartNeeded, runWithParts } from '@owner-report/spool';

import { cronPart } from '../config/cronPattern.ts';
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
    return await readWithParts(order.configPath);
  } catch (error) {
    if (error instanceof ConfigError && order.mode !== 'print-only')
      // What keeps the alarm from being reported is not what has to be mended first.
      await alarm(error, order).catch((cause: unknown) =>
        order.onWarning(`this could not be reported: ${messageOf(cause)}`),
      );
    throw error;
  }
}

async function readWithParts(path: string): Promise<Jobs> {
  try {
    return readJobs(path);
  } catch (error) {
    if (!(error instanceof PartNeeded)) throw error;
  }
  // Where nothing is wrong, that was all.
  await cronPart.load();
  return runWithParts(() => readJobs(path));
}

async function alarm({ message }: ConfigError, { stateFile, home, now, files }: TickOrder): Promise<void> {
  const note = (state: State) => noteConfigFault(state, message, monitorHint(files, 'validate-config'), now);
  // Most ticks have nothing to tell, and save nothing.
  if (note(stateFile.read().state).length > 0)
    await stateFile.update(async (state) => {
      const sections = note(state);
      await runWithParts(() => putIntoOutbox(state, sections, now));
    });
  await flushOutbox(stateFile, home, now);
}

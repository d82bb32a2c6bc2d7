import { ConfigError } from '@owner-report/spool';

import { monitorHint, type MonitorFiles } from '../config/monitorHint.ts';
import { type Jobs, readJobs } from '../config/readJobs.ts';
import { elapsedSeconds } from '../evaluate/evaluate.ts';
import { flushOutbox, putIntoOutbox } from '../outbox/outbox.ts';
import { toOneLine } from '../report/oneLine.ts';
import type { Section } from '../report/section.ts';
import type { TickOrder } from './tickOrder.ts';

const repeatSeconds = 3600;

/**
 * Reads the jobs; a fault of the whole file is reported, at most once an hour, before it is thrown. What is remembered
 * stays.
 * @throws ConfigError
 */
export async function readJobsOrAlarm(order: TickOrder): Promise<Jobs> {
  try {
    return readJobs(order.configPath);
  } catch (error) {
    if (error instanceof ConfigError && order.mode !== 'print-only') await alarm(error, order);
    throw error;
  }
}

async function alarm(error: ConfigError, { stateFile, home, now, files }: TickOrder): Promise<void> {
  const nowSeconds = now.getTime() / 1000;
  const { state } = stateFile.read();
  if (elapsedSeconds(nowSeconds, state.lastConfigErrorAt) >= repeatSeconds) {
    await stateFile.update((current) => {
      current.lastConfigErrorAt = nowSeconds;
      putIntoOutbox(current, [composeConfigSection(error, files)], now);
    });
  }
  await flushOutbox(stateFile, home, now);
}

function composeConfigSection(error: ConfigError, files: MonitorFiles): Section {
  return {
    subject: { id: 'config', name: 'Monitor config', kind: 'config file' },
    status: 'alert',
    lines: [
      'status: invalid, no job is looked after',
      `message: ${toOneLine(error.message)}`,
      `ACTION REQUIRED: mend the config, then check it with "${monitorHint(files, 'validate-config')}"`,
    ],
  };
}

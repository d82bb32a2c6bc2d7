import {
  type CommandSpec,
  type Invocation,
  requireScripts,
  resolveSettings,
  scheduledSendCommand,
  type Settings,
  type Talk,
} from '@owner-report/cli';
import { deliveryDocument, describeDelivery, isSettled, previewDelivery } from '@owner-report/driver';
import {
  describeForeign,
  type ExitCode,
  exitCodes,
  listReports,
  LockedError,
  schemaVersion,
  UsageError,
} from '@owner-report/spool';

import { drainOptions } from '../drainOptions.ts';
import { follow } from '../follow/follow.ts';
import { type PassOrder, type PassResult, runPass } from '../pass/runPass.ts';
import { requireScheduledSend } from '../schedule/requireScheduledSend.ts';
import { createProgressBar } from './progressBar.ts';

/** `owner-report-watchdog` without a subcommand: one pass, or with `--follow` one after the other. */
export const drainSubcommand: CommandSpec = {
  command: '$0',
  describe: 'Send what is pending, oldest first; the first failure stops the pass',
  options: drainOptions,
  run: drain,
};

async function drain(invocation: Invocation): Promise<number> {
  const { home, talk, flag, given } = invocation;
  const schedule = flag('scheduled') ? { scripts: requireScripts() } : undefined;
  const settings = resolveSettings(home, given, schedule);
  const maxCount = flag('all') || flag('follow') ? Infinity : settings.maxCount;
  if (flag('dry-run')) return preview(invocation, settings, maxCount);
  if (schedule !== undefined && settings.sendCommand === scheduledSendCommand(schedule))
    await requireScheduledSend(home, settings, schedule.scripts, flag('follow'));
  const order = toOrder(invocation, settings, maxCount);
  if (flag('follow')) return follow(order, talk);
  try {
    return tellEnd(talk, await runPass(order));
  } catch (error) {
    if (!(error instanceof LockedError) || flag('fail-if-locked')) throw error;
    talk.note(error.message);
    const { total } = listReports(home, 'pending', 0);
    return tellEnd(talk, { sent: 0, left: total, exitCode: exitCodes.done, locked: true });
  }
}

function tellEnd(talk: Talk, { exitCode, ...counts }: PassResult & { locked?: boolean }): ExitCode {
  talk.document({ schemaVersion, event: 'pass', ...counts, exit_code: exitCode });
  return exitCode;
}

function toOrder(invocation: Invocation, settings: Settings, maxCount: number): PassOrder {
  const { home, talk } = invocation;
  const bar = createProgressBar(!talk.quiet && !talk.json);
  return {
    home,
    settings,
    maxCount,
    lockWaitMs: 0,
    onWarning: (text) => {
      bar.clear();
      talk.warn(text);
    },
    onForeign: (names) => {
      bar.clear();
      for (const name of names) talk.warn(describeForeign(home, 'pending', name));
    },
    onDelivery: (delivery, { done, planned }) => {
      bar.clear();
      talk.document({ event: 'delivery', ...deliveryDocument(delivery) });
      if (!isSettled(delivery)) talk.warn(describeDelivery(home, delivery, settings));
      else if (!talk.quiet) talk.result(describeDelivery(home, delivery, settings));
      if (isSettled(delivery)) bar.show(done, planned);
    },
  };
}

function preview({ home, talk, flag }: Invocation, settings: Settings, maxCount: number): number {
  if (flag('follow')) throw new UsageError('expected --dry-run or --follow, got both');
  const { entries, total, foreign } = listReports(home, 'pending', maxCount);
  for (const name of foreign) talk.warn(describeForeign(home, 'pending', name));
  if (total === 0) talk.note(`${home.pending}: nothing is pending`);
  for (const [index, entry] of entries.entries()) {
    talk.result(`${index === 0 ? '' : '\n'}next ${index + 1} of ${entries.length} (${total} pending)`);
    previewDelivery(home, settings, entry.path, talk);
  }
  return exitCodes.done;
}

import { type CommandSpec, type Invocation, resolveSettings, type Settings, type Talk } from '@owner-report/cli';
import {
  describeDelivery,
  isSettled,
  previewDelivery,
  readSettingFlags,
  settingOptions,
  deliveryDocument,
} from '@owner-report/driver';
import {
  describeForeign,
  type ExitCode,
  exitCodes,
  listReports,
  LockedError,
  schemaVersion,
  UsageError,
} from '@owner-report/spool';

import { follow } from './follow.ts';
import { createProgressBar } from './progressBar.ts';
import { type PassOrder, type PassResult, runPass } from './runPass.ts';

/** `owner-report-watchdog` without a subcommand: one pass, or with `--follow` one after the other. */
export const drainCommand: CommandSpec = {
  command: '$0',
  describe: 'Send what is pending, oldest first; the first failure stops the pass',
  options: {
    ...settingOptions,
    'max-count': { type: 'string', describe: 'At most so many reports in one pass (default 1)', placeholder: 'N' },
    all: { type: 'boolean', describe: 'The whole backlog as it stands at the start, whatever --max-count says' },
    follow: { type: 'boolean', describe: 'Stay in the foreground and send as reports arrive' },
    'dry-run': { type: 'boolean', describe: 'Show what would be sent; run and move nothing' },
    'on-invalid': {
      type: 'string',
      describe: 'A report that can never be sent: stop (default), or hold it and go on, without an error',
      placeholder: 'POLICY',
    },
    quiet: { type: 'boolean', describe: 'Do not tell what was sent: only warnings and errors' },
    'fail-if-locked': { type: 'boolean', describe: 'Exit 75 when another pass is at work' },
  },
  run: drain,
};

async function drain(invocation: Invocation): Promise<number> {
  const { home, talk, flag } = invocation;
  const settings = resolveSettings(home, readSettingFlags(invocation));
  const maxCount = flag('all') || flag('follow') ? Infinity : settings.maxCount;
  if (flag('dry-run')) return preview(invocation, settings, maxCount);
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
    isStopped: () => false,
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
      if (!isSettled(delivery)) talk.warn(describeDelivery(home, delivery));
      else if (!talk.quiet) talk.result(describeDelivery(home, delivery));
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

import { commandHint, type Invocation, resolveSettings, runCli } from '@owner-report/cli';
import { findReport, NotFoundError, UsageError } from '@owner-report/spool';

import { deliverReport, requireSendCommand } from './deliverReport.ts';
import { type Delivery, isSettled } from './delivery.ts';
import { describeDelivery } from './describeDelivery.ts';
import { exitCodeOf } from './exitCodeOf.ts';
import { openPass } from './pass.ts';
import { previewDelivery } from './previewDelivery.ts';
import { readSettingFlags, settingOptions } from './settingOptions.ts';
import { settleAttempts } from './settleAttempts.ts';
import { toDocument } from './toDocument.ts';

/** How long a delivery by hand waits for a pass to end. */
const lockWaitMs = 10_000;

async function drive(invocation: Invocation): Promise<number> {
  const { home, talk, text, flag } = invocation;
  const wanted = text('report');
  if (wanted === undefined)
    throw new UsageError('expected a report id or path, got nothing', { remedy: 'See "owner-report-driver --help".' });
  const settings = resolveSettings(home, readSettingFlags(invocation));
  const found = findReport(home, wanted);
  if (flag('dry-run')) {
    previewDelivery(home, settings, found.path, talk);
    return 0;
  }
  if (found.place === 'held') {
    throw new NotFoundError(`${found.path}: expected a pending report, found a held one`, {
      remedy: `Release it first: ${commandHint(home, 'owner-report-watchdog release', found)}`,
    });
  }
  requireSendCommand(settings.sendCommand);
  const pass = await openPass(home, settings, lockWaitMs, (warning) => talk.warn(warning));
  try {
    const settled = await settleAttempts(pass);
    const own = settled.find(
      (delivery) => delivery.id === found.id && (isSettled(delivery) || delivery.outcome === 'uncommitted'),
    );
    const blocking = settled.find((delivery) => delivery.outcome === 'in-flight');
    for (const delivery of settled)
      if (delivery !== own && delivery !== blocking) talk.note(describeDelivery(home, delivery));
    const delivery = own ?? blocking ?? (await deliverOrFindSent(pass, found.id));
    for (const one of new Set([...settled, delivery]))
      if (one.outcome === 'sent') for (const warning of one.warnings) talk.warn(warning);
    talk.document(toDocument(delivery));
    (exitCodeOf(delivery) === 0 ? talk.result : talk.warn)(describeDelivery(home, delivery));
    return exitCodeOf(delivery);
  } finally {
    await pass.lock.release();
  }
}

async function deliverOrFindSent(pass: Awaited<ReturnType<typeof openPass>>, id: string): Promise<Delivery> {
  // It may have moved while we waited for the lock.
  const { place, path } = findReport(pass.home, id);
  return place === 'sent'
    ? { id, outcome: 'already-sent', path }
    : await deliverReport(pass, id, { ignoreBackoff: true });
}

void runCli({
  name: 'owner-report-driver',
  describe: 'deliver one report: hand it to the send command, and move it to sent/ only if that succeeds',
  commands: [
    {
      command: '$0 [report]',
      describe: 'Deliver the report with this id or path',
      positionals: { report: 'Report id, or path of its file in pending/' },
      options: {
        ...settingOptions,
        'dry-run': { type: 'boolean', describe: 'Show command, environment and message; run and move nothing' },
      },
      run: drive,
    },
  ],
  examples: [
    ['owner-report-driver 20261121T101112345Z-backend-a-job-7k3q9x --dry-run', 'show what would be sent, and how'],
    ['owner-report-driver "$ID" --send-cmd \'mail -s "$OWNER_REPORT_STATUS" me@example.org\'', 'send it by mail, now'],
  ],
  exits: [
    [0, 'sent, or known to have been sent'],
    [64, 'usage'],
    [65, 'the report is invalid, or its id was sent with other content'],
    [66, 'no such report in pending/'],
    [74, 'input/output error; nothing was sent, or it is known that it was'],
    [
      75,
      'send failed or outcome unknown: it stays in pending/, or is in held/ with --hold-after; or another is at work',
    ],
    [78, 'bad configuration, or no send command'],
  ],
});

import { basename } from 'node:path';

import { holdHint, type Invocation, laneNamed, resolveSendingOrDefault } from '@owner-report/cli';
import {
  describeDelivery,
  openPass,
  readAttemptRecord,
  resetFailures,
  settleAttempts,
  warningsOf,
} from '@owner-report/driver';
import {
  findReport,
  findReportById,
  InvalidReportError,
  LockedError,
  lstatIfThere,
  moveReport,
  type Place,
  reportPath,
  schemaVersion,
  toPrintableLine,
  UsageError,
} from '@owner-report/spool';

const lockWaitMs = 10_000;

// What is none is never opened in pending/, and could never be sent.
function assertReportFile(path: string): void {
  const info = lstatIfThere(path);
  if (info === undefined || info.isFile()) return;
  const kind = info.isSymbolicLink()
    ? 'a link'
    : info.isDirectory()
      ? 'a directory'
      : info.isFIFO()
        ? 'a FIFO'
        : 'no file';
  throw new InvalidReportError(`${toPrintableLine(path)}: not a report but ${kind}, which is never sent`, {
    remedy: 'Put the report itself there, as a plain file, or remove what is none.',
  });
}

/** `owner-report-watchdog hold`. */
export function hold(invocation: Invocation): Promise<number> {
  const reason = invocation.text('reason') ?? '';
  if (reason.trim() === '') {
    const given = invocation.text('report') ?? '';
    const wanted = given.includes('/') ? basename(given, '.md') : given;
    throw new UsageError('--reason: expected why the report is held, got nothing', {
      remedy: `For example: ${holdHint(invocation.home, wanted, 'wrong channel')}`,
    });
  }
  return moveBetween(invocation, 'pending', 'held', reason);
}

/** `owner-report-watchdog release`. */
export function release(invocation: Invocation): Promise<number> {
  return moveBetween(invocation, 'held', 'pending', undefined);
}

async function moveBetween(
  invocation: Invocation,
  from: Place,
  to: Place,
  reason: string | undefined,
): Promise<number> {
  const { home, talk, text } = invocation;
  const wanted = text('report') ?? '';
  // A config that cannot be used must not keep an operator from setting a report aside: nothing is sent here.
  const sending = resolveSendingOrDefault(home);
  const first = findReport(home, wanted, [from]);
  if (to === 'pending') assertReportFile(first.path);
  const pass = await openPass(home, sending.settings, lockWaitMs, (warning) => talk.warn(warning));
  try {
    for (const delivery of await settleAttempts(pass)) {
      if (delivery.outcome === 'in-flight')
        throw new LockedError(`a send is under way until ${delivery.until}`, { remedy: 'Try again then.' });
      for (const warning of warningsOf(delivery)) talk.warn(warning);
      talk.note(describeDelivery(home, delivery, laneNamed(delivery.route, sending).settings));
    }
    // It may have moved while we waited, or an earlier send of it may have turned out well.
    const found = findReportById(home, first.id, [from]);
    if (to === 'pending' && lstatIfThere(reportPath(home, 'sent', found.id)) !== undefined) {
      throw new InvalidReportError(
        `${toPrintableLine(found.path)}: expected a report that was not sent, found its id in ${home.sent}`,
        {
          remedy: 'To send it once more, give it another id (file name and report_id).',
        },
      );
    }
    if (to === 'pending') assertReportFile(found.path);
    const path = moveReport(home, found.path, to);
    if (to === 'pending') resetFailures(pass, readAttemptRecord(home, found.id));
    const event = to === 'held' ? 'held' : 'released';
    pass.log({ event, report_id: found.id, ...(reason === undefined ? {} : { reason }) });
    talk.result(toPrintableLine(path));
    talk.document({ schemaVersion, event, report_id: found.id, path, ...(reason === undefined ? {} : { reason }) });
    return 0;
  } finally {
    await pass.lock.release();
  }
}

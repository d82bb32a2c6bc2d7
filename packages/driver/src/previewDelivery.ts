import { basename, dirname } from 'node:path';

import { type Sending, type Talk, withHoldHint } from '@owner-report/cli';
import {
  findLostWords,
  type Home,
  readReport,
  schemaVersion,
  type StoredReport,
  toPrintableLine,
} from '@owner-report/spool';

import { attemptFiles } from './attempt/attemptFiles.ts';
import { readAttemptRecord } from './attempt/attemptRecord.ts';
import { mayRepeat } from './attempt/doubt.ts';
import { nameWay } from './attempt/rejection.ts';
import { findWay } from './deliver/chooseWay.ts';
import { composeMessage } from './message/composeMessage.ts';
import { sendVariables } from './send/environment.ts';

/** Shows what a delivery would do: command, environment and fitted message. Runs and changes nothing. */
export function previewDelivery(home: Home, sending: Sending, path: string, talk: Talk): void {
  const stored = readOrHint(home, path);
  const { report, bytes } = stored;
  const record = readAttemptRecord(home, report.report_id);
  for (const warning of findLostWords(bytes)) talk.warn(toPrintableLine(`${path}: ${warning}`));
  const { settings, lane } = findWay(sending, stored, record);
  const message = composeMessage(report, settings);
  const attempt = record.attempts + 1;
  // Each attempt has a token of its own in the name.
  const { result: resultFile } = attemptFiles(home, report.report_id, { attempt, token: 'TOKEN' });
  // Where no send command is known, nothing tells that it is another way.
  const way = () => (settings.sendCommand === undefined ? record.maybeSent?.way : nameWay(settings));
  const maybeDuplicate = mayRepeat(record, () => ({ digest: stored.digest, way: way() }));
  const order = { report, path, message, attempt, maybeDuplicate, resultFile };
  const { OWNER_REPORT_MESSAGE: _message, ...environment } = sendVariables(home, settings, order);
  talk.document({
    schemaVersion,
    report_id: report.report_id,
    path,
    ...(lane === undefined ? {} : { route: lane.route, fallback: lane.isFallback }),
    command: settings.sendCommand ?? null,
    environment,
    message,
  });
  talk.result(toPrintableLine(`report   ${path}`));
  if (lane !== undefined) talk.result(`route    ${lane.route}${lane.isFallback ? ', fallback' : ''}`);
  talk.result(
    toPrintableLine(
      `command  ${settings.sendCommand ?? '(none: set --send-cmd, OWNER_REPORT_SEND_CMD or sendCommand in config.json)'}`,
    ),
  );
  talk.result('environment');
  for (const [name, value] of Object.entries(environment)) talk.result(toPrintableLine(`  ${name}=${value}`));
  talk.result(`message  (${Buffer.byteLength(message)} bytes, on stdin and in OWNER_REPORT_MESSAGE)`);
  talk.result(message);
}

function readOrHint(home: Home, path: string): StoredReport {
  try {
    return readReport(path);
  } catch (error) {
    throw dirname(path) === home.pending ? withHoldHint(home, basename(path, '.md'), error) : error;
  }
}

import { isReportId, lstatIfThere, readReportBytes, UsageError } from '@owner-report/spool';

/** What the driver has made ready to be sent. */
export interface Snapshot {
  id: string;
  bytes: Uint8Array;
  /** The report's place in the queue where its id does not say it, Unix milliseconds. */
  queuedMs: number;
}

/**
 * Reads the report of the attempt that called us: the bytes that go into `sent/` afterwards, not the file that an operator may
 * edit meanwhile. docs/delivery.md has the names of the files of an attempt.
 * @throws UsageError without a driver; NotFoundError, InvalidReportError, IoError
 */
export function readSnapshot(environment: NodeJS.ProcessEnv): Snapshot {
  const id = environment['OWNER_REPORT_ID'] ?? '';
  const result = environment['OWNER_REPORT_RESULT_FILE'] ?? '';
  if (!isReportId(id) || !result.endsWith('.result')) {
    throw new UsageError('expected to be called as a send command, found no attempt in the environment', {
      remedy: 'Set "sendCommand": "owner-report-relay send" in config.json; the watchdog calls it.',
    });
  }
  const { bytes, mtimeMs } = readReportBytes(`${result.slice(0, -'.result'.length)}.sent`);
  // An editor or an operator may have taken it away: the snapshot is of nearly the same time.
  const pending = lstatIfThere(environment['OWNER_REPORT_FILE'] ?? '');
  return { id, bytes, queuedMs: pending === undefined ? mtimeMs : Number(pending.mtimeMs) };
}

import {
  isReportId,
  lstatIfThere,
  NotFoundError,
  readReportBytes,
  UnavailableError,
  UsageError,
} from '@owner-report/spool';

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
 * @throws UsageError without a driver; UnavailableError when another pass has taken over; InvalidReportError, IoError
 */
export function readSnapshot(environment: NodeJS.ProcessEnv): Snapshot {
  const id = environment['OWNER_REPORT_ID'] ?? '';
  const result = environment['OWNER_REPORT_RESULT_FILE'] ?? '';
  if (!isReportId(id) || !result.endsWith('.result')) {
    throw new UsageError('expected to be called as a send command, found no attempt in the environment', {
      remedy: 'Set "sendCommand": "owner-report-relay send" in config.json; the watchdog calls it.',
    });
  }
  const { bytes, mtimeMs } = readSent(`${result.slice(0, -'.result'.length)}.sent`);
  // An editor or an operator may have taken it away: the snapshot is of nearly the same time.
  const pending = lstatIfThere(environment['OWNER_REPORT_FILE'] ?? '');
  return { id, bytes, queuedMs: pending === undefined ? mtimeMs : Number(pending.mtimeMs) };
}

function readSent(path: string): ReturnType<typeof readReportBytes> {
  try {
    return readReportBytes(path);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UnavailableError(`${path}: expected the report of this attempt, found none`, {
      cause: error,
      remedy: 'Another pass has taken over, and tries again.',
    });
  }
}

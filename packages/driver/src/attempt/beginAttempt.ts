import {
  lstatIfThere,
  readBootId,
  readReport,
  reportPath,
  type StoredReport,
  syncFile,
  writeScratchFile,
} from '@owner-report/spool';

import { composeMessage } from '../message/composeMessage.ts';
import type { Pass } from '../pass.ts';
import { sendVariables } from '../send/environment.ts';
import { type SendResult, startSender } from '../send/startSender.ts';
import { attemptFiles, type AttemptFiles, fencePath, removeOwnFiles } from './attemptFiles.ts';
import { type AttemptRecord, type CurrentAttempt, readAttemptRecord, saveAttemptRecord } from './attemptRecord.ts';

/** An attempt that is on record, with all its files; its sender waits to be let go. */
export interface Attempt {
  /** What was remembered before it. */
  before: AttemptRecord;
  record: AttemptRecord;
  current: CurrentAttempt;
  /** The report as it was read for it. */
  stored: StoredReport;
  files: AttemptFiles;
  /** Monotonic time, milliseconds. */
  readyAt: number;
  /** Neither sent nor dismissed yet. */
  isWaiting: boolean;
  /** The snapshot is known to be on the disk. */
  isSynced: boolean;
  /** Lets the send command go, and waits for its end. */
  send(): Promise<SendResult>;
  /** Puts a later deadline on record: it has waited. */
  refresh(): void;
  /**
   * Ends the sender without the send command. The files stay for the next pass, which finds no claim: they may belong to
   * another pass by now.
   */
  dismiss(): void;
}

/**
 * Makes a report of `pending/` ready to be sent while another one is: reading, writing and the start of a shell take as
 * long as a quick send. Undefined for whatever is not plain; `deliverReport` deals with that in its turn. Never rejects.
 */
export async function prepareReport(pass: Pass, id: string): Promise<Attempt | undefined> {
  try {
    const stored = readReport(reportPath(pass.home, 'pending', id));
    const record = readAttemptRecord(pass.home, id);
    const wasSent = lstatIfThere(reportPath(pass.home, 'sent', id)) !== undefined;
    if (wasSent || record.retryAt !== undefined || record.current !== undefined) return undefined;
    return await beginAttempt(pass, record, stored);
  } catch {
    return undefined;
  }
}

/**
 * Puts an attempt on record and starts its sender, which waits.
 *
 * Guarantee: before the send command can run, the record of it is durable.
 * @throws LockedError when another pass took over
 */
export async function beginAttempt(pass: Pass, before: AttemptRecord, stored: StoredReport): Promise<Attempt> {
  const { home, settings, token } = pass;
  const number = before.attempts + 1;
  const files = attemptFiles(home, before.report_id, { attempt: number, token });
  const message = composeMessage(stored.report, settings);
  const timing = () => {
    const startedAt = pass.now().getTime();
    return {
      startedAt: new Date(startedAt).toISOString(),
      deadline: new Date(startedAt + settings.timeoutMs).toISOString(),
    };
  };
  const bootId = await readBootId();
  const current: CurrentAttempt = { attempt: number, token, digest: stored.digest, ...timing(), bootId };
  // So it is if the report was edited since it was made ready.
  if (lstatIfThere(files.snapshot) !== undefined) removeOwnFiles(files);
  // Synced before it goes into sent/: see commitSent.
  writeScratchFile(files.snapshot, stored.bytes);
  // It is read by this sender only.
  writeScratchFile(files.message, message);
  const record: AttemptRecord = { ...before, attempts: number, current };
  saveAttemptRecord(pass, record);
  const sender = await startSender({
    command: settings.sendCommand ?? '',
    token,
    fence: fencePath(home),
    files,
    timeoutMs: settings.timeoutMs,
    facts: `attempt=${number} deadline=${current.deadline} boot=${current.bootId}`,
    variables: sendVariables(home, settings, {
      report: stored.report,
      path: stored.path,
      message,
      attempt: number,
      maybeDuplicate: before.maybeDuplicate,
    }),
  });
  const attempt: Attempt = {
    before,
    record,
    current,
    stored,
    files,
    readyAt: performance.now(),
    isWaiting: true,
    isSynced: false,
    send: async () => {
      attempt.isWaiting = false;
      // The disk has time for it while the command runs.
      const synced = syncFile(files.snapshot).then(
        () => true,
        () => false,
      );
      const result = await sender.send();
      attempt.isSynced = await synced;
      return result;
    },
    refresh: () => {
      Object.assign(current, timing());
      saveAttemptRecord(pass, record);
    },
    dismiss: () => {
      attempt.isWaiting = false;
      sender.dismiss();
    },
  };
  return attempt;
}

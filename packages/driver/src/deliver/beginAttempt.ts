import { type BigIntStats, closeSync, constants } from 'node:fs';

import { requireSendCommand, type Settings } from '@owner-report/cli';
import {
  createPrivate,
  lstatIfThere,
  type StoredReport,
  syncFile,
  thisMachine,
  writeScratchFile,
} from '@owner-report/spool';

import { attemptFiles, type AttemptFiles, removeOwnFiles } from '../attempt/attemptFiles.ts';
import {
  type AttemptRecord,
  type CurrentAttempt,
  saveAttemptRecord,
  saveAttemptRecordMeanwhile,
} from '../attempt/attemptRecord.ts';
import { writeFacts } from '../attempt/claim.ts';
import { mayRepeat } from '../attempt/doubt.ts';
import { nameWay } from '../attempt/rejection.ts';
import { composeMessage } from '../message/composeMessage.ts';
import { fencePath } from '../pass/fence.ts';
import type { Pass } from '../pass/pass.ts';
import { sendVariables } from '../send/environment.ts';
import { type LetGo, type Sender, type SendResult, startSender } from '../send/startSender.ts';
import { chooseWay } from './chooseWay.ts';

// An attempt is one run of the send command for one report. Its way:
//
// 1. beginAttempt writes what will be sent (a snapshot of the report's bytes, the fitted message), then the record that
//    says so, durably, and starts a shell meanwhile, which waits at a gate.
// 2. sendAttempt opens the gate. The shell claims the attempt, looks whether its pass is still the newest, and runs the
//    send command. Meanwhile the snapshot is synced, since it is what goes into sent/.
// 3. The shell writes the receipt. deliverReport acts on it and on what the command has said of the outcome, or, if this
//    process has died, settleAttempts of the next pass.
//
// An attempt may wait at its gate while the report before it is sent. If it is not wanted any more it is taken back:
// its sender is dismissed, and its record is again what it was before.

/** An attempt that is on record, with all its files; its sender waits at the gate. */
export interface Attempt {
  /** What was remembered before it. */
  before: AttemptRecord;
  record: AttemptRecord;
  current: CurrentAttempt;
  /** The report as it was read for it. */
  stored: StoredReport;
  /** Those of its way. */
  settings: Settings;
  files: AttemptFiles;
  /** The file of the snapshot as it was written. */
  written: BigIntStats;
  /** When its deadline was set: monotonic time, milliseconds. */
  timedAt: number;
  sender: Sender;
  /** Whether its record has become durable: before that it is not let go. */
  isDurable: Promise<boolean>;
}

/**
 * Puts an attempt on record and starts its sender, which waits. The record is durable then, but for one that is made ready
 * during another send.
 *
 * Guarantee: before the send command can run, the record of it is durable.
 * @param behind id of the report whose send is under way, if this one is made ready during it
 * @throws LockedError when another pass took over, ConfigError without a send command
 */
export async function beginAttempt(
  pass: Pass,
  before: AttemptRecord,
  stored: StoredReport,
  behind?: string,
): Promise<Attempt> {
  const { home, token } = pass;
  const { settings, lane } = chooseWay(pass, before, stored.digest);
  const command = requireSendCommand(settings, home, lane?.route);
  const number = before.attempts + 1;
  const files = attemptFiles(home, before.report_id, { attempt: number, token });
  const message = composeMessage(stored.report, settings);
  const times = timesOfSend(pass.now(), settings);
  const timedAt = performance.now();
  const current: CurrentAttempt = {
    attempt: number,
    token,
    digest: stored.digest,
    way: nameWay(settings),
    ...times,
    ...(await thisMachine()),
    ...(behind === undefined ? {} : { behind }),
    ...(lane === undefined ? {} : { lane }),
  };
  const written = writeWhatIsSent(files, stored, message);
  const record: AttemptRecord = { ...before, attempts: number, current };
  const { report, path } = stored;
  const maybeDuplicate = mayRepeat(before, () => current);
  const order = { report, path, message, attempt: number, maybeDuplicate, resultFile: files.result };
  const variables = sendVariables(home, settings, order);
  const { timeoutMs } = settings;
  const saving = saveAttemptRecordMeanwhile(pass, record);
  // A fork takes as long as a sync.
  const starting = startSender({ command, token, fence: fencePath(home), files, timeoutMs, variables });
  const { sender, isDurable } = await whenOnRecord(saving, starting, behind !== undefined);
  return { before, record, current, stored, settings, files, written, timedAt, sender, isDurable };
}

// A shell that nobody lets go would wait for ever.
async function whenOnRecord(
  saving: Promise<{ synced: Promise<void> }>,
  starting: Promise<Sender>,
  mayWait: boolean,
): Promise<Pick<Attempt, 'sender' | 'isDurable'>> {
  // Told here, whatever becomes of the shell: nobody else hears of a sync that fails.
  const syncing = saving.then(({ synced }) => ({ synced, isDurable: isFulfilled(synced) }));
  const [saved, started] = await Promise.allSettled([syncing, starting]);
  if (started.status === 'rejected') throw started.reason;
  const sender = started.value;
  try {
    if (saved.status === 'rejected') throw saved.reason;
    const { synced, isDurable } = saved.value;
    if (!mayWait) await synced;
    return { sender, isDurable };
  } catch (error) {
    sender.dismiss();
    throw error;
  }
}

function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

/**
 * Takes back an attempt that was not let go, as if it had never begun. What cannot be written, or belongs to another
 * pass by now, is left to the next pass, which finds no claim.
 */
export function takeBackAttempt(pass: Pass, { sender, before, files }: Attempt): void {
  sender.dismiss();
  try {
    saveAttemptRecord(pass, before);
    removeOwnFiles(files);
  } catch {
    // As said.
  }
}

/** Puts a later deadline on record for an attempt that has waited. @throws LockedError when another pass took over */
export function renewDeadline(pass: Pass, attempt: Attempt): Attempt {
  const { behind: _isOver, ...begun } = attempt.current;
  const current = { ...begun, ...timesOfSend(pass.now(), attempt.settings) };
  const record = { ...attempt.record, current };
  saveAttemptRecord(pass, record);
  return { ...attempt, record, current };
}

/** Lets the send command go, and waits for its end; 'stopped' when it may not go. */
export async function sendAttempt(
  { files, sender, current }: Attempt,
  { mayGo, onGo }: Omit<LetGo, 'facts'>,
): Promise<(SendResult & { isSynced: boolean }) | 'stopped'> {
  let syncing = Promise.resolve(false);
  const result = await sender.letGo({
    // Only now: the deadline may have been renewed while it waited.
    facts: writeFacts(current.attempt, current),
    mayGo,
    onGo: async () => {
      // The disk has time for it while the command runs.
      syncing = syncFile(files.snapshot).then(
        () => true,
        () => false,
      );
      await onGo();
    },
  });
  return result === 'stopped' ? result : { ...result, isSynced: await syncing };
}

function timesOfSend(now: Date, { timeoutMs }: Settings): Pick<CurrentAttempt, 'startedAt' | 'deadline'> {
  return { startedAt: now.toISOString(), deadline: new Date(now.getTime() + timeoutMs).toISOString() };
}

function writeWhatIsSent(files: AttemptFiles, stored: StoredReport, message: string): BigIntStats {
  // They are there if the report was edited since it was made ready.
  if (lstatIfThere(files.snapshot) !== undefined) removeOwnFiles(files);
  // Synced before it goes into sent/: see commitSent.
  const written = writeScratchFile(files.snapshot, stored.bytes);
  // It is read by this sender only.
  writeScratchFile(files.message, message);
  // Empty: the send command need not say anything.
  closeSync(createPrivate(files.result, constants.O_WRONLY));
  return written;
}

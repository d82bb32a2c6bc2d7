import {
  ConfigError,
  holdHint,
  InvalidReportError,
  lstatIfThere,
  readBootId,
  readReport,
  reportPath,
  sameReport,
  syncDir,
  unlinkDurable,
  writeNewFile,
  LockedError,
  type StoredReport,
} from '@owner-report/spool';

import { attemptFiles, fencePath, removeAttemptFiles, type AttemptFiles } from './attempt/attemptFiles.ts';
import {
  readAttemptRecord,
  removeAttemptRecord,
  saveAttemptRecord,
  type AttemptRecord,
  type CurrentAttempt,
} from './attempt/attemptRecord.ts';
import { isBackingOff } from './attempt/backoff.ts';
import { isFenceOurs } from './attempt/fence.ts';
import { assertSentWritable } from './assertSentWritable.ts';
import type { Delivery } from './delivery.ts';
import { describeExit, endOfExit } from './describeExit.ts';
import { composeMessage } from './message/composeMessage.ts';
import type { Pass } from './pass.ts';
import { recordFailure } from './recordOutcome.ts';
import { recordSent } from './recordSent.ts';
import { sendVariables } from './send/environment.ts';
import { runSendCommand, type SendResult } from './send/runSendCommand.ts';

/**
 * Delivers one report of `pending/`: one send and its commit.
 *
 * Guarantee: the report is in `sent/` afterwards only if the send command ended with success; whatever dies when, the
 * next pass knows from the attempt's files what happened.
 * @param options.ignoreBackoff send even when an unknown outcome's backoff has not passed.
 * @throws InvalidReportError, NotFoundError, ConfigError without a send command, IoError, LockedError when another pass
 * took over.
 */
export async function deliverReport(pass: Pass, id: string, options: { ignoreBackoff: boolean }): Promise<Delivery> {
  const { home, settings } = pass;
  const stored = await readReport(reportPath(home, 'pending', id));
  const record = await readAttemptRecord(home, id);
  const sentAlready = await dropIfSent(pass, stored);
  if (sentAlready !== undefined) return sentAlready;
  if (record.retryAt !== undefined && !options.ignoreBackoff && isBackingOff(record.retryAt, Date.now())) {
    return { id, outcome: 'waiting', retryAt: record.retryAt, reason: record.lastError ?? 'unknown outcome' };
  }
  const command = requireSendCommand(settings.sendCommand);
  await assertSentWritable(home);
  const attempt = await beginAttempt(pass, record, stored).catch(unlessOurs(pass));
  const result = await runSendCommand({
    command,
    token: pass.token,
    fence: fencePath(home),
    files: attempt.files,
    timeoutMs: settings.timeoutMs,
    facts: `attempt=${attempt.current.attempt} deadline=${attempt.current.deadline} boot=${attempt.current.bootId}`,
    variables: sendVariables(home, settings, {
      report: stored.report,
      path: stored.path,
      message: attempt.message,
      attempt: attempt.current.attempt,
      maybeDuplicate: record.maybeDuplicate,
    }),
  });
  // Whoever took over while this process was away settles the attempt from its files.
  await assertOurs(pass);
  return finishAttempt(pass, attempt, result).catch(unlessOurs(pass));
}

/** @throws ConfigError when none is configured */
export function requireSendCommand(command: string | undefined): string {
  if (command !== undefined) return command;
  throw new ConfigError(
    'no send command: expected --send-cmd, OWNER_REPORT_SEND_CMD or "sendCommand" in config.json, found none',
    {
      remedy:
        'Try it with: --send-cmd \'cat >> "$HOME/owner-reports.txt"\'. docs/send-commands.md has the ones that are shipped.',
    },
  );
}

interface Attempt {
  record: AttemptRecord;
  current: CurrentAttempt;
  files: AttemptFiles;
  message: string;
}

async function beginAttempt(pass: Pass, record: AttemptRecord, stored: StoredReport): Promise<Attempt> {
  const { home, settings } = pass;
  const attempt = record.attempts + 1;
  const files = attemptFiles(home, record.report_id, attempt);
  const message = composeMessage(stored.report, settings);
  const startedAt = Date.now();
  const current: CurrentAttempt = {
    attempt,
    token: pass.token,
    digest: stored.digest,
    startedAt: new Date(startedAt).toISOString(),
    deadline: new Date(startedAt + settings.timeoutMs).toISOString(),
    bootId: await readBootId(),
  };
  await removeAttemptFiles(files);
  await writeNewFile(files.snapshot, stored.bytes);
  await writeNewFile(files.message, message);
  const next: AttemptRecord = { ...record, attempts: attempt, current };
  // Syncs the directory too: the names of snapshot and message with that of the record.
  await saveAttemptRecord(home, next);
  await assertOurs(pass);
  return { record: next, current, files, message };
}

async function finishAttempt(pass: Pass, attempt: Attempt, result: SendResult): Promise<Delivery> {
  const { record, current, files } = attempt;
  const { output, durationMs } = result;
  if (result.end === 'exited' && result.exitCode === 0)
    return recordSent(pass, record, current, { files, durationMs, recovered: false });
  const common = { output, durationMs, files };
  if (result.end === 'exited') {
    return recordFailure(pass, record, {
      ...common,
      end: endOfExit(result.exitCode),
      reason: describeExit(result.exitCode),
      exitCode: result.exitCode,
    });
  }
  if (result.end === 'unknown')
    return recordFailure(pass, record, { ...common, end: 'unknown', reason: result.reason, signal: result.signal });
  return recordFailure(pass, record, { ...common, end: 'failed', reason: result.reason });
}

async function dropIfSent(pass: Pass, stored: StoredReport): Promise<Delivery | undefined> {
  const id = stored.report.report_id;
  const path = reportPath(pass.home, 'sent', id);
  if ((await lstatIfThere(path)) === undefined) return undefined;
  if (!(await isSameAsSent(path, stored))) {
    throw new InvalidReportError(
      `${stored.path}: expected an id that was not sent yet, found other content under it in ${path}`,
      {
        remedy: `Give the new report another id (file name and report_id), or set it aside: ${holdHint(pass.home, id, 'id reused')}`,
      },
    );
  }
  await syncDir(pass.home.sent);
  await unlinkDurable(stored.path);
  await removeAttemptRecord(pass.home, id);
  await pass.log({ event: 'discarded', report_id: id, reason: 'the same report was already in sent/' });
  return { id, outcome: 'already-sent', path };
}

async function isSameAsSent(path: string, stored: StoredReport): Promise<boolean> {
  try {
    const sent = await readReport(path);
    return sent.digest === stored.digest || sameReport(sent.report, stored.report);
  } catch (error) {
    if (error instanceof InvalidReportError) return false;
    throw error;
  }
}

// Whoever took over clears away what is half written: an error then is that, and nothing an operator has to mend.
function unlessOurs(pass: Pass): (error: unknown) => Promise<never> {
  return async (error) => {
    await assertOurs(pass);
    throw error;
  };
}

async function assertOurs(pass: Pass): Promise<void> {
  pass.lock.assertHeld();
  if (await isFenceOurs(pass.home, pass.token)) return;
  throw new LockedError(`${pass.home.dir}: another pass took over while this one was away`, {
    remedy: 'Nothing is lost: that pass, or the next, goes on from the attempt records.',
  });
}

import { exitCodeOfEnding, type Invocation, isSuccess, writeOut } from '@owner-report/cli';
import {
  enqueue,
  type Enqueued,
  exitCodes,
  formatReport,
  InvalidReportError,
  messageOf,
  remedyOf,
  type Report,
  schemaVersion,
  toPrintableJson,
} from '@owner-report/spool';

import { describeEnqueued, enqueuedDocument } from '../enqueuedDocument.ts';
import { composeRunReport } from './composeRunReport.ts';
import { longestEnding } from './describeRunEnding.ts';
import { readRunRequest, type RunRequest } from './readRunRequest.ts';
import { runAttached, type AttachedRun } from './runAttached.ts';
import { sameRun } from './sameRun.ts';

// As long as any command can take.
const longestMs = 999_999_999_999;

/** `owner-report-producer run`: runs a command, then enqueues a report on how it ended. */
export async function runAndReport(invocation: Invocation): Promise<number> {
  const request = readRunRequest(invocation);
  assertFits(request);
  const run = await runAttached(request.command, request.tailLines, request.timeoutMs);
  const exitCode = exitCodeOfEnding(run.ending);
  const isSaid = !(request.onlyFailures && isSuccess(run.ending));
  const outcome = isSaid ? tryEnqueue(invocation, compose(request, run)) : undefined;
  run.release();
  // Only now: a reader that takes its time holds up no report.
  for (const complaint of await run.flush()) invocation.talk.warn(`owner-report-producer: ${complaint}`);
  if (outcome === undefined) return exitCode;
  tellOutcome(invocation, outcome, exitCode);
  return 'path' in outcome || exitCode !== exitCodes.done ? exitCode : exitCodes.io;
}

// A report that cannot be written should be refused now, not after hours of work.
function assertFits(request: RunRequest): void {
  try {
    formatReport(
      compose(request, { ending: longestEnding, durationMs: longestMs, printed: { merged: '', streams: [] } }),
    );
  } catch (error) {
    if (!(error instanceof InvalidReportError)) throw error;
    throw new InvalidReportError(error.message, {
      cause: error,
      remedy: 'Nothing was run. Shorten --next, --field and the like; what the command prints has room below them.',
    });
  }
}

type Ended = Pick<AttachedRun, 'ending' | 'durationMs' | 'printed'>;

function compose({ fields, command, tailLines }: RunRequest, { ending, durationMs, printed }: Ended): Report {
  const now = new Date();
  return composeRunReport({ fields, command, ending, durationMs, printed, tailLines, now, environment: process.env });
}

function tryEnqueue({ home }: Invocation, report: Report): Enqueued | { error: unknown } {
  try {
    return enqueue(home, report, { isSame: sameRun });
  } catch (error) {
    return { error };
  }
}

// stdout belongs to the command: all that is said here goes to stderr.
function tellOutcome({ talk }: Invocation, outcome: Enqueued | { error: unknown }, exitCode: number): void {
  const tellJson = (document: object) => {
    if (talk.json) writeOut(2, `${toPrintableJson({ ...document, exit_code: exitCode })}\n`);
  };
  if ('path' in outcome) {
    if (!talk.json) talk.note(describeEnqueued(outcome) ?? outcome.path);
    tellJson(enqueuedDocument(outcome));
    return;
  }
  const message = messageOf(outcome.error);
  const remedy = remedyOf(outcome.error);
  talk.warn(
    `owner-report-producer: the command ended (exit ${exitCode}), but its report could not be enqueued: ${message}`,
  );
  if (remedy !== undefined) talk.warn(`  ${remedy}`);
  tellJson({ schemaVersion, error: { message, remedy } });
}

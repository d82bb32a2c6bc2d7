import { exitCodeOfEnding, type Invocation, isSuccess, repeatHint, writeOut } from '@owner-report/cli';
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
import { givenFields } from '../givenFields.ts';
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

interface NotEnqueued {
  error: unknown;
  remedy: string;
}

function tryEnqueue(invocation: Invocation, report: Report): Enqueued | NotEnqueued {
  try {
    return enqueue(invocation.home, report, { isSame: sameRun });
  } catch (error) {
    const again = `To report it without running it again: ${reportHint(invocation, report)}`;
    return { error, remedy: [remedyOf(error), again].filter((part) => part !== undefined).join(' ') };
  }
}

// Without --report-id: it may stand for another run.
function reportHint(invocation: Invocation, { task_id: taskId, status, done }: Report): string {
  const { 'report-id': _id, ...fields } = givenFields(invocation);
  return repeatHint(invocation.home, 'owner-report-producer', { ...fields, 'task-id': taskId, status, done });
}

// stdout belongs to the command: all that is said here goes to stderr.
function tellOutcome({ talk }: Invocation, outcome: Enqueued | NotEnqueued, exitCode: number): void {
  const tellJson = (document: object) => {
    if (talk.json) writeOut(2, `${toPrintableJson({ ...document, exit_code: exitCode })}\n`);
  };
  if ('path' in outcome) {
    if (!talk.json) talk.note(describeEnqueued(outcome) ?? outcome.path);
    tellJson(enqueuedDocument(outcome));
    return;
  }
  const { remedy } = outcome;
  const message = messageOf(outcome.error);
  talk.warn(
    `owner-report-producer: the command ended (exit ${exitCode}), but its report could not be enqueued: ${message}`,
  );
  talk.warn(`  ${remedy}`);
  tellJson({ schemaVersion, error: { message, remedy } });
}

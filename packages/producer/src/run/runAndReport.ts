import { type Invocation, writeOut, exitCodeOfEnding } from '@owner-report/cli';
import {
  enqueue,
  exitCodes,
  formatReport,
  messageOf,
  remedyOf,
  type Report,
  schemaVersion,
  toPrintableJson,
} from '@owner-report/spool';

import { describeEnqueued, enqueuedDocument } from '../enqueuedDocument.ts';
import { composeRunReport } from './composeRunReport.ts';
import { longestEnding } from './describeRunEnding.ts';
import { runAttached, type AttachedRun } from './runAttached.ts';
import { readRunRequest, type RunRequest } from './runOptions.ts';
import { sameRun } from './sameRun.ts';

// As long as any command can take.
const longestMs = 999_999_999_999;

/** `owner-report-producer run`: runs a command, then enqueues a report on how it ended. */
export async function runAndReport(invocation: Invocation): Promise<number> {
  const request = readRunRequest(invocation);
  // A report that cannot be written should be refused now, not after hours of work.
  formatReport(compose(request, { ending: longestEnding, durationMs: longestMs, output: '' }));
  const run = await runAttached(request.command, request.tailLines);
  try {
    const exitCode = exitCodeOfEnding(run.ending);
    const enqueued = tryEnqueue(invocation, compose(request, run), exitCode);
    return enqueued || exitCode !== exitCodes.done ? exitCode : exitCodes.io;
  } finally {
    run.release();
  }
}

type Ended = Pick<AttachedRun, 'ending' | 'durationMs' | 'output'>;

function compose({ fields, command, tailLines }: RunRequest, { ending, durationMs, output }: Ended): Report {
  const now = new Date();
  return composeRunReport({ fields, command, ending, durationMs, output, tailLines, now, environment: process.env });
}

// stdout belongs to the command: all that is said here goes to stderr.
function tryEnqueue({ home, talk }: Invocation, report: Report, exitCode: number): boolean {
  const tellJson = (document: object) => {
    if (talk.json) writeOut(2, `${toPrintableJson({ ...document, exit_code: exitCode })}\n`);
  };
  try {
    const enqueued = enqueue(home, report, sameRun);
    if (!talk.json) talk.note(describeEnqueued(enqueued) ?? enqueued.path);
    tellJson(enqueuedDocument(enqueued));
    return true;
  } catch (error) {
    const remedy = remedyOf(error);
    talk.warn(
      `owner-report-producer: the command ended (exit ${exitCode}), but its report could not be enqueued: ${messageOf(error)}`,
    );
    if (remedy !== undefined) talk.warn(`  ${remedy}`);
    tellJson({ schemaVersion, error: { message: messageOf(error), remedy } });
    return false;
  }
}

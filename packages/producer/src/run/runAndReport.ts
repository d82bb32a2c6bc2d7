import { type Invocation, writeOut } from '@owner-report/cli';
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

import { describeEnqueued, toDocument } from '../tellEnqueued.ts';
import { composeRunReport } from './composeRunReport.ts';
import { type Ending, exitCodeOf, longestEnding } from './ending.ts';
import { runCommand } from './runCommand.ts';
import { readRunRequest, type RunRequest } from './runOptions.ts';
import { sameRun } from './sameRun.ts';

/** `owner-report-producer run`: runs a command, then enqueues a report on how it ended. */
export async function runAndReport(invocation: Invocation): Promise<number> {
  const request = readRunRequest(invocation);
  // A report that cannot be written should be refused now, not after hours of work.
  formatReport(compose(request, longestEnding, ''));
  const { ending, output, release } = await runCommand(request.command, request.tailLines);
  try {
    const exitCode = exitCodeOf(ending);
    const enqueued = tryEnqueue(invocation, compose(request, ending, output), exitCode);
    return enqueued || exitCode !== exitCodes.done ? exitCode : exitCodes.io;
  } finally {
    release();
  }
}

function compose({ fields, command, tailLines }: RunRequest, ending: Ending, output: string): Report {
  return composeRunReport({ fields, command, ending, output, tailLines, now: new Date(), environment: process.env });
}

// stdout belongs to the command: all that is said here goes to stderr.
function tryEnqueue({ home, talk }: Invocation, report: Report, exitCode: number): boolean {
  const tellJson = (document: object) => {
    if (talk.json) writeOut(2, `${toPrintableJson({ ...document, exit_code: exitCode })}\n`);
  };
  try {
    const enqueued = enqueue(home, report, sameRun);
    if (!talk.json) talk.note(describeEnqueued(enqueued) ?? enqueued.path);
    tellJson(toDocument(enqueued));
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

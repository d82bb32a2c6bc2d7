import { recordRun } from '../queue/recordRun.ts';
import { describeEnding } from '../run/describeEnding.ts';
import { type JobRun } from '../run/runJob.ts';

/** A run as it stands in a JSON document. */
export function runDocument(run: JobRun): object {
  const { exitCode, durationMs, stdoutTail, stderrTail } = recordRun(run);
  return {
    exit_code: exitCode,
    ending: describeEnding(run.ending),
    duration_ms: durationMs,
    stdout_tail: stdoutTail,
    stderr_tail: stderrTail,
  };
}

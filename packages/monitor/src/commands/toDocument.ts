import { type JobRun, recordRun } from '../queue/runRead.ts';
import { describeEnding } from '../run/runCommand.ts';

/** A run as it stands in a JSON document. */
export function toDocument(run: JobRun): object {
  const { exitCode, durationMs, stdoutTail, stderrTail } = recordRun(run);
  return {
    exit_code: exitCode,
    ending: describeEnding(run.ending),
    duration_ms: durationMs,
    stdout_tail: stdoutTail,
    stderr_tail: stderrTail,
  };
}
